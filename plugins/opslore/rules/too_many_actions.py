"""A postmortem has at most five action items.

Long lists are written in the first shock and forgotten in the second week. Five that are done
teach more than twelve that are carried from quarter to quarter; the rest belongs into a backlog,
or is an investment with a target of its own. Cancelled items do not count, closed postmortems
are left alone.

## Bad

```md title="postmortems/2026/2026-02-20-queue.md"
---
status: final
severity: sev2
action_items:  # expect: PM012
  - {id: A1, title: Limit the queue, owner: ada, due: 2026-04-01, status: open}
  - {id: A2, title: Alert on its length, owner: ada, due: 2026-04-01, status: open}
  - {id: A3, title: Give the slow query an index, owner: ada, due: 2026-04-01, status: open}
  - {id: A4, title: Show the queue on the board, owner: ada, due: 2026-04-01, status: open}
  - {id: A5, title: Shed load by merchant, owner: ada, due: 2026-04-01, status: open}
  - {id: A6, title: Write a runbook, owner: ada, due: 2026-04-01, status: open}
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
  - {id: A2, title: Alert on its length, owner: ada, due: 2026-04-01, status: open}
# …
---
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.catalogue.actions import actions
from opslore.findings import Level, Problem
from opslore.records import Postmortem
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue

MOST = 5


@rule("PM012", on=Postmortem, level=Level.ADVICE)
def too_many_actions(postmortem: Postmortem, catalogue: Catalogue) -> Iterator[Problem]:
    if len(postmortem.action_items) <= MOST or postmortem.status == "closed":
        return
    kept = [a for a in actions((postmortem,), catalogue.tickets) if a.status != "cancelled"]
    if len(kept) > MOST:
        yield Problem(
            postmortem.at("action_items", key=True),
            f"{len(kept)} action items: more than {MOST} are hardly ever all done",
            "keep those that would have prevented or shortened this incident, and move the rest\n"
            "to the backlog or into an investment",
            subject="many",
        )
