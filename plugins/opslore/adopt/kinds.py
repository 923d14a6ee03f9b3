"""Which type a file is, and why: by its name, its folder and its parts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from opslore.adopt import dates, words
from opslore.adopt.plain import plain

if TYPE_CHECKING:
    from opslore.adopt.source import Source

TEMPLATE, INDEX, README = "template", "index", "readme"

_README = re.compile(
    r"(?:readme|license|licence|contributing|code[_-]of[_-]conduct|security|changelog|changes|history"
    r"|authors|notice|support|governance|maintainers|codeowners|owners|pull_request_template"
    r"|issue_template|copying|third.?party.*)(?:[._-](?:md|txt|markdown|apache|mit|[a-z]{2}))*",
    re.IGNORECASE,
)
_INDEX = re.compile(
    r"(?:_?index|summary|toc|_sidebar|_navbar|contents?|home|_?category)(?:\..*)?", re.IGNORECASE
)
_TEMPLATE = re.compile(
    r"(?:^|[\s_.-])(?:template|modele|modèle|vorlage|plantilla|skeleton|boilerplate)(?:$|[\s_.-])"
    r"|yyyy|\bnnn\b",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(
    r"\{\{[\w :-]*\}\}|<(?:insert|your|name|title|date|service|describe|enter)\b[^>\n]{0,200}>"
    r"|\[(?:insert|your|incident|service|name|title|date|describe|enter|link to|team|author)\b[^\]\n]{0,200}\](?!\()"
    r"|\{[a-z][a-z_ ./-]{1,60}\}(?!\})|\b(?:YYYY-MM-DD|yyyy-mm-dd|DD/MM/YYYY|HH:MM|hh:mm|XX:XX)\b",
    re.IGNORECASE,
)
_UNREAD = frozenset({"not-utf-8", "nul-byte", "byte-order-mark", "empty-file"})
_GENERIC = re.compile(
    r"(?:(?:blameless|production|service|post-?)?[\s-]*(?:incident|outage|mortem)"
    r"(?:[\s-]+(?:report|review|analysis|post-?\s?mortem|summary))?|rca|root cause analysis)?(?:\s*\([^()]*\))?\W*",
    re.IGNORECASE,
)
# "[Incident] Registry returns 502": the bracket sorts tickets, it is no blank to fill in.
_TAG = re.compile(
    r"^\s*\[(?:incident|post-?mortem|rca|outage|resolved|closed|draft|wip|sev\W?\d|p\d)\]\s*[:–—-]?\s*(?=\w)",
    re.IGNORECASE,
)
_FOLDERS = (
    ("postmortem", re.compile(
        r"post-?_?mortems?|incident-?_?reports?|incidents?|outages?|rcas?|retrospectives?|incident-?reviews?"
        r"|pirs?", re.IGNORECASE)),
    ("runbook", re.compile(
        r"run-?_?books?|play-?_?books?|sops?|alerts?|procedures?|deprecated_runbooks|operations-?manual",
        re.IGNORECASE)),
    ("guide", re.compile(
        r"docs?|guides?|handbook|wiki|manual|concepts?|references?|tutorials?|training|culture|courses"
        r"|how[-_]to.*|oncall|on-?call|readiness|processe?s?|polic(?:y|ies)|before|after|during"
        r"|crisis|resources", re.IGNORECASE)),
)  # fmt: skip
_INCIDENT_TITLE = re.compile(
    r"post-?\s?mortem|\bincident (?:on|report|review|of|analysis|summary)\b|\boutages?\b|\brca\b"
    r"|root cause analysis|\bincident\b.*\b\d{4}\b|service disruption|\bincident\b.*:"
    r"|\bstörung(?:sbericht)?\b|\bausfall\b|\bvorfall(?:sbericht)?\b|rapport d.incident|\bincident du\b"
    r"|informe de(?:l)? incidente|障害報告|ポストモーテム|故障复盘|事故报告",
    re.IGNORECASE,
)
_GUIDE_TITLE = re.compile(
    r"\b(?:how to|how we|guide|guidelines?|process(?:es)?|policy|policies|getting started|introduction"
    r"|overview|best practices|template for|what is|what are|about|principles|glossary|joiners?|leavers?"
    r"|effective|onboarding|rfc|adr|proposal|design doc)\b",
    re.IGNORECASE,
)
_RUNBOOK_TITLE = re.compile(
    r"\b(?:run-?\s?book|play-?\s?book|sop|standard operating procedure)\b", re.IGNORECASE
)
_PARTS = {
    "timeline": r"(?:incident |detailed )?time ?line.*|chronology|sequence of events|key events?"
    r"|(?:zeitlicher )?(?:ab|ver)lauf.*|zeitleiste|chronologie.*|cronología.*|タイムライン.*|时间线.*",
    "cause": r".*\b(?:root )?causes?\b.*|contributing (?:factors|conditions).*|five whys|5 whys.*|fault"
    r"|trigger|why did it happen.*|identified cause.*|(?:grund)?ursachen?.*|auslöser|causa(?: raíz)?"
    r"|根本原因.*|原因.*",
    "impact": r"(?:user |customer |business |incident )?impact.*|affected users|affected crates"
    r"|auswirkung(?:en)?|impacto|影響.*|影响.*",
    "lessons": r"lessons? (?:learn\w*).*|what went (?:well|wrong|poorly|badly).*|where we got lucky.*"
    r"|learnings?|retrospective|post-?mortem|was (?:gut|schlecht|schief) (?:lief|ging).*|erkenntnisse"
    r"|ce qui (?:a|n.a) .*|leçons.*|lecciones.*|教訓.*|振り返り",
    "actions": r"(?:review |corrective |follow.?up )?actions?(?: items?)?.*|follow.?ups?.*|remediation.*"
    r"|future (?:measures|actions)|maßnahmen.*|mesures (?:correctives|préventives).*|plan d.actions?.*"
    r"|acciones.*|アクションアイテム.*|再発防止策?.*|改进措施.*",
    "detection": r"detection.*|time to detect.*|how was it detected.*|time to re(?:pair|solve)",
    "resolution": r"resolution.*|recovery.*|mitigation and resolution.*|identified|response|behebung"
    r"|résolution|lösung|resolución",
    "summary": r"(?:issue |incident |executive )?summary.*|what happened.*|overview|zusammenfassung"
    r"|résumé|resumen|概要|サマリー?",
}
_PART = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _PARTS.items()}
_RUN_PARTS = re.compile(
    r"meaning|impact|diagnosis|mitigation|alert|steps?|procedure|prerequisites?|troubleshoot\w*|verif\w*"
    r"|verification|rollback|roll back|escalation|symptoms?|remediation|resolution|how to (?:fix|resolve)",
    re.IGNORECASE,
)


class Kind(NamedTuple):
    """What a file is; None: nothing tells."""

    type: str | None
    reason: str


def of(source: Source, root_name: str) -> Kind:
    """Return what a file is; `root_name` is the folder that was given, with those above it."""
    fault = next((f for f in source.document.faults if f.kind in _UNREAD), None)
    if fault is not None and (fault.kind != "byte-order-mark" or not source.document.text.strip()):
        return Kind(None, f"it cannot be read: {fault.message}")
    folders = [*root_name.split("/"), *source.path.split("/")[:-1]]
    name = source.path.rsplit("/", 1)[-1]
    stem = re.sub(r"(?:\.(?:html|md|markdown|erb|txt|mdx))+$", "", name, flags=re.IGNORECASE)
    title = _title(source)
    parts = _parts(source)
    if _README.fullmatch(name):
        return Kind(README, f"by its name, {name}")
    if found := _template(source, stem, title):
        return Kind(TEMPLATE, found)
    if (
        _INDEX.fullmatch(name)
        and (len(parts) < 3 or _is_list_of_links(source, most=0.3))
        and not dates.first(folders[-1])
    ):
        return Kind(INDEX, f"by its name, {name}")
    if _is_list_of_links(source):
        return Kind(INDEX, "nearly every entry is a link")
    folder, where = _folder(folders)
    if incident := _incident(source, folder, where, title, stem, parts):
        return Kind("postmortem", incident)
    if found := _runbook(source, folder, where, title, stem):
        return Kind("runbook", found)
    words = sum(len(p.text.split()) for p in source.document.body.paragraphs)
    if folder and (title or words >= 50):
        return Kind("guide", f"in the folder {where}, and neither an incident nor steps to take")
    return Kind(None, "nothing tells what it is")


def _title(source: Source) -> str:
    stated = source.front.get("title")
    if isinstance(stated, str) and stated.strip():
        return plain(stated)
    headings = source.document.body.headings
    return headings[0].text if headings else ""


def _parts(source: Source) -> set[str]:
    headings = [heading.text for heading in source.document.body.headings]
    names = [text.strip(" :*") for h in headings for text in (h, words.bare(h))]
    body = source.document.body
    texts = [*(b.text for b in body.bullets[:300]), *(p.text for p in body.paragraphs[:300])]
    names += [bare for text in texts if len(bare := text.split(":", 1)[0].strip()) < 40]
    return {part for part, pattern in _PART.items() if any(map(pattern.fullmatch, names))}


def _template(source: Source, stem: str, title: str) -> str:
    title = _TAG.sub("", title)
    head = source.document.text[:2000]
    if head.startswith(("---", "+++")) and re.search(
        r"^\w+\s*[:=]\s*[\"']?\{\{", head, re.MULTILINE
    ):
        return "its front matter holds blanks to fill in"
    if _TEMPLATE.search(stem):
        return f"by its name, {stem}"
    if re.search(r"\btemplates?\b", title, re.IGNORECASE) and len(title.split()) <= 6:
        return f"by its title, {title}"
    if (
        re.match(r"[^\w]*(?:title|incident title|\{\{|\[|<)", title, re.IGNORECASE)
        and (_PLACEHOLDER.search(title) or len(title.split()) <= 3)
        and (_PLACEHOLDER.search(title) or _is_hollow(source))
    ):
        return "its title is a blank to fill in"
    day = dates.first(source.document.text)
    if day is None and re.search(r"\[[A-Z][^\]\s]{1,30} [^\]\n]{2,60}\](?![(\[:])", title):
        return "its title has a blank to fill in"
    if day is None and _GENERIC.fullmatch(title.strip()) and len(_parts(source)) >= 3:
        return "it has the parts of a postmortem, and neither a name nor a day"
    body = source.document.body
    texts = [h.text for h in body.headings] + [p.text for p in body.paragraphs]
    texts += [b.text for b in body.bullets] + [step.text for step in body.steps]
    texts += [cell.text for table in body.tables for row in table.rows for cell in row]
    marks = sum(len(_PLACEHOLDER.findall(text)) for text in texts)
    if marks >= 6 and day is None:
        return f"it has {marks} blanks to fill in, and no day"
    return ""


def _is_hollow(source: Source) -> bool:
    """Whether there is hardly anything below the headings."""
    body = source.document.body
    texts = [p.text for p in body.paragraphs] + [b.text for b in body.bullets]
    words = sum(len(text.split()) for text in [*texts, *(s.text for s in body.steps)])
    return words < 12 * max(1, len(body.headings))


def _is_list_of_links(source: Source, most: float = 0.8) -> bool:
    body = source.document.body
    entries = [b for b in body.bullets if b.depth == 0]
    if len(entries) < 5:
        return False
    lines = {link.line for link in body.links}
    linked = [b for b in entries if b.line in lines and len(b.text.split()) <= 25]
    prose = sum(len(p.text.split()) for p in body.paragraphs)
    return len(linked) >= most * len(entries) and prose < 8 * len(entries) and not body.fences


def _folder(folders: list[str]) -> tuple[str, str]:
    """Return what the innermost folder with a telling name is for."""
    for folder in reversed(folders):
        for kind, pattern in _FOLDERS:
            if pattern.fullmatch(folder):
                return kind, f"{folder}/"
    return "", ""


def _incident(
    source: Source, folder: str, where: str, title: str, stem: str, parts: set[str]
) -> str:
    stated = source.stated
    dated = bool(
        dates.first(title)
        or dates.first(stem.replace("_", "-"))
        or "date" in stated
        or _published(source)
        or "started_at" in stated
        or "detected_at" in stated
    )
    facts = bool({"severity", "duration"} & set(stated)) and (dated or "started_at" in stated)
    severity = source.one("severity")
    graded = severity is not None and len(severity.text.split()) <= 4
    facts = facts or (graded and "timeline" in parts)
    guide = _GUIDE_TITLE.search(title) and not dated
    if folder == "postmortem":
        if guide and "timeline" not in parts:
            return ""
        if dated or len(parts) >= 2:
            return f"in the folder {where}" + (
                f", with {_listed(parts)}" if parts else ", with a day"
            )
        return ""
    if guide:
        return ""
    telling = parts - {"impact", "summary", "resolution", "detection", "actions"}
    if len(parts) >= 4 and telling and "timeline" in parts:
        return f"it has {_listed(parts)}"
    if _INCIDENT_TITLE.search(title) and (len(parts) >= 2 or (dated and parts)):
        return f"by its title, with {_listed(parts)}"
    told = {"timeline", "lessons"} & parts
    if dated and told and len({"timeline", "lessons", "cause", "impact"} & parts) >= 2:
        return f"it has a day, {_listed(parts)}"
    if facts and len(parts) >= 2:
        return f"it states the facts of an incident, with {_listed(parts)}"
    if re.match(r"(?i)(?:pm|inc|rca)[-_ ]?\d{2,}", stem) and len(parts) >= 2:
        return f"by its name, with {_listed(parts)}"
    if _INCIDENT_TITLE.search(title) and dated and folder != "runbook":
        return "by its title, with a day"
    return ""


def _published(source: Source) -> bool:
    """Whether the address in the front matter holds a day: path = "2025/04/11/..."."""
    values = [source.front.get(key) for key in ("path", "slug", "url", "permalink")]
    return any(isinstance(value, str) and dates.first(value) for value in values)


def _runbook(source: Source, folder: str, where: str, title: str, stem: str) -> str:
    body = source.document.body
    headings = [heading.text for heading in body.headings]
    parts = {match[0].lower() for text in headings if (match := _RUN_PARTS.match(text))}
    commands = bool(body.fences) or bool(
        re.search(r"^[ \t]*(?:\d+[.)][ \t]*)?`?\$ \S", source.document.text, re.MULTILINE)
    )
    stated = source.stated
    named = _RUNBOOK_TITLE.search(title) or _RUNBOOK_TITLE.search(stem.replace("_", " "))
    guide = _GUIDE_TITLE.search(title)
    if folder == "runbook":
        if guide and not commands and not parts:
            return ""
        return f"in the folder {where}"
    if named and not guide:
        return "by its title"
    if len(parts) >= 2 and not guide and ("services" in stated or "alerts" in stated):
        return f"it states what it is for, and has the parts {', '.join(sorted(parts))}"
    if {"meaning", "diagnosis"} <= parts or {"diagnosis", "mitigation"} <= parts:
        return f"it has the parts {', '.join(sorted(parts))}"
    if (
        ("services" in stated or "alerts" in stated)
        and body.steps
        and (commands or "reviewed" in stated)
    ):
        names = [n for n in ("services", "alerts", "reviewed") if n in stated]
        return f"it states {' and '.join(names)}, with numbered steps"
    return ""


def _listed(parts: set[str]) -> str:
    names = [name for name in _PARTS if name in parts]
    return ", ".join(names[:4])
