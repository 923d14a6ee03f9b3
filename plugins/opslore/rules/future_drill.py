"""A drill with a result has been held; its day does not lie ahead.

A drill renews the runbooks that worked in it. One that is dated into the future would renew them
for a review that nobody has done. Plan drills in a calendar, and write them down afterwards.

## Bad

```md title="drills/2026-03-15-replica.md"
---
held_on: 2026-03-15  # expect: DR001
# …
---
```

## Good

```md title="drills/2026-02-15-replica.md"
---
held_on: 2026-02-15
# …
---
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.metrics.dates import days
from opslore.records import Drill
from opslore.rules._incident import future_day
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue


@rule("DR001", on=Drill, level=Level.ERROR, time=True)
def future_drill(drill: Drill, catalogue: Catalogue) -> Iterator[Problem]:
    ahead = future_day(drill.document.data.get("held_on"), catalogue)
    if ahead and drill.result is not None:
        yield Problem(
            drill.at("held_on"),
            f"`held_on` lies {days(ahead)} after today ({catalogue.as_of}), "
            f"and the result is already `{drill.result}`",
            "write the day on which it was held",
            also=(drill.at("result"),),
            subject="future",
        )
