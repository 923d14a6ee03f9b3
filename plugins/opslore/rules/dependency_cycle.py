"""No service depends hard on itself, not even by way of others.

In a circle of hard dependencies none can start while the others are down: after a power cut, or a
deploy of all, nothing comes up. One edge of the circle has to be soft, with a fallback that was
seen to work. One finding a circle, at the first of its services by name.

## Bad

```md title="services/cart.md"
---
owner: payments
tier: 3
depends_on:
  - {service: stock, criticality: hard}  # expect: SVC001
---

# Cart

Keeps what the customer chose.
```

```md title="services/stock.md"
---
owner: payments
tier: 3
depends_on:
  - {service: cart, criticality: hard}
---

# Stock

Knows what can be sold.
```

## Good

```md title="services/cart.md"
---
owner: payments
tier: 3
depends_on:
  - {service: stock, criticality: soft, fallback: The cart is kept and checked later}
---

# Cart

Keeps what the customer chose.
```

```md title="services/stock.md"
---
owner: payments
tier: 3
depends_on:
  - {service: cart, criticality: hard}
---

# Stock

Knows what can be sold.
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.metrics.dependencies import cycles, edges
from opslore.records import Service
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue


@rule("SVC001", on=Service, level=Level.WARNING)
def dependency_cycle(service: Service, catalogue: Catalogue) -> Iterator[Problem]:
    for circle in cycles(catalogue):
        # A service that names itself is told by `self-reference`.
        if circle[0] != service.id or len(circle) == 1:
            continue
        steps = {(circle[i], circle[(i + 1) % len(circle)]) for i in range(len(circle))}
        places = {
            edge.source.id: edge.source.at(*edge.dependency.steps, "service")
            for edge in edges(catalogue)
            if (edge.source.id, edge.target) in steps and edge.dependency.criticality == "hard"
        }
        way = " needs ".join(f"`{name}`" for name in (*circle, circle[0]))
        yield Problem(
            places[service.id],
            f"hard dependencies go in a circle: {way}",
            "make one of them soft, with a `fallback` that was seen to work",
            tuple(places[name] for name in circle[1:]),
            subject=" ".join(circle),
        )
