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
from opslore.metrics.dates import days
from opslore.metrics.drafts import deadline
from opslore.records import Postmortem
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue


@rule("PM006", on=Postmortem, level=Level.ERROR, time=True, needs=("status",))
def late_draft(postmortem: Postmortem, catalogue: Catalogue) -> Iterator[Problem]:
    until = deadline(postmortem, catalogue)
    if until is None or until >= catalogue.as_of:
        return
    late = (catalogue.as_of - until).days
    at = postmortem.at("status") if postmortem.document.has("status") else postmortem.at()
    if postmortem.open:
        yield Problem(
            at,
            f"still a draft {days(late)} after the deadline ({until}), and no end is stated",
            "if it is over, write `resolved_at` and finish the draft",
            level=Level.WARNING,
            subject="late",
        )
        return
    grace = until + timedelta(days=catalogue.settings.grace.draft)
    soon = f"\nan error from {grace + timedelta(days=1)} on" if catalogue.as_of <= grace else ""
    yield Problem(
        at,
        f"still a draft {days(late)} after the deadline ({until})",
        f"finish it and set `status: in-review`{soon}",
        also=(postmortem.at("resolved_at"),),
        grace_until=grace,
        subject="late",
    )
