"""A `pass` names its evidence.

"Yes, we have that" is what every team believes of itself. Evidence is what somebody else can open:
the dashboard, the run of the load test, the restore's log, or a sentence that says what was seen.

## Bad

```md title="readiness/checkout/launch-2026-02-20.md"
---
answers:
  dashboards: {status: pass}  # expect: PRR002
# …
---
```

## Good

```md title="readiness/checkout/launch-2026-02-20.md"
---
answers:
  dashboards: {status: pass, evidence: ["https://grafana.example.com/d/checkout"]}
# …
---
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.records import ReadinessReview
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue


@rule("PRR002", on=ReadinessReview, level=Level.WARNING)
def pass_without_evidence(review: ReadinessReview, catalogue: Catalogue) -> Iterator[Problem]:
    for answer in review.answers.values():
        # Evidence of the wrong kind was told of by the schema's rules.
        given = review.document.has(*answer.steps, "evidence") and (
            answer.evidence or review.document.data["answers"][answer.item]["evidence"] != []
        )
        if answer.status == "pass" and not given:
            yield Problem(
                review.at(*answer.steps, "status"),
                f"`{answer.item}` passes, and nothing shows it",
                'write evidence: ["…"], a URL or what was seen',
                subject=answer.item,
            )
