"""A near miss has happened; it does not lie on a day to come.

A wrong year keeps it out of the count of the last ninety days, where three of a kind would ask
for a postmortem.

## Bad

```md title="near-misses/2026-12-08-backup.md"
---
occurred_on: 2026-12-08  # expect: NM003
# …
---
```

## Good

```md title="near-misses/2025-12-08-backup.md"
---
occurred_on: 2025-12-08
# …
---
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.metrics.dates import days
from opslore.records import NearMiss
from opslore.rules._incident import future_day
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue


@rule("NM003", on=NearMiss, level=Level.ERROR, time=True)
def future_near_miss(near_miss: NearMiss, catalogue: Catalogue) -> Iterator[Problem]:
    if ahead := future_day(near_miss.document.data.get("occurred_on"), catalogue):
        yield Problem(
            near_miss.at("occurred_on"),
            f"`occurred_on` lies {days(ahead)} after today ({catalogue.as_of})",
            "look at year and month",
            subject="future",
        )
