"""What a readiness review waived is done by the day the waiver ends.

A waiver accepts a risk for a while. When the day has passed, the item is answered anew: done, or
waived again by somebody who decides it, not by silence. Only the last review of a service counts.
For 14 days it is a warning, then an error (`grace.readiness` in the settings).

## Bad

```md title="readiness/checkout/launch-2026-01-20.md"
---
reviewed_on: 2026-01-20
answers:
  dashboards: {status: pass, evidence: ["https://grafana.example.com/d/checkout"]}
  restore-tested: {status: waived, reason: The rig is ready in January, until: 2026-01-31}  # expect: PRR007
# …
---
```

## Good

```md title="readiness/checkout/launch-2026-01-20.md"
---
reviewed_on: 2026-01-20
answers:
  dashboards: {status: pass, evidence: ["https://grafana.example.com/d/checkout"]}
  restore-tested: {status: waived, reason: The rig is ready in May, until: 2026-05-31}
# …
---
```
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.metrics.dates import day
from opslore.metrics.readiness import latest_review
from opslore.records import ReadinessReview
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue


@rule("PRR007", on=ReadinessReview, level=Level.ERROR, time=True)
def readiness_waiver_expired(review: ReadinessReview, catalogue: Catalogue) -> Iterator[Problem]:
    service = catalogue.service(review.service)
    name = service.id if service else review.service or ""
    if latest_review(name, catalogue) is not review:
        return
    for answer in review.answers.values():
        if answer.status == "waived" and answer.until and answer.until < catalogue.as_of:
            grace = answer.until + timedelta(days=catalogue.settings.grace.readiness)
            warned = f"\na warning until {day(grace)}, then an error"
            yield Problem(
                review.at(*answer.steps, "until"),
                f"`{answer.item}` was waived until {day(answer.until)}",
                "do it and answer `pass` with evidence, or let somebody decide to waive it again"
                + (warned if catalogue.as_of <= grace else ""),
                grace_until=grace,
                subject=answer.item,
            )
