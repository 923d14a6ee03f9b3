"""An action item's id is its own within the document.

Digests, tickets and other postmortems cite an item as `postmortem/<id>#A1`. Where two items
bear one id, a link leads to one of them and the other is forgotten.

## Bad

```md title="postmortems/2026/2026-02-20-queue.md"
---
status: final
severity: sev2
action_items:
  - {id: A1, title: Limit the queue, owner: ada, due: 2026-04-01, status: open}
  - {id: A1, title: Alert on it, owner: grace, due: 2026-04-01, status: open}  # expect: ACT003
# …
---
```

## Good

```md title="postmortems/2026/2026-02-20-queue.md"
---
status: final
severity: sev2
action_items:
  - {id: A1, title: Limit the queue, owner: ada, due: 2026-04-01, status: open}
  - {id: A2, title: Alert on its length, owner: grace, due: 2026-04-01, status: open}
# …
---
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Edit, Level, Problem
from opslore.records import Record
from opslore.rules._ids import repeated
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue
    from opslore.records import ActionItem


@rule("ACT003", on=Record, level=Level.ERROR)
def duplicate_action_id(record: Record, catalogue: Catalogue) -> Iterator[Problem]:
    items: tuple[ActionItem, ...] = getattr(record, "action_items", ())
    for item, first, free in repeated(items, "A"):
        at = record.at(*item.steps, "id")
        yield Problem(
            at,
            f"`{item.id}` is already the id of `{first.title}`",
            f"write `id: {free}`, and mend what cites this item",
            also=(record.at(*first.steps, "id"),),
            edits=(Edit(at, free),),
        )
