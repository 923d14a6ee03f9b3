"""What people call the facts of an action item: `Owner: Ada`, `ETA: May 2025`."""

from __future__ import annotations

import re

KEYS = {
    "owner": r"owners?|assignees?|assigned(?: to)?|dri|responsible|who|lead|driver|poc|champion"
    r"|accountable|point of contact|owned by|action owner|verantwortlich(?:er?)?|zuständig|responsable"
    r"|encargado|担当者?",
    "due": r"due(?: date| by| on)?|deadline|eta|target(?: date)?|by when|complete by|when|timeline"
    r"|target completion(?: date)?|expected(?: date| by)?|due in|completion date|by|fällig(?: bis| am)?"
    r"|frist|échéance|date limite|fecha límite|期限",
    "status": r"status|state|progress|statut|état|estado|状態",
    "ticket": r"tickets?|issues?|jira|tracking(?: ticket| issue| bug)?|tracker|tracked in|bugs?|links?"
    r"|github(?: issue)?|linear|pr|ref(?:erence)?",
    "priority": r"priority|prio|severity",
    "other": r"type|category|notes?|description|effort|estimate|rationale|why|details?|impact",
}
FIELD = {name: re.compile(rf"(?:{words})", re.IGNORECASE) for name, words in KEYS.items()}
_ANY = "|".join(words for name, words in KEYS.items() if name != "other")
LABEL = re.compile(
    rf"(?P<before>^|[\s.,;|(\[–—·`-])[*_]{{0,2}}(?P<key>{_ANY})[*_]{{0,2}}\s?[:=][*_]{{0,2}}\s*",
    re.IGNORECASE,
)
LINE = re.compile(
    rf"^\s*(?:[-*+]\s+)?[*_]{{0,2}}(?P<key>{_ANY}|{KEYS['other']})[*_]{{0,2}}\s*[:=][*_]{{0,2}}\s*(?P<value>.*)$",
    re.IGNORECASE,
)


def field_of(line: str) -> tuple[str, str] | None:
    """Return field and value of a line that holds nothing else: "- Owner: Ada"."""
    found = LINE.match(line)
    if found is None:
        return None
    for name, pattern in FIELD.items():
        if pattern.fullmatch(found["key"]):
            return name, found["value"]
    return None
