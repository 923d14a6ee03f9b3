"""A field that takes one of a few values has one of them.

What is counted by value (severity, status, tier) is counted wrong where the value is anybody's own.
A figure out of bounds and a list with an entry twice are told here as well.

## Bad

```md title="services/basket.md"
---
owner: payments
tier: 3
lifecycle: live  # expect: SCH003
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


@rule("SCH003", on=Document, level=Level.ERROR)
def invalid_value(document: Document, catalogue: Catalogue) -> Iterator[Problem]:
    yield from problems(document, catalogue, "invalid-value")
