"""`opslore.lock` can be read.

It keeps what each runbook depended on when it was tested. `opslore review` writes it; a merge can
damage it. While it cannot be read, nobody is told that an alert changed since the test.

## Bad

```toml title="opslore.lock"
["runbook/checkout/pool"]
tested = 2026-02-10
<<<<<<< main # expect: RB023
"service/checkout" = "0123456789abcdef"
=======
```

## Good

```toml title="opslore.lock"
["runbook/checkout/pool"]
tested = 2026-02-10
"alert/CheckoutPoolFull" = "6f1c0d5a9e3b7f24"
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.catalogue import Catalogue
from opslore.findings import Level
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.findings import Problem


@rule("RB023", on=Catalogue, level=Level.ERROR)
def damaged_lock(catalogue: Catalogue, same: Catalogue) -> Iterator[Problem]:
    yield from catalogue.lock.problems
