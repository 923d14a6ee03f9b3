"""An action item is done by its due day, or its day is moved.

An incident comes back where its action items were left open. An item is overdue from the day
after its due day; due today is not overdue. For 14 days at sev1 and sev2, and 60 days
elsewhere, that is a warning, then an error (`grace.action-severe` and `grace.action` in the
settings). It counts for every source: postmortem, readiness review, drill, near miss. Where the
item names a ticket that `tickets.json` knows, the state is the ticket's.

What to do is one of three things: finish it, agree on a new day and write it down, or cancel it
and say why. An item that nobody will ever do is better cancelled than carried.

A due day before the incident is overdue as well, wherever overdue items are counted; that it is
probably a slip of the pen says `impossible-action-day`.

## Bad

```md title="postmortems/2025/2025-11-03-dns.md"
---
status: final
severity: sev3
started_at: 2025-11-03T08:10Z
resolved_at: 2025-11-03T09:00Z
action_items:
  - id: A1
    title: Alert on the latency of the resolver
    owner: ada
    due: 2025-12-01  # expect: ACT001
    status: open
# …
---
```

## Good

```md title="postmortems/2025/2025-11-03-dns.md"
---
status: final
severity: sev3
started_at: 2025-11-03T08:10Z
resolved_at: 2025-11-03T09:00Z
action_items:
  - id: A1
    title: Alert on the latency of the resolver
    owner: ada
    due: 2025-12-01
    status: done
    done_on: 2025-11-28
    evidence: https://git.example.com/dns/pull/81
# …
---
```
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.metrics.dates import days
from opslore.metrics.overdue import days_overdue, grace
from opslore.records import Record
from opslore.rules._actions import actions_of, called
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue


@rule("ACT001", on=Record, level=Level.ERROR, time=True)
def overdue_action(record: Record, catalogue: Catalogue) -> Iterator[Problem]:
    for action in actions_of(record, catalogue):
        item = action.item
        late = days_overdue(action, catalogue.as_of)
        if not late or item.due is None:
            continue
        until = item.due + timedelta(days=grace(action, catalogue.settings.grace))
        who = f"`{item.owner}`" if item.owner else "somebody"
        yield Problem(
            record.at(*item.steps, "due"),
            f"{called(item)} is {days(late)} overdue",
            _way_out(action.ticket is not None, who)
            + (
                f"\nan error from {until + timedelta(days=1)} on"
                if catalogue.as_of <= until
                else ""
            ),
            grace_until=until,
            subject=item.id or item.title,
        )


def _way_out(ticketed: bool, who: str) -> str:
    done = "close its ticket" if ticketed else "set `status: done` with `done_on` and `evidence`"
    cancel = "the ticket" if ticketed else "it"
    return f"{done}, or agree on a new day with {who}, or cancel {cancel} and give a `reason`"
