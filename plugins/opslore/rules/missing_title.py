"""A document has a title.

It stands in every list, in the search and in the page that wakes somebody. It is the heading of the
first level, or `title` in the front matter; where both are missing, lists show the words of the
file's name, which say little and begin with a date. A near miss, a service, a policy and a readiness
review are told by their fields and go without.

## Bad

```md title="guides/paging.md"
---
owner: platform
---

Page when customers cannot buy. <!-- expect: TXT008 -->

## At night

The same.
```

## Good

```md title="guides/paging.md"
---
owner: platform
---

# When to page

Page when customers cannot buy.
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Edit, Level, Problem
from opslore.records import NearMiss, OnCallPolicy, ReadinessReview, Record, Service
from opslore.rules._runbook import line_at
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue

_TOLD = (NearMiss, OnCallPolicy, ReadinessReview, Service)


@rule("TXT008", on=Record, level=Level.WARNING, needs=("title",))
def missing_title(record: Record, catalogue: Catalogue) -> Iterator[Problem]:
    document = record.document
    if isinstance(record, _TOLD) or document.has("title") or document.heading.strip():
        return
    body = document.text[document.body_offset :]
    first = document.body_offset + len(body) - len(body.lstrip())
    start = document.span(first, first)
    yield Problem(
        line_at(document, start.line, "") if body.strip() else record.at(),
        f"this document has no title, so lists show {record.title!r}",
        f"write a heading above its text: # {record.title}",
        edits=(Edit(start, f"# {record.title}\n\n"),) if start.column == 1 else (),
        subject="title",
    )
