"""An alert leads to one runbook.

With two, the person on call takes the first link that comes up, and the other one rots. Where two
services share an alert, one runbook decides and sends on to the other.

## Bad

```md title="runbooks/search/pool.md"
---
alerts: [CheckoutPoolFull]  # expect: RB021
verified: {by: ada, at: 2026-02-10, how: dry-run, evidence: rehearsal in staging}
---

# The search holds the connections of the checkout

Every connection is in use.

## Mitigation

1. Stop the import of pictures.
```

## Good

```md title="runbooks/search/pool.md"
---
kind: procedure
verified: {by: ada, at: 2026-02-10, how: dry-run, evidence: rehearsal in staging}
---

# The search holds the connections of the checkout

Every connection is in use; [the checkout's runbook](../checkout/pool.md) leads here.

## Mitigation

1. Stop the import of pictures.
```
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.records import Runbook
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from opslore.catalogue import Catalogue


@rule("RB021", on=Runbook, level=Level.WARNING)
def duplicate_alert(runbook: Runbook, catalogue: Catalogue) -> Iterator[Problem]:
    if not runbook.in_force:
        return
    for index, alert in enumerate(runbook.alerts):
        first = _first(catalogue).get(alert)
        if first is not None and first is not runbook:
            place = first.at("alerts", first.alerts.index(alert))
            yield Problem(
                runbook.at("alerts", index),
                f"`{alert}` leads to the runbook `{first.id}` already",
                "let one runbook answer the alert, and link from it to the other",
                (place,),
            )


@lru_cache(maxsize=2)
def _first(catalogue: Catalogue) -> Mapping[str, Runbook]:
    """Return alert -> the first runbook that names it, in the order of the files."""
    found: dict[str, Runbook] = {}
    for runbook in catalogue.of(Runbook):
        if runbook.in_force:
            for alert in runbook.alerts:
                found.setdefault(alert, runbook)
    return found
