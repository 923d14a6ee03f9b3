"""The escalation keeps the response time that the severity promises.

In the worst case everybody who is always paged but the last lets the page pass. The minutes until
that last one has answered must not be more than the response time of the severity that an outage
can have: sev1 for a service of tier 1, sev2 for tier 2, and so on. Levels that are reached only at
some severity, after a while or in a data breach are not counted: they bring more people, they do
not promise to answer. The next level is reached `escalate_after` minutes after this one.

Either shorten the waits, or promise what can be kept: a response time that is never measured
against the escalation is a wish.

## Bad

```md title="on-call/payments.md"
---
levels:
  - {order: 1, target: "schedule:payments-primary", ack_within: 5m, escalate_after: 15m}
  - {order: 2, target: "team:payments", ack_within: 10m}  # expect: OC004
# …
---
```

## Good

```md title="on-call/payments.md"
---
levels:
  - {order: 1, target: "schedule:payments-primary", ack_within: 5m, escalate_after: 5m}
  - {order: 2, target: "team:payments", ack_within: 10m}
# …
---
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.metrics.coverage import (
    UNMANNED,
    escalation,
    promised_minutes,
    severity_for,
    worst_minutes,
)
from opslore.records import OnCallPolicy, values
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue
    from opslore.findings import Location


@rule("OC004", on=OnCallPolicy, level=Level.WARNING, needs=("levels",))
def slow_response(policy: OnCallPolicy, catalogue: Catalogue) -> Iterator[Problem]:
    services = [catalogue.service(name) for name in policy.covers]
    held = [s for s in services if s and s.tier and s.lifecycle not in UNMANNED]
    if not held:
        return
    gravest = min(held, key=lambda service: (service.tier or 4, service.id))
    promised = promised_minutes(gravest.tier, catalogue)
    worst = worst_minutes(policy)
    if promised is None or worst is None or worst <= promised:
        return
    severity = severity_for(gravest.tier)
    reached = escalation(policy)
    breaks = next(r for r in reached if r.answered > promised)
    sums = ", ".join(
        f"level {r.level.order} is paged after {r.after} and answers by {r.answered}"
        for r in reached
    )
    yield Problem(
        policy.at(*breaks.level.steps, "ack_within"),
        f"in the worst case somebody answers after {worst} minutes, {severity} promises {promised}"
        f" (`{gravest.id}` is of tier {gravest.tier})",
        f"in minutes: {sums}\nshorten the waits, or promise another `response_time` for {severity}",
        _promise(severity, catalogue),
        subject="response",
    )


def _promise(severity: str, catalogue: Catalogue) -> tuple[Location, ...]:
    document = catalogue.severities.document
    if document is None:
        return ()
    for index, item in values.mappings(document.data.get("severities")):
        if item.get("id") == severity:
            return (document.at("severities", index, "response_time"),)
    return ()
