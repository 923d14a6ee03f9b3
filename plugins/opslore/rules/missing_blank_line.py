"""A list or a table that follows text has a blank line before it.

Editors do not ask for one. Python-Markdown, which makes the pages here, does: without it the items
are run together with the sentence above, numbers included, and a table comes out as a row of bars.

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
    from opslore.document import Document

# A number above one, or a row of a table, that even the editor takes for text.
_NUMBER = re.compile(r"[ \t>]*\d{1,2}\.[ \t]+\S")
_DELIMITER = re.compile(r"[ \t>]*\|?[ \t]*:?-{3,}:?[ \t]*(?:\|[ \t]*:?-{3,}:?[ \t]*)+\|?[ \t]*")


@rule("TXT003", on=Record, level=Level.WARNING)
def missing_blank_line(record: Record, catalogue: Catalogue) -> Iterator[Problem]:
    """Yield a problem for each list or table that is run together with the text above it."""
    del catalogue
    document = record.document
    body = document.body
    ends = {paragraph.end_line for paragraph in body.paragraphs}
    lines = [("list", step.line) for step in body.steps]
    lines += [("list", bullet.line) for bullet in body.bullets]
    lines += [("table", table.line) for table in body.tables]
    for what, line in lines:
        if line in ends:
            yield _problem(what, line, document)
    for paragraph in body.paragraphs:
        for line in range(paragraph.line + 1, paragraph.end_line):
            text = document.line(line)
            if _NUMBER.match(text):
                yield _problem("list", line, document)
                break
            if _DELIMITER.fullmatch(text) and line - 1 > paragraph.line:
                yield _problem("table", line - 1, document)
                break


def _problem(what: str, line: int, document: Document) -> Problem:
    text = document.line(line)
    column = len(text) - len(text.lstrip(" \t>"))
    at = Location(document.path, line, column + 1, line, len(text.rstrip()) + 1)
    start = Location(document.path, line, 1, line, 1)
    return Problem(
        at,
        f"on the page this {what} is part of the sentence above it",
        "put a blank line before it",
        edits=(Edit(start, "\n"),) if ">" not in text[:column] else (),
    )
