"""A block of code that is opened is closed.

Editors end it with the page. On the page it is never begun: its commands come out as text, dashes
joined and stars gone, and every step below it is lost to whoever counts them.

## Bad

````md title="guides/paging.md"
---
owner: platform
---

# When to page

Look at the queue first.

```bash  <!-- expect: TXT009 -->
opsctl queue
````

## Good

````md title="guides/paging.md"
---
owner: platform
---

# When to page

Look at the queue first.

```bash
opsctl queue
```
````
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.records import Record
from opslore.rules._runbook import line_at
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue


@rule("TXT009", on=Record, level=Level.WARNING)
def unclosed_fence(record: Record, catalogue: Catalogue) -> Iterator[Problem]:
    document = record.document
    for fence in document.body.fences:
        if not fence.closed:
            at = line_at(document, fence.line, "")
            sign = "tildes" if document.line(fence.line).lstrip(" \t>")[:1] == "~" else "backticks"
            yield Problem(
                at,
                "this block of code is never closed",
                f"write as many {sign} below its last line, indented like this line",
            )
