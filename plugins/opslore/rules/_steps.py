"""How a text speaks of steps by their numbers, and the parts of a page that belong to a step."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from opslore.document import Document, Step

# Begins with the letters that every such word has, for which a text is searched fast.
# "step 3", "steps 2, 4 and 5", "steps 3 to 5"; not "step 3.2", "2 steps", "step 5 minutes".
MENTION = re.compile(
    r"tep(?<=\b[Ss]tep)s?\s+(\d{1,3}(?:\s*(?:,|-|–|to|through|and|or|&|,\s*(?:and|or))\s*\d{1,3})*)"
    r"(?![\d]|\.\d|[A-Za-z]|\s*(?:%|/|of\s+\d|(?:seconds?|minutes?|hours?|days?|ms|s|m|h)\b))",
)


class Region(NamedTuple):
    """A stretch of lines that belongs to one step, or to the text of one section."""

    step: Step | None
    line: int
    end_line: int  # exclusive
    section_line: int  # of the heading above; the first line of the text where there is none


@lru_cache(maxsize=256)
def regions(document: Document) -> tuple[Region, ...]:
    """Return the page cut at its headings and outermost steps, in order.

    What stands between two steps belongs to the first of them, however it is indented.
    """
    steps = {step.line: step for step in document.body.steps if step.depth == 0}
    headings = {heading.line for heading in document.body.headings}
    first = document.front_matter_end.line + 1 if document.has_front_matter else 1
    last = document.text.count("\n") + 2
    cuts = sorted({first, *steps, *headings})
    found = []
    section = first
    for line, end in zip(cuts, [*cuts[1:], last], strict=True):
        if line in headings:
            section = line
        found.append(Region(steps.get(line), line, end, section))
    return tuple(found)


def region_of(document: Document, line: int) -> Region:
    """Return the stretch that a line belongs to."""
    for region in regions(document):
        if region.line <= line < region.end_line:
            return region
    return regions(document)[-1]
