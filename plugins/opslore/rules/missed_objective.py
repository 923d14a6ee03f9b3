"""A drill recovers within the time, and loses no more data, than its service promises.

`rto` and `rpo` of a service are promises until somebody has measured them. Where a drill took
longer, one of the two is wrong: the promise or the way of recovering. The other services that the
drill names are compared as well. A drill with an action item has drawn its conclusion; whether that
was done is the business of the rules on action items.

## Bad

```md title="drills/2026-02-15-replica.md"
---
held_on: 2026-02-15
services: [ledger]
rto_actual: 45m  # expect: DR003
# …
---
```

```md title="services/ledger.md"
---
owner: payments
tier: 3
rto: 30m
---

# Ledger

Keeps the books.
```

## Good

```md title="drills/2026-02-15-replica.md"
---
held_on: 2026-02-15
services: [ledger]
rto_actual: 25m
# …
---
```

```md title="services/ledger.md"
---
owner: payments
tier: 3
rto: 30m
---

# Ledger

Keeps the books.
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.records import Drill
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue


@rule("DR003", on=Drill, level=Level.WARNING, needs=("action_items",))
def missed_objective(drill: Drill, catalogue: Catalogue) -> Iterator[Problem]:
    if drill.action_items:
        return
    for field, said in (("rto", "recovery took"), ("rpo", "the loss of data was")):
        actual: int | None = getattr(drill, f"{field}_actual")
        if actual is None:
            continue
        for service in filter(None, map(catalogue.service, drill.services)):
            promised: int | None = getattr(service, field)
            if promised is not None and actual > promised:
                data = drill.document.data[f"{field}_actual"]
                yield Problem(
                    drill.at(f"{field}_actual"),
                    f"{said} {data}; the `{field}` of `{service.id}` is "
                    f"{service.document.data[field]}",
                    f"add an action item that makes it faster, or promise less: `{field}: {data}`"
                    if field == "rto"
                    else f"add an action item that loses less, or promise less: `{field}: {data}`",
                    also=(service.at(field),),
                    subject=f"{field} {service.id}",
                )
