"""A numbered list is written with dots, `1.`, not with brackets, `1)`.

Editors know both. Python-Markdown, which makes the pages here, knows only the dot: a list with
brackets becomes one paragraph in which the steps follow each other like words.

## Bad

```md title="guides/paging.md"
---
owner: platform
---

# When to page

1) Open the dashboard. <!-- expect: TXT004 -->
2) Compare with yesterday.
```

## Good

```md title="guides/paging.md"
---
owner: platform
---

# When to page

1. Open the dashboard.
2. Compare with yesterday.
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

_NUMBER = re.compile(r"(?:[ \t>]|[-*+][ \t])*(?P<number>\d{1,9}\))(?=[ \t]|$)")


@rule("TXT004", on=Record, level=Level.WARNING)
def bracket_number(record: Record, catalogue: Catalogue) -> Iterator[Problem]:
    document = record.document
    above = 0  # the end of the step above, if it is numbered so as well
    for step in document.body.steps:
        found = _NUMBER.match(document.line(step.line))
        if found is None:
            continue
        if not above or any(document.line(n).strip() for n in range(above, step.line)):
            at = Location(
                document.path,
                step.line,
                found.start("number") + 1,
                step.line,
                found.end("number") + 1,
            )
            number = found["number"][:-1]
            yield Problem(
                at,
                f"`{number})` begins no list on the page: the steps come out as one paragraph",
                f"write `{number}.` here and below",
                edits=(Edit(at, f"{number}."),),
            )
        above = max(above, step.end_line)
