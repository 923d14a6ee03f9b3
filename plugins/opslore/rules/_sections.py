"""The sections of a postmortem, and the other names people know them by."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opslore.document import Body, Document, Section

ALIASES = {
    "Summary": "overview, executive summary, management summary, description, synopsis, tldr,"
    " tl dr, at a glance, what happened, incident summary, abstract",
    "Impact": "user impact, customer impact, business impact, impact on users, effect, effects,"
    " damage, blast radius, who was affected, impact and scope, scope",
    "Timeline": "time line, chronology, sequence of events, timeline of events, events,"
    " incident timeline, log, history, course of events",
    "Response": "incident response, how we responded, detection and response, mitigation,"
    " resolution, recovery, mitigation and resolution, resolution and recovery, detection,"
    " response and recovery, what we did",
    "Contributing factors": "contributing factor, contributing conditions, causes, cause,"
    " root cause, root causes, root cause analysis, analysis, cause analysis, factors,"
    " root causes and contributing factors, root causes and trigger, why it happened,"
    " why did it happen, technical analysis, technical details, what caused it, five whys",
    "Lessons learned": "lessons, lessons learnt, learnings, what we learned, what we learnt,"
    " what did we learn, key learnings, takeaways, retrospective, conclusions, reflections",
}
_BY_NAME = {
    alias.strip(): name
    for name, aliases in ALIASES.items()
    for alias in (name.lower(), *aliases.split(","))
}


@lru_cache(maxsize=1024)
def canonical(title: str) -> str | None:
    """Return the section that a heading means: "3. Root causes" -> "Contributing factors"."""
    plain = re.sub(r"[^a-z ]", " ", title.lower().replace("&", " and ").replace("'", ""))
    return _BY_NAME.get(" ".join(plain.split()))


def find(body: Body, name: str) -> Section | None:
    """Return the first section of a name or one of its aliases; its own name is preferred."""
    named = [section for section in body.sections if canonical(section.title) == name]
    return next((s for s in named if s.title.strip().lower() == name.lower()), None) or next(
        iter(named), None
    )


def empty(document: Document, section: Section) -> bool:
    """Whether nothing stands below a heading but further headings, blanks and comments."""
    lines = map(str.strip, document.lines[section.line : section.end_line - 1])
    return not any(
        line and not line.startswith(("#", "<!--")) and line.strip("=-|: ") for line in lines
    )
