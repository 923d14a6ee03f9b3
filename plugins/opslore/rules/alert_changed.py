"""What a runbook depends on is as it was when the runbook was tested.

An alert with a new expression sends people here for another reason; a service with another
fallback fails in another way. `opslore review` keeps the fingerprints of the alert's `expr` and
`for` and of the service's entry (lifecycle, dependencies, recovery objectives) in `opslore.lock`.
Where they differ today, and nobody has tried the runbook since, its test no longer speaks for it.

A runbook without an entry in `opslore.lock`, and an alert whose rule is not known here, are not
compared.

## Bad

```toml title="opslore.lock"
["runbook/checkout/pool"]
tested = 2026-02-10
"service/checkout" = "0123456789abcdef"
```

```md title="runbooks/checkout/pool.md"
---
verified:
  - {by: grace, at: 2026-02-10, how: dry-run, evidence: "https://example.com/log/1"}  # expect: RB004
# …
---
```

## Good

A drill after the change shows that the runbook still works:

```toml title="opslore.lock"
["runbook/checkout/pool"]
tested = 2026-02-10
"service/checkout" = "0123456789abcdef"
```

```md title="runbooks/checkout/pool.md"
---
verified:
  - {by: grace, at: 2026-02-10, how: dry-run, evidence: "https://example.com/log/1"}
# …
---
```

```md title="drills/2026-02-20-pool.md"
---
services: [checkout]
held_on: 2026-02-20
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
from opslore.metrics.evidence import evidence
from opslore.metrics.freshness import changed_since_test
from opslore.records import Runbook
from opslore.rules._runbook import evidence_at
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue


@rule("RB004", on=Runbook, level=Level.WARNING)
def alert_changed(runbook: Runbook, catalogue: Catalogue) -> Iterator[Problem]:
    # Not a time rule: whoever changes the alert is told in the same pull request.
    changed = changed_since_test(runbook, catalogue) if runbook.in_force else ()
    if changed:
        tested = catalogue.lock.tests[runbook.ref].day
        last = next((e for e in reversed(evidence(runbook, catalogue)) if e.tried), None)
        yield Problem(
            evidence_at(runbook, last),
            f"{' and '.join(changed)} changed since the test on {day(tested)}",
            "read what changed, adapt the steps, run it, then record it:"
            f" opslore review {runbook.id} --how dry-run --evidence URL",
            subject="changed",
        )
