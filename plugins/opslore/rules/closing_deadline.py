"""A postmortem is closed within the days that `severities.yml` gives it.

Closed means that every action item is done or cancelled. `closing_days` of the severity count
from `resolved_at`. What is left open then was perhaps never going to be done: the finding lists
it, so that somebody decides. Drafts are left to `late-draft`.

## Bad

```md title="postmortems/2025/2025-11-01-queue.md"
---
status: final  # expect: PM007
severity: sev2
started_at: 2025-11-01T10:00Z
detected_at: 2025-11-01T10:09Z
resolved_at: 2025-11-01T11:05Z
# …
---

# Requests waited without a limit

## Summary

Requests to the checkout waited behind a slow query until every worker was busy.

## Timeline

- 10:00 UTC  First requests fail
- 10:09 UTC  The alert fires
- 11:05 UTC  All pods are back

## Contributing factors

The pool had no limit on waiting requests.

## Lessons learned

- The alert came before the first customer.
```

## Good

```md title="postmortems/2025/2025-11-01-queue.md"
---
status: closed
severity: sev2
started_at: 2025-11-01T10:00Z
detected_at: 2025-11-01T10:09Z
resolved_at: 2025-11-01T11:05Z
action_items:
  - id: A1
    title: Limit the waiting requests
    owner: ada
    due: 2026-01-15
    status: done
    done_on: 2026-01-12
    evidence: https://git.example.com/checkout/pull/512
# …
---

# Requests waited without a limit

## Summary

Requests to the checkout waited behind a slow query until every worker was busy.

## Timeline

- 10:00 UTC  First requests fail
- 10:09 UTC  The alert fires
- 11:05 UTC  All pods are back

## Contributing factors

The pool had no limit on waiting requests.

## Lessons learned

- The alert came before the first customer.
```
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from opslore.catalogue.actions import actions
from opslore.findings import Level, Problem
from opslore.metrics.dates import days
from opslore.metrics.periods import local_day
from opslore.records import Postmortem
from opslore.rules._actions import called
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue


@rule("PM007", on=Postmortem, level=Level.WARNING, time=True)
def closing_deadline(postmortem: Postmortem, catalogue: Catalogue) -> Iterator[Problem]:
    severity = catalogue.severities.by_id.get(postmortem.severity or "")
    if postmortem.status not in ("in-review", "final") or severity is None:
        return
    over = postmortem.resolved_at
    if severity.closing_days is None or over is None:
        return
    ended = local_day(over, catalogue.settings.zone)
    if ended > catalogue.as_of:  # a mistake; and the last day of the calendar has none after it
        return
    deadline = ended + timedelta(days=severity.closing_days)
    late = (catalogue.as_of - deadline).days
    if late <= 0:
        return
    left = [a for a in actions((postmortem,), catalogue.tickets) if not a.finished]
    yield Problem(
        postmortem.at("status"),
        f"not closed {days(late)} after the deadline ({deadline})",
        "\n".join(["finish or cancel", *(f"    {called(a.item)}" for a in left)])
        if left
        else "every action item is done or cancelled: set `status: closed`",
        also=(postmortem.at("resolved_at"),),
        subject="closing",
    )
