"""A rotation that follows the sun says which suns.

`coverage: follow-the-sun` promises that whoever is paged is awake. That holds where people sit in
at least two time zones that are not both dark: `timezones` names them (IANA names such as
`Europe/Berlin`), and they lie six hours apart or more. The site computes from them who is awake.

## Bad

```md title="on-call/payments.md"
---
coverage: follow-the-sun
timezones: [Europe/Berlin, Europe/Madrid]  # expect: OC009
# …
---
```

## Good

```md title="on-call/payments.md"
---
coverage: follow-the-sun
timezones: [Europe/Berlin, Australia/Melbourne]
# …
---
```
"""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from opslore.findings import Level, Problem
from opslore.records import OnCallPolicy
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from opslore.catalogue import Catalogue

APART = 6 * 60  # minutes


@rule("OC009", on=OnCallPolicy, level=Level.WARNING, needs=("timezones",))
def follow_the_sun_zones(policy: OnCallPolicy, catalogue: Catalogue) -> Iterator[Problem]:
    offsets: list[int] = []
    for index, name in enumerate(policy.timezones):
        offset = _offset(name, catalogue.as_of)
        if offset is None:
            at = policy.at("timezones", index)
            yield Problem(at, f"there is no time zone `{name}`", "such as Europe/Berlin")
        else:
            offsets.append(offset)
    if policy.coverage != "follow-the-sun" or len(offsets) < len(policy.timezones):
        return
    if not policy.timezones:
        yield Problem(
            policy.at("coverage"),
            "nothing says in which time zones the people are",
            "write timezones: [Europe/Berlin, Australia/Melbourne]",
            subject="zones",
        )
    elif not any(_apart(one, other) for one in offsets for other in offsets):
        zones = " and ".join(f"`{name}`" for name in policy.timezones)
        yield Problem(
            policy.at("timezones"),
            f"{zones} {'is one zone' if len(offsets) == 1 else 'are dark together'}: nobody is"
            " awake at night",
            "name the zones of all people, or write coverage: 24x7",
            subject="zones",
        )


def _apart(one: int, other: int) -> bool:
    distance = abs(one - other) % (24 * 60)
    return min(distance, 24 * 60 - distance) >= APART


def _offset(name: str, day: date) -> int | None:
    """Return the minutes from UTC at noon of a day; None for a zone nobody knows."""
    try:
        offset = datetime.combine(day, time(12), ZoneInfo(name)).utcoffset()
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
    return int(offset.total_seconds() // 60) if offset is not None else None
