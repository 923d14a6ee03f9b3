"""A document has the fields that its type asks for.

All that is missing is one finding, with a block that can be pasted. What a severity asks for beyond
that is the matter of the rules on postmortems.

## Bad

```md title="services/basket.md"
--- <!-- expect: SCH001 -->
lifecycle: production
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


@rule("SCH001", on=Document, level=Level.ERROR)
def missing_fields(document: Document, catalogue: Catalogue) -> Iterator[Problem]:
    yield from problems(document, catalogue, "missing-fields")
