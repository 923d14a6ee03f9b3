"""Somebody is there to be paged on every level.

A level that pages a person who has left, or a team in which nobody is left, is a silent phone in
the middle of an escalation. Names that `directory.yml` does not know at all are told by
`unknown-reference` and `unknown-person`. Schedules, roles and vendors are not kept here and not
checked.

## Bad

```md title="on-call/payments.md"
---
levels:
  - {order: 1, target: "schedule:payments-primary", ack_within: 5m, escalate_after: 5m}
  - {order: 2, target: "person:gone", ack_within: 5m}  # expect: OC003
# …
---
```

## Good

```md title="on-call/payments.md"
---
levels:
  - {order: 1, target: "schedule:payments-primary", ack_within: 5m, escalate_after: 5m}
  - {order: 2, target: "team:payments", ack_within: 5m}
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
    from opslore.records.on_call_policy import EscalationLevel


@rule("OC003", on=OnCallPolicy, level=Level.ERROR, time=True)
def target_gone(policy: OnCallPolicy, catalogue: Catalogue) -> Iterator[Problem]:
    for level in policy.levels:
        why = _gone(level, catalogue)
        if why:
            yield Problem(
                policy.at(*level.steps, "target"),
                why,
                "name somebody who is here, or a schedule that the pager keeps",
            )


def _gone(level: EscalationLevel, catalogue: Catalogue) -> str:
    directory = catalogue.directory
    if level.target_kind == "person":
        person = directory.people.get(level.target_id)
        if person and person.left_on and person.gone(catalogue.as_of):
            return f"`{person.id}` left on {day(person.left_on)}, so nobody is paged"
    if level.target_kind == "team":
        team = directory.teams.get(level.target_id)
        if team is None or not (team.members or directory.complete):
            return ""
        here = [
            member
            for member in team.members
            if member not in directory.people or not directory.people[member].gone(catalogue.as_of)
        ]
        if not here:
            return f"nobody is left in the team `{team.id}`, so nobody is paged"
    return ""
