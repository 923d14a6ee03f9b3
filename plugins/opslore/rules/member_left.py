"""Who takes turns on call is still here.

A rotation that names somebody who left has one person fewer than it says, and once a month a week
without anybody. Checked are the members and who comes along to learn.

## Bad

```md title="on-call/payments.md"
---
rotation:
  model: weekly
  length: 1w
  members: [ada, grace, edsger, barbara, radia, gone]  # expect: OC008
# …
---
```

## Good

```md title="on-call/payments.md"
---
rotation:
  model: weekly
  length: 1w
  members: [ada, grace, edsger, barbara, radia]
# …
---
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.metrics.dates import day
from opslore.records import OnCallPolicy
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue


@rule("OC008", on=OnCallPolicy, level=Level.WARNING, time=True)
def member_left(policy: OnCallPolicy, catalogue: Catalogue) -> Iterator[Problem]:
    people = catalogue.directory.people
    for reference in policy.references():
        person = people.get(reference.id)
        if reference.steps[0] not in {"rotation", "shadow"} or person is None:
            continue
        if person.left_on and person.gone(catalogue.as_of):
            yield Problem(
                policy.at(*reference.steps),
                f"`{person.id}` left on {day(person.left_on)}",
                "take the name out, in the pager's schedule as well",
            )
