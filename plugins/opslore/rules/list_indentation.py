"""What belongs to a list item is indented by four columns.

Editors, and the site of your repository, take two or three. Python-Markdown, which makes the pages
here, takes four: a bullet below a bullet comes out beside it, and a paragraph or a block of code
that is indented by three splits the list, so that it no longer belongs to the step above it.
Something indented by less is only found where the page really differs: text that goes on in the
next line may stand anywhere. Of a list that does it throughout, the first place is told.

## Bad

````md title="guides/paging.md"
---
owner: platform
---

# When to page

- Customers cannot buy:
  - at once <!-- expect: TXT002 -->
- They wait.

1. Open the dashboard.

   ```bash <!-- expect: TXT002 -->
   open https://grafana.example.com/d/checkout
   ```

2. Compare with yesterday.
````

## Good

````md title="guides/paging.md"
---
owner: platform
---

# When to page

- Customers cannot buy:
    - at once
- They wait.

1. Open the dashboard.

    ```bash
    open https://grafana.example.com/d/checkout
    ```

2. Compare with yesterday.
````

## Precision

Measured together with `missing-blank-line` and `bracket-number` on 250 pages of other organisations
that hold lists, against the HTML that Python-Markdown makes of them (the depth of every item and of
every block of code). Rules and HTML agree on 241 pages. On two more the rule tells of an image and
a paragraph, which this comparison does not see. On seven no rule fires and the two differ: four
hold bullets with nothing behind them, which the page shows as text, and three other differences.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Level, Location, Problem
from opslore.records import Record
from opslore.rules._layout import LEVEL, children, indent, is_blank
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue
    from opslore.document import Document
    from opslore.rules._layout import Child


@rule("TXT002", on=Record, level=Level.WARNING)
def list_indentation(record: Record, catalogue: Catalogue) -> Iterator[Problem]:
    document = record.document
    lists: dict[int, list[Child]] = {}
    for child in children(document):
        if _lost(child, document):
            lists.setdefault(_list_of(child.outermost, document), []).append(child)
    for lost in lists.values():
        yield _problem(lost, document)


def _lost(child: Child, document: Document) -> bool:
    own, above = indent(document.line(child.line)), indent(document.line(child.parent))
    if own // LEVEL > above // LEVEL:
        return False
    # Code right below the text of its step stays with it, however it is indented.
    return child.nested or is_blank(document.line(child.line - 1))


def _list_of(outermost: int, document: Document) -> int:
    """Return the line of the first item of the list that an outermost item belongs to."""
    first = end = 0
    like: tuple[bool, int, int] | None = None
    for line, end_line, numbered in _outermost(document):
        if line > outermost:
            break
        text = document.line(line)
        alike = (numbered, indent(text) // LEVEL, text.split("- ")[0].count(">"))
        apart = any(not is_blank(document.line(between)) for between in range(end, line))
        if alike != like or apart:
            first, like = line, alike
        end = end_line
    return first


def _outermost(document: Document) -> list[tuple[int, int, bool]]:
    """Return line, end line and whether it has a number of every outermost item."""
    body = document.body
    steps = ((step.line, step.end_line, True) for step in body.steps if step.depth == 0)
    bullets = ((item.line, item.end_line, False) for item in body.bullets if item.depth == 0)
    return sorted((*steps, *bullets))


def _problem(lost: list[Child], document: Document) -> Problem:
    child = lost[0]
    line = document.line(child.line)
    column = len(line) - len(line.lstrip(" \t>"))
    at = Location(document.path, child.line, column + 1, child.line, len(line.rstrip()) + 1)
    short = (indent(document.line(child.parent)) // LEVEL + 1) * LEVEL - indent(line)
    becomes = (
        "is not inside the item above on the page"
        if child.nested
        else "splits the list on the page and no longer belongs to the item above"
    )
    more = f", with {len(lost) - 1} more like it in this list" if len(lost) > 1 else ""
    spaces = "a space" if short == 1 else f"{short} spaces"
    return Problem(
        at,
        f"this {becomes}",
        f"indent it, and what belongs to it, by {spaces} more{more}",
        also=(Location(document.path, child.parent),),
    )
