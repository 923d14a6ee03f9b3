"""An investment is finished, or given a new day, when the day of its target has passed.

On `target.by` the target is compared with what was counted. An investment that is still proposed
or in progress then has missed its own promise, and its figure says nothing yet. It is a warning
first, an error after 30 days (`grace.investment` in the settings).

## Bad

```md title="investments/pool-limits.md"
---
status: in-progress
target: {from: 3, to: 1, per: quarter, by: 2026-02-15}  # expect: INV001
# …
---
```

## Good

```md title="investments/pool-limits.md"
---
status: done
target: {from: 3, to: 1, per: quarter, by: 2026-02-15}
# …
---
```
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.metrics.dates import days
from opslore.records import Investment
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue


@rule("INV001", on=Investment, level=Level.ERROR, time=True)
def overdue_investment(investment: Investment, catalogue: Catalogue) -> Iterator[Problem]:
    by = investment.by
    if by is None or investment.status not in ("proposed", "in-progress") or by >= catalogue.as_of:
        return
    until = by + timedelta(days=catalogue.settings.grace.investment)
    soon = f"\nan error from {until + timedelta(days=1)} on" if catalogue.as_of <= until else ""
    yield Problem(
        investment.at("target", "by"),
        f"the day of the target passed {days((catalogue.as_of - by).days)} ago, and the work is "
        f"{investment.status.replace('-', ' ')}",
        "set `status: done` so that target and count are compared, `status: cancelled` if it was "
        f"given up,\nor agree on a new day and say in the text why{soon}",
        also=(investment.at("status"),),
        grace_until=until,
        subject="by",
    )
