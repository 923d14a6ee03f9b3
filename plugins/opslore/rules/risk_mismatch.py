"""A runbook that says `risk: read-only` changes nothing.

People hand read-only runbooks to whoever is new, and run them without asking. A restart, a scale,
an apply, an `UPDATE` in one of them is a surprise. What destroys something is told by
`destructive-without-risk`; a change made with a tool of one's own is not seen.

## Bad

````md title="runbooks/search/reindex.md"
---
kind: procedure
risk: read-only  # expect: RB022
verified: {by: ada, at: 2026-02-10, how: dry-run, evidence: rehearsal in staging}
---

# Find out why the search is slow

Needed when customers complain and no alert has fired.

1. Start the pods anew, and see whether it helps.

    ```bash
    kubectl rollout restart deployment search --namespace search
    ```

    Expect: `deployment.apps/search restarted`
````

## Good

````md title="runbooks/search/reindex.md"
---
kind: procedure
risk: reversible
verified: {by: ada, at: 2026-02-10, how: dry-run, evidence: rehearsal in staging}
---

# Find out why the search is slow

Needed when customers complain and no alert has fired.

1. Start the pods anew, and see whether it helps.

    ```bash
    kubectl rollout restart deployment search --namespace search
    ```

    Expect: `deployment.apps/search restarted`
````
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Edit, Level, Problem
from opslore.metrics.commands import blocks
from opslore.metrics.effects import destroys
from opslore.records import Runbook
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue

SHOWN = 4  # commands


@rule("RB022", on=Runbook, level=Level.WARNING)
def risk_mismatch(runbook: Runbook, catalogue: Catalogue) -> Iterator[Problem]:
    if runbook.risk != "read-only" or not runbook.in_force:
        return
    found = [(b, call) for b in blocks(runbook.document) for call in b.changing]
    if found and not any(destroys(call) for _, call in found):
        block, call = found[0]
        yield Problem(
            runbook.at("risk"),
            f"`{block.words(call)}` changes the system, so this is not read-only",
            "write risk: reversible, or take the command out",
            tuple(b.at(c.start, c.end) for b, c in found[:SHOWN]),
            (Edit(runbook.at("risk"), "reversible"),),
        )
