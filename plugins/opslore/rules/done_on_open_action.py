"""An action item with the day on which it was done is not open.

The two fields contradict each other, and the figures follow `status`: the item stays on the list
of open work and becomes overdue.

## Bad

```md title="postmortems/2026/2026-02-20-queue.md"
---
status: final
severity: sev2
action_items:
  - id: A1
    title: Limit the waiting requests
    owner: ada
    due: 2026-04-01
    status: open
    done_on: 2026-02-27  # expect: ACT009
# …
---
```

## Good

```md title="postmortems/2026/2026-02-20-queue.md"
---
status: final
severity: sev2
action_items:
  - id: A1
    title: Limit the waiting requests
    owner: ada
    due: 2026-04-01
    status: done
    done_on: 2026-02-27
    evidence: https://git.example.com/checkout/pull/512
# …
---
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Edit, Level, Problem
from opslore.records import Record
from opslore.rules._actions import called
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue
    from opslore.records import ActionItem


@rule("ACT009", on=Record, level=Level.WARNING)
def done_on_open_action(record: Record, catalogue: Catalogue) -> Iterator[Problem]:
    items: tuple[ActionItem, ...] = getattr(record, "action_items", ())
    for item in items:
        if item.done_on is not None and item.status in ("open", "in-progress"):
            status = record.at(*item.steps, "status")
            yield Problem(
                record.at(*item.steps, "done_on"),
                f"{called(item)} was done on this day, and its status is `{item.status}`",
                "write `status: done`, or remove `done_on`",
                also=(status,),
                edits=(Edit(status, "done"),),
                subject=item.id or item.title,
            )
