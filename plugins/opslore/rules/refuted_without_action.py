"""A drill that refuted its hypothesis leads to an action item.

It is the cheapest incident there is: it came in office hours and hurt nobody. Where nothing is
done about it, the next one will not be a drill.

## Bad

```md title="drills/2026-02-15-replica.md"
---
held_on: 2026-02-15
result: refuted  # expect: DR002
# …
---
```

## Good

```md title="drills/2026-02-15-replica.md"
---
held_on: 2026-02-15
result: refuted
action_items:
  - {id: A1, title: Let the pool find the new primary, owner: ada, due: 2026-04-01, status: open}
# …
---
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


@rule("DR002", on=Drill, level=Level.WARNING, needs=("action_items",))
def refuted_without_action(drill: Drill, catalogue: Catalogue) -> Iterator[Problem]:
    if drill.result == "refuted" and not drill.document.data.get("action_items"):
        yield Problem(
            drill.at("result"),
            "the hypothesis is refuted, and there is no action item",
            "add what is done about it, such as\n"
            "    action_items:\n"
            "      - id: A1\n"
            "        title: Let the pool find the new primary\n"
            "        owner: ada\n"
            "        due: 2026-04-01\n"
            "        status: open",
        )
