"""The parts of a runbook, by what people call them.

Headings are free; the words in them decide. So `## Resolution`, `## How to fix it` and
`## 3. Mitigation (stop the bleeding)` are all the mitigation. The title of the page is no part.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opslore.document import Document, Section

PARTS = {
    "Meaning": r"meaning|overview|summary|about|what (?:this|it|does)|description|introduction"
    r"|purpose|background|context|symptoms?|when to use",
    "Impact": r"impact|effects?|consequences?|blast radius|severity",
    "Diagnosis": r"diagnos\w*|investigat\w*|analysis|analy[sz]e|troubleshoot\w*|triage|debug\w*"
    r"|inspect\w*|identify|find out|look at|cause|check (?:what|which|whether|if)|what to look",
    "Mitigation": r"mitigat\w*|resol\w*|fix\w*|remed\w*|recover\w*|repair\w*|work-?arounds?"
    r"|solutions?|actions?|what to do|stop the bleeding|restor\w*|respon[ds]\w*|steps to take"
    r"|procedure|fail-?over|bring back|^(?:steps|instructions)$",
    "Verify": r"verif\w*|validat\w*|confirm\w*|success|post-?checks?|did it work|check (?:that|it)",
    "Roll back": r"roll(?:ing)?[ -]?back|revert\w*|undo\w*|back ?out|restore the previous|go back"
    r"|switch back|fail-?back|clean-?up",
}
_PATTERNS = {name: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for name, words in PARTS.items()}


def part(title: str) -> frozenset[str]:
    """Return the parts that a heading can mean."""
    return frozenset(name for name, pattern in _PATTERNS.items() if pattern.search(title))


def find(document: Document, name: str) -> Section | None:
    """Return the part of a name: the section called so, else the first whose heading means it."""
    return next(iter(found(document, name)), None)


@lru_cache(maxsize=512)
def found(document: Document, name: str) -> tuple[Section, ...]:
    """Return all sections that are a part, one called so by its very name first."""
    title = document.body.title
    meant = [
        section
        for section in document.body.sections
        if not (title and section.line == title.line) and name in part(section.title)
    ]
    return tuple(sorted(meant, key=lambda s: (s.title.strip().lower() != name.lower(), s.line)))
