"""Somebody has tried a runbook, or at least read it, since it was written.

A runbook nobody has followed is a guess about a system. It is no shame to have one: the state is
shown as `never tested`, so that whoever opens it at night knows. The first dry run, drill or use
in an incident ends it.

## Bad

```md title="runbooks/checkout/pool.md"
---
alerts: [CheckoutPoolFull]
---

# The pool of the checkout is full <!-- expect: RB003 -->

Every connection is in use and requests wait for one.

## Diagnosis

1. See how many connections are busy on the dashboard.

## Mitigation

2. Add two pods.

## Verify

3. Watch the error rate for five minutes: it falls below 1 %.

## Roll back

4. Go back to four pods once the rate has been normal for an hour.
```

## Good

```md title="runbooks/checkout/pool.md"
---
alerts: [CheckoutPoolFull]
verified: {by: grace, at: 2026-02-10, how: dry-run, evidence: "https://example.com/log/1"}
---

# The pool of the checkout is full

Every connection is in use and requests wait for one.

## Diagnosis

1. See how many connections are busy on the dashboard.

## Mitigation

2. Add two pods.

## Verify

3. Watch the error rate for five minutes: it falls below 1 %.

## Roll back

4. Go back to four pods once the rate has been normal for an hour.
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.metrics.freshness import State, freshness
from opslore.records import Runbook
from opslore.rules._runbook import title_at
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue


@rule("RB003", on=Runbook, level=Level.WARNING, time=True)
def never_tested_runbook(runbook: Runbook, catalogue: Catalogue) -> Iterator[Problem]:
    state = freshness(runbook, catalogue)
    if state and state.state is State.NEVER:
        message = "nobody has recorded a test of this runbook"
        yield Problem(title_at(runbook), message, state.next, subject="never tested")
