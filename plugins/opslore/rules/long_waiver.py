"""A waiver ends within a year.

A waiver puts a finding off until somebody looks again. One that runs for years is a rule that was
turned off for this document without anybody saying so; if the rule does not suit your team, its
level can be changed in the settings, for all documents alike.

## Bad

```md title="guides/writing.md"
---
owner: platform
waivers:
  - {rule: todo-left, until: 2029-12-31, reason: The tool is chosen later}  # expect: REV005
---

# How we write runbooks

With which tool: TODO.
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

LONGEST = timedelta(days=366)


@rule("REV005", on=Record, level=Level.ADVICE, time=True)
def long_waiver(record: Record, catalogue: Catalogue) -> Iterator[Problem]:
    for waiver in record.waivers:
        if waiver.until is not None and waiver.until - catalogue.as_of > LONGEST:
            yield Problem(
                record.at(*waiver.steps, "until"),
                f"this waiver runs until {waiver.until}, more than a year",
                "choose a day within a year of today, on which somebody looks at it again",
                subject=f"{waiver.rule}",
            )
