"""An action item whose ticket was cancelled says why.

A cancelled item is a decision to live with a risk, and the next incident asks who took it.
Where the item itself says `status: cancelled`, the missing reason is reported with the other
missing fields; this rule sees the items that were cancelled in the tracker only.

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
    ticket: https://tracker.example.com/PAY-81  # expect: ACT005
# …
---
```

```json title="tickets.json"
[{"url": "https://tracker.example.com/PAY-81", "status": "cancelled", "closed_at": "2026-02-25"}]
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
    ticket: https://tracker.example.com/PAY-81
    reason: The service is switched off in May.
# …
---
```

```json title="tickets.json"
[{"url": "https://tracker.example.com/PAY-81", "status": "cancelled", "closed_at": "2026-02-25"}]
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.records import Record
from opslore.rules._actions import actions_of, called
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue


@rule("ACT005", on=Record, level=Level.WARNING)
def cancelled_without_reason(record: Record, catalogue: Catalogue) -> Iterator[Problem]:
    for action in actions_of(record, catalogue):
        item = action.item
        if action.ticket is None or action.status != "cancelled" or item.status is not None:
            continue
        if not record.document.has(*item.steps, "reason"):
            yield Problem(
                record.at(*item.steps, "ticket"),
                f"{called(item)} was cancelled in the tracker, and nothing here says why",
                "add to it, in your words\n    reason: The service is switched off in May.",
                subject=item.id or item.title,
            )
