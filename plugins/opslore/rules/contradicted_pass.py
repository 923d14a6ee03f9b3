"""A `pass` that people wrote is not contradicted by what the documents say.

Some items of the checklist are computed: fresh runbooks for the alerts, a rotation of at least
five, no overdue action items, documented dependencies. They need no line in a review. Where the
last review of a service says `pass` all the same, and the documents say otherwise today, one of
the two is wrong.

## Bad

```yaml title="checklist.yml"
items:
  - {id: dashboards, category: observability, requirement: A dashboard shows the golden signals.}
  - {id: staffed-on-call, category: on-call, requirement: Five people., computed: true}
```

```md title="readiness/search/launch-2026-02-20.md"
---
service: search
answers:
  dashboards: {status: pass, evidence: ["https://grafana.example.com/d/search"]}
  staffed-on-call: {status: pass, evidence: [We have a rota]}  # expect: PRR006
# …
---
```

## Good

```yaml title="checklist.yml"
items:
  - {id: dashboards, category: observability, requirement: A dashboard shows the golden signals.}
  - {id: staffed-on-call, category: on-call, requirement: Five people., computed: true}
```

```md title="readiness/checkout/launch-2026-02-20.md"
---
answers:
  dashboards: {status: pass, evidence: ["https://grafana.example.com/d/checkout"]}
  staffed-on-call: {status: pass, evidence: [The policy names five people]}
# …
---
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.metrics.readiness import contradictions
from opslore.records import ReadinessReview
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue

SHOWN = 4  # reasons


@rule("PRR006", on=ReadinessReview, level=Level.WARNING, time=True)
def contradicted_pass(review: ReadinessReview, catalogue: Catalogue) -> Iterator[Problem]:
    for found in contradictions(review, catalogue):
        first, *more = found.reasons
        others = "\n".join(more[: SHOWN - 1])
        rest = f"\nand {len(more) - SHOWN + 1} more" if len(more) >= SHOWN else ""
        yield Problem(
            review.at(*found.answer.steps, "status"),
            f"`{found.item.id}` does not pass: {first}",
            "take the line out: the item is computed"
            + (f"\nalso: {others}" if others else "")
            + rest,
            subject=found.item.id,
        )
