"""An investment's target is below what was counted before.

`from` is how many incidents there were a quarter, `to` how many there should be at most. Where
`to` is not smaller, success could not be told from doing nothing.

## Bad

```md title="investments/pool-limits.md"
---
status: in-progress
target: {from: 1, to: 3, per: quarter, by: 2026-06-30}  # expect: INV002
# …
---
```

## Good

```md title="investments/pool-limits.md"
---
status: in-progress
target: {from: 3, to: 1, per: quarter, by: 2026-06-30}
# …
---
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.records import Investment
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue


@rule("INV002", on=Investment, level=Level.WARNING)
def senseless_target(investment: Investment, catalogue: Catalogue) -> Iterator[Problem]:
    start, goal = investment.start, investment.goal
    if start is None or goal is None or goal < start:
        return
    swapped = goal > start
    were = "was" if start == 1 else "were"
    yield Problem(
        investment.at("target", "to"),
        f"the target is {goal:g} a quarter, and there {were} {start:g} before",
        f"if the two are swapped: `from: {goal:g}`, `to: {start:g}`"
        if swapped
        else "aim at fewer than there were",
        also=(investment.at("target", "from"),),
    )
