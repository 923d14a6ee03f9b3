"""An action item's days lie where they can: due and done after what it came from, done by today.

A wrong year is the commonest slip, and it makes an item look done early or overdue for ever. The
day it came from is that of the incident's start, the near miss, the drill or the review.

## Bad

```md title="postmortems/2026/2026-02-20-queue.md"
---
status: final
severity: sev2
action_items:
  - id: A1
    title: Limit the waiting requests
    owner: ada
    due: 2025-04-01  # expect: ACT008
    status: done
    done_on: 2026-02-27
    evidence: https://git.example.com/checkout/pull/509
  - id: A2
    title: Alert on their number
    owner: ada
    due: 2026-04-01
    status: done
    done_on: 2026-03-14  # expect: ACT008
    evidence: https://git.example.com/checkout/pull/512
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
    status: open
  - id: A2
    title: Alert on their number
    owner: ada
    due: 2026-04-01
    status: done
    done_on: 2026-02-20
    evidence: https://git.example.com/checkout/pull/512
# …
---
```
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.metrics.dates import days
from opslore.metrics.overdue import raised_on
from opslore.records import Record
from opslore.rules._actions import actions_of, called
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue


@rule("ACT008", on=Record, level=Level.ERROR, time=True)
def impossible_action_day(record: Record, catalogue: Catalogue) -> Iterator[Problem]:
    for action in actions_of(record, catalogue):
        item = action.item
        raised = raised_on(action, catalogue.settings.zone)
        if raised and raised.year == 1:
            continue
        # West of Greenwich the author's day is one behind the instant's day in UTC.
        earliest = raised - timedelta(days=1) if raised else None
        for field, day in (("due", item.due), ("done_on", item.done_on)):
            if day is None:
                continue
            if raised and earliest and day < earliest and raised <= catalogue.as_of:
                verb = "is due" if field == "due" else "was done"
                yield Problem(
                    record.at(*item.steps, field),
                    f"{called(item)} {verb} {days((raised - day).days)} before "
                    f"what it came from ({raised})",
                    "look at the year",
                    subject=f"{item.id or item.title} {field}",
                )
            elif field == "done_on" and day > catalogue.as_of:
                yield Problem(
                    record.at(*item.steps, field),
                    f"{called(item)} is done on a day to come (today is {catalogue.as_of})",
                    "write the day on which it was done, or `status: open` until it is",
                    subject=f"{item.id or item.title} {field}",
                )
