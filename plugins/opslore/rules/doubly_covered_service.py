"""A service is covered by one on-call policy.

Covered by two, each team waits for the other, or both are woken. Where the night belongs to
another team than the day, one policy says so in its levels.

## Bad

```md title="on-call/platform.md"
---
owner: platform
covers: [search, checkout]  # expect: OC006
# …
---
```

## Good

```md title="on-call/platform.md"
---
owner: platform
covers: [search]
# …
---
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.metrics.coverage import policies_of
from opslore.records import OnCallPolicy
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue


@rule("OC006", on=OnCallPolicy, level=Level.ERROR)
def doubly_covered_service(policy: OnCallPolicy, catalogue: Catalogue) -> Iterator[Problem]:
    for index, name in enumerate(policy.covers):
        service = catalogue.service(name)
        first = next(iter(policies_of(service.id if service else name, catalogue)), policy)
        if first is not policy:
            place = first.at("covers", first.covers.index(name)) if name in first.covers else None
            yield Problem(
                policy.at("covers", index),
                f"`{name}` is covered by the policy `{first.id}` already",
                "take it out of one of the two",
                (place,) if place else (),
            )
