"""A draft is finished within the days that `severities.yml` gives it.

Memory fades in days: who waited what out, which graph somebody looked at. `draft_days` of the
severity count from `resolved_at`. After them a draft is a warning, and 14 days later an error
(`grace.draft` in the settings). A draft without `resolved_at` counts from its start and is only
ever a warning, for the incident may truly go on.

Severities without `draft_days`, and those that ask for no postmortem, have no deadline.

## Bad

```md title="postmortems/2026/2026-02-01-queue.md"
---
status: draft  # expect: PM006
severity: sev2
services: [checkout]
started_at: 2026-02-01T10:00Z
resolved_at: 2026-02-01T11:05Z
---

# Requests waited without a limit

To be written.
```

## Good

```md title="postmortems/2026/2026-02-25-queue.md"
---
status: draft
severity: sev2
services: [checkout]
started_at: 2026-02-25T10:00Z
resolved_at: 2026-02-25T11:05Z
---

# Requests waited without a limit

To be written.
```
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.records import Postmortem
from opslore.rules._actions import days
from opslore.rules._incident import to_come
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue


@rule("PM006", on=Postmortem, level=Level.ERROR, time=True)
def late_draft(postmortem: Postmortem, catalogue: Catalogue) -> Iterator[Problem]:
    severity = catalogue.severities.by_id.get(postmortem.severity or "")
    if postmortem.status != "draft" or severity is None or postmortem.duplicate:
        return
    if severity.draft_days is None or severity.postmortem == "none":
        return
    over = postmortem.resolved_at
    counted = postmortem.started_at if postmortem.open else over
    if counted is None or to_come(counted, catalogue):
        return
    deadline = counted.date() + timedelta(days=severity.draft_days)
    late = (catalogue.as_of - deadline).days
    if late <= 0:
        return
    at = postmortem.at("status") if postmortem.document.has("status") else postmortem.at()
    if over is None:
        yield Problem(
            at,
            f"still a draft {days(severity.draft_days + late)} after the incident started",
            "if it is over, write `resolved_at` and finish the draft",
            level=Level.WARNING,
            subject="late",
        )
        return
    until = deadline + timedelta(days=catalogue.settings.grace.draft)
    soon = f"; an error from {until + timedelta(days=1)} on" if catalogue.as_of <= until else ""
    yield Problem(
        at,
        f"still a draft {days(late)} after the deadline ({deadline})",
        f"finish it and set `status: in-review` "
        f"({severity.id}: within {days(severity.draft_days)} of the end{soon})",
        also=(postmortem.at("resolved_at"),),
        grace_until=until,
        subject="late",
    )
