"""A document has only fields that mean something.

A field that nobody reads is nearly always one that was misspelt, and what it says is lost. Keys that
begin with `x-` are yours and never looked at.

## Bad

```md title="services/basket.md"
---
owner: payments
tier: 3
life_cycle: production  # expect: SCH002
---

# Basket

Keeps what somebody is about to buy.
```

## Good

```md title="services/basket.md"
---
owner: payments
tier: 3
lifecycle: production
x-cost-centre: 4711
---

# Basket

Keeps what somebody is about to buy.
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.document import Document
from opslore.findings import Level
from opslore.rules._violations import problems
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue
    from opslore.findings import Problem


@rule("SCH002", on=Document, level=Level.ERROR)
def unknown_key(document: Document, catalogue: Catalogue) -> Iterator[Problem]:
    yield from problems(document, catalogue, "unknown-key")
