"""What is said of a folder: one line, then each document; as text, JSON or a diff."""

from __future__ import annotations

import difflib
import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from opslore.counted import counted
from opslore.records import (
    CaseStudy,
    Drill,
    Guide,
    Investment,
    NearMiss,
    OnboardingPath,
    OnCallPolicy,
    ReadinessReview,
    Service,
)
from opslore.schema import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from opslore.adopt.model import Action, Proposal

_DATE = re.compile(r"\b\d{4}(?:[-/.]\d+)*\b|\b\d+(?:st|nd|rd|th)\b")
_OTHERS = (
    Guide, Service, OnCallPolicy, ReadinessReview, Drill, NearMiss, CaseStudy, Investment,
    OnboardingPath,
)  # fmt: skip
MOST_BACK = 10  # of the incidents that came back, as lines
_CONTEXT = 2  # lines of a diff around what changes
_LEFT = {
    "template": ("template", "templates"),
    "index": ("index", "indexes"),
    "readme": ("README file", "README files and the like"),
}


def summary(proposals: Sequence[Proposal]) -> str:
    """Return what is there: "39 postmortems, 131 action items, 0 due dates, ...", in lines."""
    documents = [p for p in proposals if p.is_document]
    counts = Counter(p.type for p in documents)
    incidents = [p for p in documents if p.type == "postmortem"]
    items = [action for p in incidents for action in p.actions]
    again = came_back(incidents)
    parts = []
    if incidents:
        parts.append(counted(len(incidents), "postmortem"))
        parts.append(counted(len(items), "action item"))
        parts.append(counted(sum(bool(a.due) for a in items), "due date"))
        parts.append(f"{counted(len(again), 'incident')} came back")
    runbooks = [p for p in documents if p.type == "runbook"]
    if runbooks:
        nobody = sum(not p.owner for p in runbooks)
        if nobody == len(runbooks):
            parts.append(f"{counted(nobody, 'runbook')} nobody owns")
        else:
            parts.append(counted(len(runbooks), "runbook"))
            if nobody:
                parts.append(f"{nobody} of them nobody owns")
    parts += [
        counted(counts[kind.TYPE], kind.NOUN, kind.NOUNS) for kind in _OTHERS if counts[kind.TYPE]
    ]
    lines = [", ".join(parts) if parts else "no postmortem and no runbook is there"]
    if items:
        states = Counter(action.status for action in items)
        said = [f"{sum(bool(a.owner) for a in items)} with an owner"]
        said += [
            f"{states[s]} {s}" for s in ("done", "in-progress", "open", "cancelled") if states[s]
        ]
        said.append(f"{sum(bool(a.tickets) for a in items)} with a ticket")
        lines.append(f"of the action items {', '.join(said)}")
    for group in again[:MOST_BACK]:
        when = ", ".join(sorted(str(p.date or p.path) for p in group))
        lines.append(f"came back: {_shown(group[0].title or group[0].path)} ({_shown(when)})")
    left = Counter(p.type or "other" for p in proposals if not p.is_document)
    if left:
        kinds = [counted(left[kind], *nouns) for kind, nouns in _LEFT.items() if left[kind]] + (
            [f"{counted(left['other'], 'file')} that nothing tells the type of"]
            if left["other"]
            else []
        )
        lines.append(f"left alone: {', '.join(kinds)}")
    ready = sum(p.adopted for p in documents)
    if ready:
        lines.append(f"{counted(ready, 'document')} with front matter for opslore already")
    return "\n".join(lines)


def came_back(incidents: Iterable[Proposal]) -> list[list[Proposal]]:
    """Return the postmortems that bear one title, days and numbers aside, in groups."""
    groups: list[tuple[set[str], list[Proposal]]] = []
    for incident in incidents:
        name = re.sub(r"(?:\.\w{1,8})+$", "", incident.path.rsplit("/", 1)[-1])
        title, named = _bare(incident.title or ""), _bare(name)
        # A name of two words may be that of a service: crates-io.md
        keys = {title} if len(title.split()) >= 2 else set()
        keys |= {named} if len(named.split()) >= 3 else set()
        alike = [group for group in groups if group[0] & keys]
        groups = [group for group in groups if not group[0] & keys]
        merged = [p for group in alike for p in group[1]]
        groups.append((keys.union(*(group[0] for group in alike)), [*merged, incident]))
    return [group for _, group in groups if len({p.date or p.path for p in group}) > 1]


def _bare(title: str) -> str:
    """Return the words of a title that say what happened."""
    bare = _DATE.sub(" ", title.lower())
    bare = re.sub(r"\b(?:pm|inc|rca)[-_ ]?\d[\d-]*", " ", bare)
    bare = re.sub(r"(?<=\w)\.(?=\w)", "", bare)
    bare = re.sub(
        r"\b(?:incident|post-?mortem|report|review|on|of|for|the|a|in|at|utc)\b|[^\w\s]|\b(?![45]\d\d\b)\d+",
        " ",
        bare,
    )
    return " ".join(bare.replace("_", " ").split())


