"""A runbook did not fail the last time somebody used it.

The next person who needs it is awake for three minutes and trusts it. When a postmortem or a
drill says `failed` under `runbooks_used`, everything that spoke for the runbook before is void,
whatever its date. It has failed last time until somebody tries it with success on a later day; a
reading does not mend it.

For 30 days, 7 at tier 1, it is a warning, then an error (`grace.runbook` and
`grace.runbook-tier-1` in the settings); the site shows it in red from the first day on.

## Bad

```md title="runbooks/checkout/pool.md"
---
verified:  # expect: RB002
  - {by: grace, at: 2026-01-12, how: dry-run, evidence: "https://example.com/log/1"}
# …
---
```

```md title="drills/2026-02-03-pool.md"
---
services: [checkout]
held_on: 2026-02-03
runbooks_used:
  - {runbook: checkout/pool, result: failed, note: The namespace of step 2 is gone}
# …
---
```

## Good

```md title="runbooks/checkout/pool.md"
---
verified:
  - {by: grace, at: 2026-02-05, how: dry-run, evidence: "https://example.com/log/2"}
# …
---
```

```md title="drills/2026-02-03-pool.md"
---
services: [checkout]
held_on: 2026-02-03
runbooks_used:
  - {runbook: checkout/pool, result: failed, note: The namespace of step 2 is gone}
# …
---
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.metrics.freshness import State, freshness
from opslore.records import Runbook
from opslore.rules._runbook import elsewhere, evidence_at, way_out
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue


@rule("RB002", on=Runbook, level=Level.ERROR, time=True)
def failed_runbook(runbook: Runbook, catalogue: Catalogue) -> Iterator[Problem]:
    state = freshness(runbook, catalogue)
    if state and state.state is State.FAILED:
        yield Problem(
            evidence_at(runbook, state.evidence),
            state.reason,
            way_out(state, catalogue.as_of),
            elsewhere(state.evidence),
            grace_until=state.grace_until,
            subject="failed",
        )
