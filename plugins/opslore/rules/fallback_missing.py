"""A soft dependency of a tier 1 service says what happens without it.

"Soft" is a promise that the service goes on. What its users then see (the last known prices, a
message, a queue that is worked off later) is known to somebody; written down, the person on call
knows it too, and a drill can try it.

## Bad

```md title="services/checkout.md"
---
owner: payments
tier: 1
depends_on:
  - {service: search, criticality: soft}  # expect: SVC003
---

# Checkout

Turns a basket into a paid order.
```

## Good

```md title="services/checkout.md"
---
owner: payments
tier: 1
depends_on:
  - {service: search, criticality: soft, fallback: The last basket is shown}
---

# Checkout

Turns a basket into a paid order.
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.records import Service
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue


@rule("SVC003", on=Service, level=Level.ADVICE)
def fallback_missing(service: Service, catalogue: Catalogue) -> Iterator[Problem]:
    if service.tier != 1:
        return
    for dependency in service.depends_on:
        given = service.document.has(*dependency.steps, "fallback")
        if dependency.criticality == "soft" and not given:
            yield Problem(
                service.at(*dependency.steps, "service"),
                f"nothing says what `{service.id}` does without `{dependency.service}`",
                "write fallback: what its users see then",
            )
