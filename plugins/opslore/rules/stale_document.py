"""A guide, a policy, a service or a path was read within its review interval.

Nobody can run a guide, so reading it counts each time; but only for as long as the document itself
says. It is asked only of documents that state a `review_interval` or list a review under
`verified`: 365 days where no interval is stated, fewer at tier 1 and 2. For 30 days, 7 at tier 1,
it is a warning, then an error (`grace.runbook` and `grace.runbook-tier-1` in the settings).
Runbooks have a rule of their own, `stale-runbook`; readiness reviews have `review-overdue`.

## Bad

```md title="guides/pages.md"
---
owner: platform
review_interval: 90
verified:
  - {by: grace, at: 2025-10-01, how: read, evidence: "https://example.com/log/1"}  # expect: REV006
---

# How we write a page

What we want to see on a page about a service.
```

## Good

```md title="guides/pages.md"
---
owner: platform
review_interval: 90
verified:
  - {by: grace, at: 2025-10-01, how: read, evidence: "https://example.com/log/1"}
  - {by: ada, at: 2026-01-12, how: read, evidence: "https://example.com/log/2"}
---

# How we write a page

What we want to see on a page about a service.
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.metrics.dates import day
from opslore.metrics.freshness import State, freshness
from opslore.records import ReadinessReview, Record, Runbook
from opslore.rules._runbook import evidence_at, way_out
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue


@rule("REV006", on=Record, level=Level.ERROR, time=True)
def stale_document(record: Record, catalogue: Catalogue) -> Iterator[Problem]:
    if isinstance(record, (Runbook, ReadinessReview)):
        return
    state = freshness(record, catalogue)
    if state and state.state is State.STALE and state.day:
        yield Problem(
            evidence_at(record, state.evidence),
            f"stale since {day(state.day)}: {state.reason}",
            way_out(state, catalogue.as_of),
            grace_until=state.grace_until,
            subject="stale",
        )
