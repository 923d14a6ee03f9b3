"""The next readiness review is held by the day that the last one set.

A service that was ready a year ago has other traffic, other people and other dependencies now.
`next_review` of the last review of a service says when somebody looks again; a newer review ends
the matter. A retired service is left alone.

## Bad

```md title="readiness/checkout/launch-2025-02-20.md"
---
reviewed_on: 2025-02-20
next_review: 2026-02-20  # expect: PRR008
# …
---
```

## Good

```md title="readiness/checkout/launch-2025-02-20.md"
---
reviewed_on: 2025-02-20
next_review: 2026-02-20
# …
---
```

```md title="readiness/checkout/periodic-2026-02-17.md"
---
stage: periodic
reviewed_on: 2026-02-17
next_review: 2027-02-16
# …
---
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.metrics.dates import days
from opslore.metrics.freshness import State, freshness
from opslore.records import ReadinessReview
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue


@rule("PRR008", on=ReadinessReview, level=Level.WARNING, time=True)
def review_overdue(review: ReadinessReview, catalogue: Catalogue) -> Iterator[Problem]:
    state = freshness(review, catalogue)
    if state and state.state is State.STALE and review.next_review:
        late = days((catalogue.as_of - review.next_review).days)
        yield Problem(
            review.at("next_review"),
            f"the next review of `{review.service}` is {late} overdue",
            "hold it and write it down: opslore new readiness-review",
            subject="next review",
        )
