"""At tier 1, every change is followed by a look whether it worked.

A command that ran without an error has not always done what it was to do. After a step that
changes the system, the runbook says what to see: beneath the command, in a next step that only
looks, or in a section Verify. A step may make several changes that are checked together at its
end.

Known are the usual tools (kubectl, helm, systemctl, terraform, psql, aws …); a change made with a
tool of one's own is not seen.

## Bad

````md title="runbooks/checkout/pool.md"
---
kind: procedure
verified: {by: ada, at: 2026-02-10, how: dry-run, evidence: rehearsal in staging}
---

# Give the checkout more room

Needed before a sale.

1. Add two pods.

    ```bash
    kubectl scale deployment checkout --namespace shop --replicas 6 # expect: RB011, RB013
    ```

2. Take the fresh configuration.

    ```bash
    kubectl rollout restart deployment checkout --namespace shop
    ```

    Expect: `deployment.apps/checkout restarted`
````

## Good

````md title="runbooks/checkout/pool.md"
---
kind: procedure
verified: {by: ada, at: 2026-02-10, how: dry-run, evidence: rehearsal in staging}
---

# Give the checkout more room

Needed before a sale.

1. Add two pods.

    ```bash
    kubectl scale deployment checkout --namespace shop --replicas 6
    ```

    Expect: six pods are `Running` after a minute.

2. Take the fresh configuration.

    ```bash
    kubectl rollout restart deployment checkout --namespace shop
    ```

    Expect: `deployment.apps/checkout restarted`
````
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.metrics import sections
from opslore.metrics.commands import blocks
from opslore.records import Runbook
from opslore.rules._steps import regions
from opslore.rules._wordless import followed
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue
    from opslore.document import Document
    from opslore.metrics.commands import Block
    from opslore.rules._steps import Region


@rule("RB011", on=Runbook, level=Level.WARNING)
def unchecked_change(runbook: Runbook, catalogue: Catalogue) -> Iterator[Problem]:
    if not runbook.in_force or catalogue.tier(runbook) != 1:
        return
    document = runbook.document
    steps = [region for region in regions(document) if region.step]
    changing = [_last_change(document, region) for region in steps]
    verify = max((s.line for s in sections.found(document, "Verify")), default=0)
    for index, block in enumerate(changing):
        if block is None or followed(document, block, steps[index].end_line):
            continue
        looks = index + 1 < len(steps) and changing[index + 1] is None
        if looks or verify > steps[index].line:
            continue
        call = block.changing[-1]
        yield Problem(
            block.at(call.start, call.end),
            "nothing says how to see that this worked",
            "write beneath it what to expect, or make the next step a look at it",
        )


def _last_change(document: Document, region: Region) -> Block | None:
    found = [
        block
        for block in blocks(document)
        if region.line <= block.fence.line < region.end_line and block.changing
    ]
    return found[-1] if found else None
