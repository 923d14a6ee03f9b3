r"""A table comes out as a table, with all that was written into it.

A table needs a line of dashes below its header, with as many columns as the header has; otherwise
the page shows a paragraph full of bars. A row may have fewer cells than the header, but not more:
what is too much is not shown at all, and nobody is told. Most often that is a bar within a command,
as in `ps | grep`: in backticks, or written `\|`, it parts no cells.

## Bad

```md title="guides/paging.md"
---
owner: platform
---

# When to page

| Sign | Page |
|---|  <!-- expect: TXT007 -->
| Customers cannot buy | yes |

| Sign | Page |
|---|---|
| Errors in the log | no | but look in the morning | <!-- expect: TXT007 -->
```

## Good

```md title="guides/paging.md"
---
owner: platform
---

# When to page

| Sign | Page |
|---|---|
| Customers cannot buy | yes |

| Sign | Page | Then |
|---|---|---|
| Errors in the log | no | look in the morning |
```

## Precision

In 377 pages of other organisations it finds one row, whose last sentence is missing on the page.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opslore.findings import Edit, Level, Location, Problem
from opslore.lazy import pattern
from opslore.records import Record
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue
    from opslore.document import Document
    from opslore.document.elements import Paragraph, Table

_DASHES = pattern(r"[ \t>]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
_CODE = pattern(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)")
_COMMENT = pattern(r"<!--.*?-->")
_LEAST = 2  # lines; a bar in one line of text is no table


@rule("TXT007", on=Record, level=Level.WARNING)
def broken_table(record: Record, catalogue: Catalogue) -> Iterator[Problem]:
    document = record.document
    if document.text.find("|", document.body_offset) < 0:
        return
    for paragraph in document.body.paragraphs:
        yield from _no_table(paragraph, document)
    for table in document.body.tables:
        yield from _cut_rows(table, document)


def _no_table(paragraph: Paragraph, document: Document) -> Iterator[Problem]:
    lines = document.lines[paragraph.line - 1 : paragraph.end_line - 1]
    if len(lines) < _LEAST or "|" not in lines[0]:
        return
    columns = len(_cells(lines[0]))
    if "|" in lines[1] and _DASHES.fullmatch(_COMMENT.sub("", lines[1])):
        found = len(_cells(lines[1]))
        if found != columns:
            at = _whole(paragraph.line + 1, document)
            yield Problem(
                at,
                f"on the page this is no table: {_number(found)} here, {columns} in the header",
                f"write `{_dashes(columns)}`",
                (_whole(paragraph.line, document),),
                edits=(Edit(at, _dashes(columns)),),
            )
    elif columns > 1 and all(line.strip(" \t>").startswith("|") for line in lines):
        yield Problem(
            _whole(paragraph.line, document),
            "on the page this is no table: no line of dashes follows the header",
            f"write `{_dashes(columns)}` below it",
        )


def _cut_rows(table: Table, document: Document) -> Iterator[Problem]:
    columns = len(table.header)
    for row in table.rows:
        line = row[0].line if row else 0
        written = document.line(line)
        if _most(written) <= columns:
            continue
        cells = _cells(written)
        if len(cells) > columns:
            lost = " ".join(written[slice(*cells[columns])].split())
            yield Problem(
                Location(document.path, line, cells[columns][0] + 1, line, cells[-1][1] + 1),
                f"this row has {len(cells)} cells, the table {_number(columns)}: "
                f"`{lost}` is not shown",
                r"a bar that parts no cells is written `\|`; else give the header a column",
            )


def _most(line: str) -> int:
    """Return how many cells a row has if all its bars part some."""
    outer = line.lstrip(" \t>").startswith("|") + line.rstrip().endswith("|")
    return line.count("|") + 1 - outer


def _cells(line: str) -> list[tuple[int, int]]:
    """Return where the cells of a row stand, as the pages part them: not within code."""
    hidden = _COMMENT.sub(lambda m: " " * len(m[0]), line)
    hidden = _CODE.sub(lambda m: "x" * len(m[0]), hidden.replace(r"\|", "xx"))
    start = len(hidden) - len(hidden.lstrip(" \t>"))
    end = len(hidden.rstrip())
    start += hidden.startswith("|", start)
    end -= hidden.endswith("|", start, end)
    bars = [start - 1, *(m.start() for m in re.finditer(r"\|", hidden[:end]) if m.start() >= start)]
    return [(a + 1, b) for a, b in zip(bars, [*bars[1:], end], strict=True)]


def _whole(number: int, document: Document) -> Location:
    line = document.line(number)
    start = len(line) - len(line.lstrip(" \t>"))
    end = len(_COMMENT.sub("", line).rstrip())
    return Location(document.path, number, start + 1, number, end + 1)


def _dashes(columns: int) -> str:
    return "|---" * columns + "|"


def _number(columns: int) -> str:
    return "1 column" if columns == 1 else f"{columns} columns"
