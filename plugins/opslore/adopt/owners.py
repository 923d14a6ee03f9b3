"""Who answers for something: the names people write, and the files that name owners."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, NamedTuple

from opslore.adopt.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

NOBODY = re.compile(
    r"(?:tbd|tba|tbc|todo|n/?a|none|nobody|no ?one|unassigned|unknown|unowned|not (?:assigned|set|specified|scheduled|yet(?: known)?)|unscheduled|open|offen|niemand|personne|nadie"
    r"|to be (?:determined|assigned|decided)|name|owner|[?–—\-_.\s]*|<[^>]*>|\[[^\]]*\]|\{\{.*|\{[^{}]*\})",
    re.IGNORECASE,
)
HANDLE = re.compile(r"(?<![\w`/.@])@(?P<name>[A-Za-z0-9][\w.-]*(?:/[A-Za-z0-9][\w.-]*)?)(?<![.-])")
_TEAM = re.compile(
    r"\b(?:teams?|squad|guild|crew|tribe|chapter|sre|sres|devops|on-?call|ops|operations|dbas?"
    r"|infra(?:structure)?|platform|engineering|eng)\b",
    re.IGNORECASE,
)
_SURE_TEAM = re.compile(
    r"(?:\S+\s+){0,3}(?:teams?|squad|guild|crew|tribe|chapter|sres?|dbas?)|team\s+\S+(?:\s+\S+)?",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"[A-ZÀ-Þ][\w'’-]+(?:\s+(?:[A-ZÀ-Þ]\.?|de|van|von|der|den|da|di|la|le|bin|al))*"
    r"(?:\s+[A-ZÀ-Þ][\w'’-]+){1,2}"
)
_ONE_NAME = re.compile(r"[A-ZÀ-Þ][a-zà-þ'’]{1,14}")
# Two words with capitals that are no person.
_NO_NAME = re.compile(
    r"\b(?:in|progress|pull|merge|request|issue|ticket|done|todo|wip|high|medium|low|priority|short"
    r"|long|term|team|action|item|items|phase|see|related|optional|required|completed|planned"
    r"|immediate|github|jira|linear|slack|google|cloud|amazon|aws|azure|kubernetes|service|services"
    r"|api|database|server|cluster|production|staging|test|tests|testing|load|health|check|root|cause"
    r"|time|date|deadline|due|eta|next|sprint|quarter|week|month|january|february|march|april|may"
    r"|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday"
    r"|saturday|sunday|data|network|alert|alerts|alerting|monitoring|dashboard|runbook|incident|review"
    r"|postmortem|blocked|backlog|new|old|open|closed|critical|major|minor|customer|user|users|system"
    r"|central|european|the|a|an|and|or|of|for|on|by|with|key|vault|app|web|front|back|end|code|change"
    r"|deploy|deployment|release|process|documentation|internal|external|public|private|secret|manager"
    r"|gateway|event|bus|prometheus|grafana|kafka|redis|postgres|pool|connection|circuit|breaker|rate"
    r"|limit|limiting|read|write|path|separation|quarterly|error|budget|tracked|tracking|also|e\.g|i\.e"
    r"|should|must|add|fix|update|create|improve|investigate|remove|document|automate|detect|prevent"
    r"|apache|argo|rollouts|elastic|search|open|telemetry|visual|studio|java|script|spring|boot|mongo"
    r"|rabbit|query|dynamo|lambda|functions|devops|shell|active|directory|balancer|chaos|monkey|message"
    r"|queue|object|storage|block|store|control|plane|mesh|feature|flags|flag|canary|blue|green|multi"
    r"|region|zone|cold|warm|hot|dead|letter|back|pressure|single|point|failure|best|effort|follow|up"
    r"|mitigate|security|safety|quality|capacity|planning|risk|cost|north|south|east|west|us|eu|uk)\b",
    re.IGNORECASE,
)  # fmt: skip


def person(text: str) -> str | None:
    """Return who a cell or a field names, in its words; None for "TBD", "-" and the like."""
    words = plain(text).strip(" .,;:()[]")
    if not words or NOBODY.fullmatch(words) or len(words) > 120:
        return None
    return HANDLE.sub(lambda m: m["name"], words)


def named(text: str, known: Iterable[str] = ()) -> str | None:
    """Return whom words in brackets or behind a dash name; None if they may be anything else."""
    words = plain(text).strip(" .,;:")
    if not words or NOBODY.fullmatch(words) or "\x01" in words:
        return None
    if found := HANDLE.fullmatch(words):
        return found["name"]
    if words.casefold() in {name.casefold() for name in known}:
        return words
    if _SURE_TEAM.fullmatch(words) and not re.search(r"[:!?;]", words):
        return (
            None
            if re.match(r"(?:our|all|other|each|every|an?|strike)\b", words, re.IGNORECASE)
            else words
        )
    if _NAME.fullmatch(words) and not _NO_NAME.search(words):
        return words
    return None


def single_name(text: str) -> str | None:
    """Return a word that may be a first name; only a whole list of them tells."""
    words = text.strip()
    return words if _ONE_NAME.fullmatch(words) and not _NO_NAME.search(words) else None


def group(text: str, known: Iterable[str] = ()) -> str | None:
    """Return the owner a bold line above a list names: "Platform team", "@ada", "Ada Example"."""
    if said := labelled(text):
        return said
    words = plain(text).strip(" .:")
    found = named(words, known)
    if found:
        return found
    return words if _SURE_TEAM.fullmatch(words) else None


def labelled(text: str) -> str | None:
    """Return whom "Owner: Ada" names."""
    found = re.match(
        r"(?:owners?|team|assignees?|responsible|dri)\s*:\s*(.+)", plain(text), re.IGNORECASE
    )
    return person(found[1]) if found else None


def is_team(words: str) -> bool:
    """Whether words end as the names of teams do."""
    return bool(_SURE_TEAM.fullmatch(words))


def looks_like_team(text: str) -> bool:
    """Whether words name a team rather than a subject."""
    return bool(_TEAM.search(text))


def identity(words: str, names: Mapping[str, str]) -> str | None:
    """Return the id that a name stands for; None if it names several or none can be made.

    `names` holds the names of the directory in lower case, with their ids.
    """
    words = words.strip()
    if words.casefold() in names:
        return names[words.casefold()]
    if re.search(r"[,;&+]|\s(?:and|or|/)\s|/", words):
        parts = words.rsplit("/", 1)
        names_two = all(part[:1].isupper() for part in parts)  # Ada/Ben
        if len(parts) == 2 and re.fullmatch(r"[\w.-]+/[\w.-]+", words) and not names_two:
            words = parts[1]  # @org/team
        else:
            return None
    words = re.sub(r"<[^>]*>|\([^)]*\)", "", words).strip(" @#")
    words = re.sub(r"(?i)^the\s+", "", words)
    if re.fullmatch(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", words):
        words = words.split("@", 1)[0]
    if re.fullmatch(r"[A-Za-z0-9]+([._-]+[A-Za-z0-9]+)*", words):
        return words[:80]
    made = slug(words)
    return made if re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", made) and len(made) <= 80 else None


_PLAINER = str.maketrans("àáâãäåçèéêëìíîïñòóôõöøùúûüýÿš", "aaaaaaceeeeiiiinoooooouuuuyys")


def slug(words: str) -> str:
    """Return words in lower case joined by hyphens."""
    text = words.lower().translate(_PLAINER).replace("'", "").replace("’", "").replace("ß", "ss")
    return re.sub(r"[^a-z0-9]+", "-", text).strip("-")


class Owner(NamedTuple):
    """An owner that a file beside the document names."""

    name: str
    source: str  # the file
    line: int
    others: tuple[str, ...] = ()


class OwnerFiles(NamedTuple):
    """CODEOWNERS and OWNERS files of a folder."""

    rules: tuple[tuple[str, tuple[str, ...], str, int], ...] = ()  # pattern, owners, file, line
    folders: Mapping[str, Owner] = {}
    prefix: str = ""  # of the folder that was read, where rules count from the one above it

    def of(self, path: str) -> Owner | None:
        """Return the owner of a file: the last rule that fits, else the nearest OWNERS."""
        for pattern, names, file, line in reversed(self.rules):
            if _fits(f"{self.prefix}{path}", pattern):
                if not names:
                    return None
                teams = [name for name in names if "/" in name] or list(names)
                others = tuple(name for name in names if name != teams[0])
                return Owner(teams[0].lstrip("@"), file, line, others)
        folder = path
        while folder:
            folder = folder.rpartition("/")[0]
            if folder in self.folders:
                return self.folders[folder]
        return None


def code_owners(text: str, file: str) -> list[tuple[str, tuple[str, ...], str, int]]:
    """Return the rules of a CODEOWNERS file."""
    found: list[tuple[str, tuple[str, ...], str, int]] = []
    default: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.split(" #", 1)[0].strip()
        if not bare or bare.startswith("#"):
            continue
        if section := re.match(r"\^?\[[^\]]+\](?:\[\d+\])?\s*(.*)", bare):
            default = tuple(section[1].split())  # GitLab: owners of a section's paths
            continue
        parts = re.split(r"(?<!\\)\s+", bare)
        names = tuple(n for n in parts[1:] if "@" in n) or default
        found.append((parts[0].replace("\\ ", " "), names, file, number))
    return found


def owners_file(text: str, file: str) -> Owner | None:
    """Return the owner that an OWNERS file names: the first of its approvers."""
    names: dict[str, list[tuple[str, int]]] = {}
    key = "approvers"
    for number, line in enumerate(text.splitlines(), 1):
        if found := re.match(r"(\w+):\s*(?:\[(.*)\])?\s*$", line):
            key = found[1]
            for name in filter(None, (n.strip(" \"'") for n in (found[2] or "").split(","))):
                names.setdefault(key, []).append((name, number))
        elif item := re.match(r"\s*-\s*[\"']?([\w.@/-]+)[\"']?\s*(?:#.*)?$", line):
            names.setdefault(key, []).append((item[1], number))
        elif plainly := re.match(r"([\w.+-]+@[\w.-]+|@[\w./-]+)\s*(?:#.*)?$", line):
            names.setdefault("approvers", []).append((plainly[1], number))
    chosen = names.get("approvers") or names.get("owners") or []
    if not chosen:
        return None
    (first, line_number), *rest = chosen
    return Owner(first.lstrip("@"), file, line_number, tuple(name for name, _ in rest))


def _fits(path: str, pattern: str) -> bool:
    anchored = pattern.startswith("/") or "/" in pattern.rstrip("/")
    bare = pattern.strip("/")
    if bare in ("", "*", "**"):
        return True
    if bare.endswith("/*"):
        return path.rpartition("/")[0] == bare[:-2]
    names = path.split("/")
    tries = ["/".join(names[:end]) for end in range(1, len(names) + 1)] if anchored else names
    if pattern.endswith("/"):
        tries = tries[:-1]
    return any(fnmatchcase(part, bare.replace("**/", "*").replace("**", "*")) for part in tries)
