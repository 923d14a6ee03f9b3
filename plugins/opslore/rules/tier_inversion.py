"""A service of tier 1 does not depend hard on one of tier 3 or 4.

It can be no more available than what it cannot live without. Either the other one matters more
than its tier says, with its on-call and its runbooks, or the dependency becomes soft.

## Bad

```md title="services/checkout.md"
---
owner: payments
tier: 1
depends_on:
  - {service: search, criticality: hard}  # expect: SVC002
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


@rule("SVC002", on=Service, level=Level.ADVICE)
def tier_inversion(service: Service, catalogue: Catalogue) -> Iterator[Problem]:
    if service.tier != 1:
        return
    for dependency in service.depends_on:
        other = catalogue.service(dependency.service)
        if dependency.criticality == "hard" and other and other.tier in {3, 4}:
            yield Problem(
                service.at(*dependency.steps, "service"),
                f"`{service.id}` is of tier 1 and cannot live without `{other.id}` of tier"
                f" {other.tier}",
                "raise the tier of the other, or make the dependency soft with a `fallback`",
                (other.at("tier"),),
            )
