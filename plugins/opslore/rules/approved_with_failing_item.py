"""No service is approved while an item of its review fails.

What fails is mended, or accepted in the open: `waived` with a reason and an end, under the verdict
`conditional` or `approved`. An approval over a `fail` says that the checklist does not matter.

## Bad

```md title="readiness/checkout/launch-2026-02-20.md"
---
answers:
  dashboards: {status: pass, evidence: ["https://grafana.example.com/d/checkout"]}
  restore-tested: {status: fail, reason: The last backup could not be read}
verdict: approved  # expect: PRR005
approved_by: [platform]
# …
---
```

## Good

```md title="readiness/checkout/launch-2026-02-20.md"
---
answers:
  dashboards: {status: pass, evidence: ["https://grafana.example.com/d/checkout"]}
  restore-tested: {status: fail, reason: The last backup could not be read}
verdict: not-ready
approved_by: [platform]
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


@rule("PRR005", on=ReadinessReview, level=Level.ERROR)
def approved_with_failing_item(review: ReadinessReview, catalogue: Catalogue) -> Iterator[Problem]:
    failing = [answer for answer in review.answers.values() if answer.status == "fail"]
    if review.verdict == "approved" and failing:
        names = ", ".join(f"`{answer.item}`" for answer in failing)
        yield Problem(
            review.at("verdict"),
            f"is approved, but {names} {'fails' if len(failing) == 1 else 'fail'}",
            "write verdict: not-ready; or waive the item with `reason` and `until`",
            tuple(review.at(*answer.steps, "status") for answer in failing),
            subject="verdict",
        )
