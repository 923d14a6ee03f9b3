"""The lines of a timeline stand in the order in which things happened.

A line that goes back in time is a typing error, a line in another zone, or one that was added at
the end; each of them makes the reader draw the wrong conclusion about what came of what. Read are
a table and lines such as `14:23 UTC  the alert fires` below the heading Timeline. A line without
a day belongs to the day of the line above; a step back of more than twelve hours is midnight.

Lines in which no time can be read are passed over.

## Bad

```md title="postmortems/2026/2026-02-20-queue.md"
---
status: final
severity: sev3
started_at: 2026-02-20T10:00Z
resolved_at: 2026-02-20T11:05Z
# …
---

# Requests waited without a limit

A slow query filled every worker.

## Timeline

| Time (UTC) | Event |
|---|---|
| 10:00 | First requests fail |
| 10:40 | Traffic is shed, errors stop |
| 10:09 | The alert fires | <!-- expect: PM003 -->
| 11:05 | All pods are back |
```

## Good

```md title="postmortems/2026/2026-02-20-queue.md"
---
status: final
severity: sev3
started_at: 2026-02-20T23:50Z
resolved_at: 2026-02-21T00:35Z
# …
---

# Requests waited without a limit

A slow query filled every worker.

## Timeline

- 23:50 UTC  First requests fail
- 00:02 UTC  The alert fires
- 00:35 UTC  All pods are back
```
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.records import Postmortem
from opslore.rules._incident import span_in_words
from opslore.rules._timeline import timeline
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue


@rule("PM003", on=Postmortem, level=Level.WARNING, needs=("started_at",))
def timeline_order(postmortem: Postmortem, catalogue: Catalogue) -> Iterator[Problem]:
    found = timeline(postmortem.document)
    if found is None:
        return
    for before, entry in pairwise(found.entries):
        if entry.moment < before.moment:
            span = span_in_words(before.moment - entry.moment)
            yield Problem(
                entry.at,
                f"is {span} before the line above it, `{before.written}`",
                "move the line to its place; if it was the next day, write the day before the time",
                also=(before.at,),
                subject=entry.written,
            )
