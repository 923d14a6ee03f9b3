"""The postmortem to which a near miss was promoted is about the same service.

`promoted_to` says that somebody looks into it, and it keeps three near misses from being asked
for a postmortem. Where that postmortem shares no service with the near miss, nobody looks.

## Bad

```md title="near-misses/2026-02-08-ranking.md"
---
occurred_on: 2026-02-08
services: [search]
promoted_to: 2026-01-10-pool  # expect: NM002
# …
---
```

## Good

```md title="near-misses/2026-02-08-pool.md"
---
occurred_on: 2026-02-08
services: [checkout]
promoted_to: 2026-01-10-pool
# …
---
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.records import NearMiss, Postmortem
from opslore.rules.engine import rule
from opslore.schema import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue


@rule("NM002", on=NearMiss, level=Level.WARNING)
def unrelated_promotion(near_miss: NearMiss, catalogue: Catalogue) -> Iterator[Problem]:
    target = catalogue.find(Postmortem, near_miss.promoted_to)
    if target is None or not target.services or not near_miss.services:
        return
    if not set(target.services) & set(near_miss.services):
        yield Problem(
            near_miss.at("promoted_to"),
            f"`{target.id}` is a postmortem of {words.all_of(target.services)}, "
            f"not of {words.any_of(near_miss.services)}",
            "name the postmortem of this near miss, or add its service to `services` there",
            also=(near_miss.at("services"), target.at("services")),
        )
