"""A waiver ends on its day.

A waiver is a snooze, not an off switch: on the day after `until` the finding counts again, and
somebody looks at it. How long an expired waiver is only a warning is `grace.waiver` in the settings
(by default not at all).

## Bad

```md title="guides/writing.md"
---
owner: platform
waivers:
  - {rule: todo-left, until: 2026-02-27, reason: The tool is chosen in February}  # expect: REV001
---

# How we write runbooks

With which tool: TODO. <!-- expect: TXT001 -->
```

## Good

```md title="guides/writing.md"
---
owner: platform
waivers:
  - {rule: todo-left, until: 2026-03-31, reason: The tool is chosen in March}
---

# How we write runbooks

With which tool: TODO.
```
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.records import Record
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue


@rule("REV001", on=Record, level=Level.ERROR, time=True)
def expired_waiver(record: Record, catalogue: Catalogue) -> Iterator[Problem]:
    for waiver in record.waivers:
        if waiver.until is not None and waiver.until < catalogue.as_of:
            yield Problem(
                record.at(*waiver.steps, "until"),
                f"the waiver of `{waiver.rule}` ended on {waiver.until}",
                "mend what it excused, or agree on a new day and say why",
                grace_until=waiver.until + timedelta(days=catalogue.settings.grace.waiver),
                subject=f"{waiver.rule}",
            )
