"""A review has taken place.

A review that is dated ahead keeps a document fresh without anybody having read it. A day's
difference is let pass: it may be tomorrow already where the reviewer lives.

## Bad

```md title="guides/writing.md"
---
owner: platform
verified:
  - {by: ada, at: 2026-04-01, how: read}  # expect: REV004
---

# How we write runbooks

For everyone who is paged.
```

## Good

```md title="guides/writing.md"
---
owner: platform
verified:
  - {by: ada, at: 2026-02-27, how: read}
---

# How we write runbooks

For everyone who is paged.
```
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.records import Record
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue


@rule("REV004", on=Record, level=Level.ERROR, time=True)
def future_review(record: Record, catalogue: Catalogue) -> Iterator[Problem]:
    for review in record.verified:
        if review.at is not None and review.at > catalogue.as_of + timedelta(days=1):
            days = (review.at - catalogue.as_of).days
            yield Problem(
                record.at(*review.steps, "at"),
                f"this review is {days} days ahead of {catalogue.as_of}",
                "write the day on which it took place; a review to come is no review yet",
            )
