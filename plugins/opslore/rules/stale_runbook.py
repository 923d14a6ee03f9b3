"""A runbook was tried within its review interval.

Systems change under a text that does not. So evidence counts for a while and no longer: 90 days
for tier 1 services, alerts, failovers, restores and destructive runbooks, 180 days at tier 2, 365
days else, or as many as `review_interval` says. A trial that worked earns the interval (`verified`
with `dry-run`, `game-day`, `used-in-incident` or `automated`; a drill or a postmortem whose
`runbooks_used` says `worked`). A reading earns it too, but only once until somebody tries it.

For 30 days, 7 at tier 1, it is a warning, then an error (`grace.runbook` and
`grace.runbook-tier-1` in the settings). A newer day without a trial behind it mends nothing: run
it, and record that with `opslore review`.

## Bad

```md title="runbooks/checkout/pool.md"
---
verified:
  - {by: grace, at: 2025-10-01, how: dry-run, evidence: "https://example.com/log/1"}  # expect: RB001
# …
---
```

## Good

```md title="runbooks/checkout/pool.md"
---
verified:
  - {by: grace, at: 2025-10-01, how: dry-run, evidence: "https://example.com/log/1"}
# …
---
```

```md title="drills/2026-02-03-pool.md"
---
services: [checkout]
held_on: 2026-02-03
runbooks_used:
  - {runbook: checkout/pool, result: worked}
# …
---
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.metrics.dates import day
from opslore.metrics.freshness import State, freshness
from opslore.records import Runbook
from opslore.rules._runbook import elsewhere, evidence_at, way_out
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue


@rule("RB001", on=Runbook, level=Level.ERROR, time=True)
def stale_runbook(runbook: Runbook, catalogue: Catalogue) -> Iterator[Problem]:
    state = freshness(runbook, catalogue)
    if state and state.state is State.STALE and state.day:
        yield Problem(
            evidence_at(runbook, state.evidence),
            f"stale since {day(state.day)}: {state.reason}",
            way_out(state, catalogue.as_of),
            elsewhere(state.evidence),
            grace_until=state.grace_until,
            subject="stale",
        )
