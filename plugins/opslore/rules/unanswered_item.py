"""A finished readiness review answers every item of the checklist.

An item left out is no `pass`: nobody looked. Asked are the items for the tier of the service that
people answer; computed ones need no line. Under an `approved` or `conditional` verdict an item may
no longer be `pending`. A review whose verdict is `pending` is work under way and left alone, and so
is every review but the last one of a service: items added later are for the next.

## Bad

```md title="readiness/checkout/launch-2026-02-20.md"
---
answers:  # expect: PRR001
  dashboards: {status: pass, evidence: ["https://grafana.example.com/d/checkout"]}
verdict: approved
approved_by: [platform]
# …
---
```

## Good

```md title="readiness/checkout/launch-2026-02-20.md"
---
answers:
  dashboards: {status: pass, evidence: ["https://grafana.example.com/d/checkout"]}
  restore-tested: {status: not-applicable, reason: The checkout keeps no data}
verdict: approved
approved_by: [platform]
# …
---
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.metrics.readiness import COMPUTED, latest_review
from opslore.records import ReadinessReview
from opslore.rules._references import unresolved
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue


@rule("PRR001", on=ReadinessReview, level=Level.WARNING, time=True, needs=("answers",))
def unanswered_item(review: ReadinessReview, catalogue: Catalogue) -> Iterator[Problem]:
    service = catalogue.service(review.service)
    if service is None or review.verdict in {None, "pending"}:
        return
    if latest_review(service.id, catalogue) is not review:
        return
    asked = [
        item
        for item in catalogue.checklist.items.values()
        if item.applies(service.tier) and item.computed not in COMPUTED
    ]
    misspelt = {found.near for found in unresolved(review, catalogue)}
    missing = [item for item in asked if item.id not in {*review.answers, *misspelt}]
    if missing:
        names = ", ".join(f"`{item.id}`" for item in missing)
        count = "one item is" if len(missing) == 1 else f"{len(missing)} items are"
        lines = (f"  {item.id}: {{status: pending}}  # {item.requirement}" for item in missing)
        yield Problem(
            review.at("answers", key=True),
            f"{count} not answered: {names}",
            "answer them, or put `verdict: pending`:\n" + "\n".join(lines),
            subject="missing",
        )
    if review.verdict in {"approved", "conditional"}:
        for item in asked:
            answer = review.answers.get(item.id)
            if answer and answer.status == "pending":
                yield Problem(
                    review.at(*answer.steps, "status"),
                    f"`{item.id}` is still pending, and the verdict is {review.verdict}",
                    "answer it: pass, fail, not-applicable or waived",
                    (review.at("verdict"),),
                    subject=item.id,
                )
