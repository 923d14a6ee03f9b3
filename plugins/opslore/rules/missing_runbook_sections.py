"""A tier 1 runbook has the parts that an emergency needs.

For services of tier 1, the runbook of an alert has a diagnosis, so that nobody mends what is not
broken, and a destructive one of any kind says how to get back (or that there is no way back).
Headings are free: "Investigation", "Troubleshooting" and "Triage" are a diagnosis too, "Revert"
and "Undo" a roll back. That each change is followed by a look whether it worked is
`unchecked-change`.

## Bad

```md title="runbooks/checkout/pool.md"
---
alerts: [CheckoutPoolFull]
verified: {by: ada, at: 2026-02-10, how: dry-run, evidence: rehearsal in staging}
---

# The pool of the checkout is full <!-- expect: RB010 -->

Every connection is in use and requests wait for one.

## Mitigation

1. Add two pods on the deployment's page, and watch the error rate fall below 1 %.
```

## Good

```md title="runbooks/checkout/pool.md"
---
alerts: [CheckoutPoolFull]
verified: {by: ada, at: 2026-02-10, how: dry-run, evidence: rehearsal in staging}
---

# The pool of the checkout is full

Every connection is in use and requests wait for one.

## Diagnosis

1. Look at the dashboard: is every connection busy, or does the database answer slowly?

## Mitigation

2. Add two pods on the deployment's page, and watch the error rate fall below 1 %.
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.metrics import sections
from opslore.metrics.commands import blocks
from opslore.records import Runbook
from opslore.rules._runbook import title_at
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue

_WHAT = {
    "Diagnosis": "how to tell what is broken",
    "Roll back": "how to get back, or that there is no way back",
}


@rule("RB010", on=Runbook, level=Level.WARNING)
def missing_runbook_sections(runbook: Runbook, catalogue: Catalogue) -> Iterator[Problem]:
    if not runbook.in_force or catalogue.tier(runbook) != 1:
        return
    wanted = ["Diagnosis"] if runbook.kind == "alert" else []
    destructive = runbook.risk == "destructive" or any(
        block.destructive for block in blocks(runbook.document)
    )
    if destructive:
        wanted.append("Roll back")
    missing = [name for name in wanted if not sections.found(runbook.document, name)]
    if missing:
        names = " and ".join(f"`{name}`" for name in missing)
        yield Problem(
            title_at(runbook),
            f"{names} {'is' if len(missing) == 1 else 'are'} missing, and the service is of tier 1",
            "\n".join(f"add `## {name}`: {_WHAT[name]}" for name in missing),
            subject=" ".join(missing),
        )
