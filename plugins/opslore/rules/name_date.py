"""The day in a postmortem's file name is the day on which the incident started.

The id comes from the file name, and people sort and cite by it. Where name and `started_at`
disagree, one of them sends whoever looks for the incident to the wrong week. The day counts in
UTC or in the offset that `started_at` is written with; a name without a day is left alone.

## Bad

```md title="postmortems/2026/2026-02-20-queue.md"
---
status: final
severity: sev3
started_at: 2026-02-02T10:00Z  # expect: PM002
resolved_at: 2026-02-02T11:05Z
# …
---
```

## Good

```md title="postmortems/2026/2026-02-02-queue.md"
---
status: final
severity: sev3
started_at: 2026-02-02T10:00Z
resolved_at: 2026-02-02T11:05Z
# …
---
```
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.records import Postmortem, values
from opslore.rules._incident import to_come
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue

_NAMED = re.compile(r"(\d{4}-\d\d-\d\d)(?!\d)(.*)")


@rule("PM002", on=Postmortem, level=Level.WARNING)
def name_date(postmortem: Postmortem, catalogue: Catalogue) -> Iterator[Problem]:
    started = postmortem.started_at
    file = postmortem.key.rsplit("/", 1)[-1]
    named = _NAMED.match(file)
    day = values.day(named[1]) if named else None
    if started is None or named is None or day is None or to_come(started, catalogue):
        return
    written = values.day(str(postmortem.document.data["started_at"])[:10])
    if day not in (started.date(), written):
        yield Problem(
            postmortem.at("started_at"),
            f"`started_at` is not on the day of the file's name, {day}",
            f"mend the day, or rename the file to `{written or started.date()}{named[2]}`\n"
            f"and keep its old id: `aliases: [{postmortem.id}]`",
            subject="name",
        )
