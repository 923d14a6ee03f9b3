"""At least five people take turns.

With fewer, everybody is on call one week in four or more; one holiday and one illness later it is
every second week, and people leave. Nobody hires through a checker, so this is a warning; the
readiness checklist asks for it (`staffed-on-call`).

## Bad

```md title="on-call/payments.md"
---
rotation:
  model: weekly
  length: 1w
  members: [ada, grace, edsger]  # expect: OC001
# …
---
```

## Good

```md title="on-call/payments.md"
---
rotation:
  model: weekly
  length: 1w
  size: 6
  schedule: {provider: PagerDuty, url: "https://pager.example.com/schedules/payments"}
# …
---
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.metrics.coverage import PEOPLE
from opslore.records import OnCallPolicy
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue


@rule("OC001", on=OnCallPolicy, level=Level.WARNING, needs=("rotation",))
def small_rotation(policy: OnCallPolicy, catalogue: Catalogue) -> Iterator[Problem]:
    size = policy.rotation.size
    if 0 < size < PEOPLE:
        steps = ("rotation", "members" if policy.rotation.members else "size")
        people = "one person takes" if size == 1 else f"{size} people take"
        yield Problem(
            policy.at(*steps),
            f"{people} turns, at least {PEOPLE} are needed for a rotation that lasts",
            "find people in a neighbouring team, or hand a service over to one",
            subject="rotation",
        )