def text(proposals: Sequence[Proposal]) -> str:
    """Return the summary and what is proposed for each document."""
    parts = [summary(proposals)]
    parts += ["\n".join(_document(p)) for p in proposals if p.is_document and not p.adopted]
    left = [p for p in proposals if not p.is_document]
    if left:
        lines = ["left alone"]
        for p in left:
            why = f"{p.type}: {p.reason}" if p.type else p.reason
            lines.append(f"  {_shown(p.path)}: {why}")
            lines += [f"    {_noted(note.line, note.message)}" for note in p.notes]
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def _document(p: Proposal) -> list[str]:
    lines = [_shown(p.path), f"  {p.type}: {p.reason}"]
    facts = {
        "title": p.title,
        "date": str(p.date) if p.date else None,
        "severity": p.severity,
        "services": ", ".join(p.services) or None,
        "owner": p.owner,
    }
    if p.type != "postmortem":
        facts["reviewed"] = facts.pop("date")
    lines += [f"  {name:<9} {_shown(value)}" for name, value in facts.items() if value]
    if alerts := p.fields.get("alerts"):
        lines.append(f"  alerts    {_shown(', '.join(alerts))}")
    for name in ("started_at", "detected_at", "mitigated_at", "resolved_at", "risk", "status"):
        if name in p.fields and (name, p.fields[name]) != ("status", "draft"):
            lines.append(f"  {name:<12} {p.fields[name]}")
    for number, action in enumerate(p.actions, 1):
        lines.append(f"  A{number:<3} {_shown(action.title)}{_facts(action)}")
    if p.blanks:
        lines.append(f"  not stated: {'; '.join(p.blanks)}")
    lines += [f"  {_noted(note.line, note.message)}" for note in p.notes]
    return lines


def _facts(action: Action) -> str:
    said = [
        action.owner and f"@{action.owner}",
        action.due and f"due {action.due}",
        action.status,
        action.tickets and action.tickets[0],
    ]
    given = [str(part) for part in said if part]
    return f" ({_shown(', '.join(given))})" if given else ""


def _noted(line: int, message: str) -> str:
    place = f"line {line}: " if line else ""
    return f"! {place}{_shown(message)}"


def _shown(value: str) -> str:
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in value)


def as_json(proposals: Sequence[Proposal]) -> str:
    """Return every file as an object: what it is, what it says, what to look at."""
    made = [_object(p) for p in proposals]
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"


def _object(p: Proposal) -> dict[str, Any]:
    return {
        "path": p.path,
        "type": p.type,
        "title": p.title,
        "date": str(p.date) if p.date else None,
        "severity": p.severity,
        "services": list(p.services),
        "owner": p.owner,
        "action_items": [
            {
                "title": action.title,
                "owner": action.owner,
                "due": str(action.due) if action.due else None,
                "status": action.status,
                "ticket": action.tickets[0] if action.tickets else None,
            }
            for action in p.actions
        ],
        "findings": [
            *({"line": note.line or None, "message": note.message} for note in p.notes),
            *({"line": None, "message": f"not stated: {blank}"} for blank in p.blanks),
        ],
    }


def diff(proposals: Sequence[Proposal]) -> str:
    """Return what writing would change, as one unified diff."""
    parts: list[str] = []
    for p in proposals:
        if not p.changed:
            continue
        # All that differs stands at the top: the two lines below it are enough to compare.
        old, new = _lines(p.old), _lines(p.new)
        same = 0
        while same < min(len(old), len(new)) and old[-1 - same] == new[-1 - same]:
            same += 1
        cut = max(0, same - _CONTEXT)
        name = _shown(p.path) + ("\t" if " " in p.path else "")  # as git ends such a name
        told = difflib.unified_diff(
            old[: len(old) - cut], new[: len(new) - cut], f"a/{name}", f"b/{name}", n=_CONTEXT
        )
        parts += [
            line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
            for line in told
        ]
    return "".join(parts)


def _lines(raw: bytes) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", raw.decode("utf-8", "replace"))


def severities(options: Iterable[str]) -> dict[str, str]:
    """Return the options `WORD=sev1` as a mapping; raises ValueError for another form."""
    found = {}
    for option in options:
        word, mark, level = option.rpartition("=")
        if not mark or not word.strip() or not re.fullmatch(r"sev[1-4]", level.strip()):
            raise ValueError(f"--severity is {words.code(option)}, expected such as Critical=sev1")
        found[word.strip().lower()] = level.strip()
    return found
