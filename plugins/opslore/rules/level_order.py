"""The levels of an escalation are 1, 2, 3, and each has its time to answer.

The order says who is paged after whom; two levels with one number, or a gap, leave that open. And
whoever has five minutes to answer is not passed over after three: `escalate_after` is at least
`ack_within`.

## Bad

```md title="on-call/payments.md"
---
levels:
  - {order: 1, target: "schedule:payments-primary", ack_within: 5m, escalate_after: 3m}  # expect: OC002
  - {order: 2, target: "team:payments", ack_within: 5m, escalate_after: 10m}
  - {order: 2, target: "person:ada", ack_within: 5m, when: {severity: sev1}}  # expect: OC002
# …
---
```

## Good

```md title="on-call/payments.md"
---
levels:
  - {order: 1, target: "schedule:payments-primary", ack_within: 5m, escalate_after: 5m}
  - {order: 2, target: "team:payments", ack_within: 5m, escalate_after: 10m}
  - {order: 3, target: "person:ada", ack_within: 5m, when: {severity: sev1}}
# …
---
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Edit, Level, Problem
from opslore.records import OnCallPolicy
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue


@rule("OC002", on=OnCallPolicy, level=Level.WARNING, needs=("levels",))
def level_order(policy: OnCallPolicy, catalogue: Catalogue) -> Iterator[Problem]:
    written = sorted(policy.levels, key=lambda level: level.steps[-1])
    orders = [level.order for level in written]
    if None not in orders and sorted(o for o in orders if o) != list(range(1, len(orders) + 1)):
        for meant, level in enumerate(policy.levels, 1):
            if level.order != meant:
                at = policy.at(*level.steps, "order")
                yield Problem(
                    at,
                    f"is level {level.order}, expected {meant}",
                    f"number the levels 1 to {len(orders)}, each once",
                    edits=(Edit(at, str(meant)),),
                    subject=level.target,
                )
                break
    for level in policy.levels[:-1]:
        if level.escalate_after is None or level.ack_within is None:
            continue
        if level.escalate_after < level.ack_within:
            yield Problem(
                policy.at(*level.steps, "escalate_after"),
                f"is passed over after {level.escalate_after} minutes, but has"
                f" {level.ack_within} to answer",
                "let `escalate_after` be at least `ack_within`",
                (policy.at(*level.steps, "ack_within"),),
                subject=level.target,
            )
