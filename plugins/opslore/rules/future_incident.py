"""Nothing in a postmortem happened on a day to come.

A wrong year or month makes an incident fall out of every count of the last ninety days. The day
of the check is the end of what can have happened, in the time zone of the settings.

## Bad

```md title="postmortems/2026/2026-02-20-queue.md"
---
status: final
severity: sev3
started_at: 2026-02-20T10:00Z
resolved_at: 2027-02-20T11:05Z  # expect: PM017
# …
---
```

## Good

```md title="postmortems/2026/2026-03-01-queue.md"
---
status: final
severity: sev3
started_at: 2026-03-01T10:00Z
resolved_at: 2026-03-01T11:05Z
# …
---
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.metrics.dates import days
from opslore.records import Postmortem
from opslore.rules._incident import local_day, moments, span_in_words, to_come
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue


@rule("PM017", on=Postmortem, level=Level.ERROR, time=True)
def future_incident(postmortem: Postmortem, catalogue: Catalogue) -> Iterator[Problem]:
    stated = moments(postmortem)
    names = [name for name, moment in stated.items() if to_come(moment, catalogue)]
    if names:
        first, *others = names
        gap = local_day(stated[first], catalogue) - catalogue.as_of
        yield Problem(
            postmortem.at(first),
            f"`{first}` lies {span_in_words(gap) if gap.days > 3 else days(gap.days)} "
            f"after today ({catalogue.as_of})",
            "look at year and month; what is still open has no `resolved_at`",
            also=tuple(postmortem.at(name) for name in others),
            subject="future",
        )
