"""A recurrence comes after what it repeats, and an effect after its cause.

`recurrence-of` and `caused-by` point back in time. Where the other incident started later, the
relation stands in the wrong one of the two, and the count of recurrences puts it into the wrong
quarter.

## Bad

```md title="postmortems/2026/2026-01-05-queue.md"
---
status: final
severity: sev3
started_at: 2026-01-05T10:00Z
resolved_at: 2026-01-05T11:05Z
related:
  - {postmortem: 2026-01-10-pool, relation: recurrence-of}  # expect: PM018
# …
---
```

## Good

```md title="postmortems/2026/2026-02-20-queue.md"
---
status: final
severity: sev3
started_at: 2026-02-20T10:00Z
resolved_at: 2026-02-20T11:05Z
related:
  - {postmortem: 2026-01-10-pool, relation: recurrence-of}
# …
---
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.records import Postmortem
from opslore.rules._incident import to_come
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue

_BACKWARDS = {"recurrence-of": "a recurrence of it", "caused-by": "caused by it"}


@rule("PM018", on=Postmortem, level=Level.ERROR)
def later_relation(postmortem: Postmortem, catalogue: Catalogue) -> Iterator[Problem]:
    for item in postmortem.related:
        other = catalogue.find(Postmortem, item.postmortem)
        if other is None or item.relation is None:
            continue
        at = postmortem.at(*item.steps, "postmortem")
        began, mine = other.started_at, postmortem.started_at
        if item.relation not in _BACKWARDS or began is None or mine is None or began <= mine:
            continue
        back = (item.relation, postmortem.id)
        if to_come(began, catalogue) or back in ((r.relation, r.postmortem) for r in other.related):
            continue  # a day to come, or a ring: other rules tell
        yield Problem(
            at,
            f"`{other.id}` started later, on {began.date()}: "
            f"this one cannot be {_BACKWARDS[item.relation]}",
            f"write the relation into `{other.id}`, or mend the day that is wrong",
            also=(postmortem.at("started_at"), other.at("started_at")),
            subject=item.postmortem or "",
        )
