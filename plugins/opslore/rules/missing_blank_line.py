"""A list or a table that follows text has a blank line before it.

Editors do not ask for one. Python-Markdown, which makes the pages here, does: without it the items
are run together with the sentence above, numbers included, and a table comes out as a row of bars.
The same holds for bullets right below numbered items beside them, and the reverse.

## Bad

```md title="guides/paging.md"
---
owner: platform
---

# When to page

Page when one of these is true:
- customers cannot buy <!-- expect: TXT003 -->
- data is being lost
```

## Good

```md title="guides/paging.md"
---
owner: platform
---

# When to page

Page when one of these is true:

- customers cannot buy
- data is being lost
```

## Precision

In 250 pages of other organisations that hold lists it finds 11 places; all were looked at, and each
is run together in the HTML that Python-Markdown makes. How the rule is held against that HTML is
told under `list-indentation`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opslore.findings import Edit, Level, Location, Problem
from opslore.records import Record
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue
    from opslore.document import Body, Document

# A number above one, or a row of a table, that even the editor takes for text.
_NUMBER = re.compile(r"[ \t>]*\d{1,2}\.[ \t]+\S")
_DELIMITER = re.compile(r"[ \t>]*\|?[ \t]*:?-{3,}:?[ \t]*(?:\|[ \t]*:?-{3,}:?[ \t]*)+\|?[ \t]*")


@rule("TXT003", on=Record, level=Level.WARNING)
def missing_blank_line(record: Record, catalogue: Catalogue) -> Iterator[Problem]:
    document = record.document
    body = document.body
    ends = {paragraph.end_line for paragraph in body.paragraphs}
    swallowed = {line: "table" for table in body.tables if (line := table.line) in ends}
    swallowed |= {line: "list" for line in _items(body) if line in ends}
    swallowed |= dict.fromkeys(_of_another_kind(body), "list")
    for line, what in sorted(swallowed.items()):
        yield _problem(what, line, document)
    for paragraph in body.paragraphs:
        first, end = paragraph.line + 1, paragraph.end_line
        for line, text in enumerate(document.lines[first - 1 : end - 1], first):
            if _NUMBER.match(text):
                yield _problem("list", line, document)
                break
            if _DELIMITER.fullmatch(text) and line - 1 > paragraph.line:
                yield _problem("table", line - 1, document)
                break


def _items(body: Body) -> Iterator[int]:
    yield from (step.line for step in body.steps)
    yield from (bullet.line for bullet in body.bullets)


def _of_another_kind(body: Body) -> Iterator[int]:
    """Yield items with a bullet right below one with a number beside them, or the reverse."""
    steps = ((step.line, step.end_line, step.depth, True) for step in body.steps)
    bullets = ((item.line, item.end_line, item.depth, False) for item in body.bullets)
    above: list[tuple[int, bool]] = []  # end and kind of the latest item of each depth
    for line, end_line, depth, numbered in sorted((*steps, *bullets)):
        del above[depth + 1 :]
        if len(above) > depth and above[depth] == (line, not numbered):
            yield line
        above[depth:] = [(end_line, numbered)]


def _problem(what: str, line: int, document: Document) -> Problem:
    text = document.line(line)
    column = len(text) - len(text.lstrip(" \t>"))
    at = Location(document.path, line, column + 1, line, len(text.rstrip()) + 1)
    start = Location(document.path, line, 1, line, 1)
    return Problem(
        at,
        f"on the page this {what} is part of the text above it",
        "put a blank line before it",
        edits=(Edit(start, "\n"),) if ">" not in text[:column] else (),
    )
