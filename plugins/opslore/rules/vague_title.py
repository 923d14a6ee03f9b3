"""A title says what failed and how.

"Checkout outage" is the title of every second incident. At 3 AM somebody searches for what they
see, and a year later for the one with the connection pool. A title is vague if nothing is left of
it without the words that fit any incident, names of services and teams, numbers and dates.

## Bad

```md title="postmortems/2026/2026-02-20-queue.md"
---
status: final
severity: sev3
started_at: 2026-02-20T10:00Z
resolved_at: 2026-02-20T11:05Z
# …
---

# Major checkout outage on 20 February <!-- expect: PM011 -->

Requests to the checkout waited behind a slow query until every worker was busy.
```

## Good

```md title="postmortems/2026/2026-02-20-queue.md"
---
status: final
severity: sev3
started_at: 2026-02-20T10:00Z
resolved_at: 2026-02-20T11:05Z
# …
---

# Checkout outage: requests waited behind a slow query without a limit

Requests to the checkout waited behind a slow query until every worker was busy.
```
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.records import Postmortem, Service
from opslore.rules._incident import title_place
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue

# Words that are true of any incident, and those between them.
_ANY = frozenset(
    """
    incident incidents outage outages issue issues problem problems error errors failure failures
    failed fails failing fault down downtime degradation degraded disruption disrupted interruption
    interrupted postmortem mortem post report review rca retrospective analysis investigation major
    minor critical severe serious big huge unexpected unplanned emergency alert page paging
    production prod live customer customers user users service services system systems site website
    webpage app application applications api apis platform backend frontend server servers
    component components infrastructure unavailable unavailability unreachable inaccessible
    broken breakage slow slowness slowdown performance bad working work works not partial partially
    full total complete brief short long intermittent recurring recurrent multiple several various
    some again affected affecting experienced impact impacted sev priority severity
    january february march april may june july august september october november december
    jan feb mar apr jun jul aug sep sept oct nov dec
    monday tuesday wednesday thursday friday saturday sunday morning afternoon evening night
    weekend today yesterday week month utc
    a an the of in on at for with and to from by is was are were be been our we us had has have
    during after before due this that it its as all no
    """.split()
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


@rule("PM011", on=Postmortem, level=Level.ADVICE)
def vague_title(postmortem: Postmortem, catalogue: Catalogue) -> Iterator[Problem]:
    words = [word.lower() for word in _WORD.findall(postmortem.title)]
    left = [w for w in words if w not in _ANY and not any(c.isdigit() for c in w)]
    # Names are looked up only for the few titles that are nearly empty without them.
    if len(left) > 4 or any(w not in _names(catalogue) for w in left):
        return
    yield Problem(
        title_place(postmortem.document),
        f'the title "{postmortem.title}" fits any incident',
        "say what failed and how, in words somebody will search for, such as\n"
        "    Checkout waited for database connections",
        subject="title",
    )


@lru_cache(maxsize=2)
def _names(catalogue: Catalogue) -> frozenset[str]:
    services = (f"{record.id} {record.title}" for record in catalogue.of(Service))
    teams = (f"{team.id} {team.name}" for team in catalogue.directory.teams.values())
    return frozenset(word.lower() for name in (*services, *teams) for word in _WORD.findall(name))
