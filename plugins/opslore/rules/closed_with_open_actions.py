"""A closed postmortem has no open action item.

Closed is the promise that nothing is left to do; nobody opens a closed postmortem to see what
became of it. Where an item names a ticket, the ticket's state counts.

## Bad

```md title="postmortems/2026/2026-02-20-queue.md"
---
status: closed  # expect: PM008
severity: sev2
action_items:
  - id: A1
    title: Limit the waiting requests
    owner: ada
    due: 2026-04-01
    status: in-progress
# …
---
```

## Good

```md title="postmortems/2026/2026-02-20-queue.md"
---
status: closed
severity: sev2
action_items:
  - id: A1
    title: Limit the waiting requests
    owner: ada
    due: 2026-04-01
    status: cancelled
    reason: The service is switched off in May.
# …
---
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.catalogue.actions import actions
from opslore.findings import Level, Problem
from opslore.records import Postmortem
from opslore.rules._actions import called
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue


@rule("PM008", on=Postmortem, level=Level.ERROR, needs=("action_items",))
def closed_with_open_actions(postmortem: Postmortem, catalogue: Catalogue) -> Iterator[Problem]:
    if postmortem.status != "closed":
        return
    left = [a for a in actions((postmortem,), catalogue.tickets) if not a.finished]
    if left:
        number = "an action item is" if len(left) == 1 else f"{len(left)} action items are"
        yield Problem(
            postmortem.at("status"),
            f"the postmortem is closed, but {number} not",
            "\n".join(
                [
                    "set `status: final`, or finish or cancel",
                    *(f"    {called(a.item)}, {a.status}" for a in left),
                ]
            ),
            also=tuple(
                postmortem.at(*a.item.steps, "ticket" if a.ticket else "status") for a in left
            ),
            subject="closed",
        )
