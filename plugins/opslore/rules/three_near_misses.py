"""Three near misses of one failure mode on one service inside 90 days ask for a postmortem.

Nobody was hurt three times in a row: the fourth time somebody will be. Open a postmortem even
though no user was hurt, and name it as `promoted_to` in one of them. From the day of the third
near miss this is a warning, after 14 days an error (`grace.near-misses` in the settings).

Counted are days within 90 of the first; `unclassified` counts as no failure mode.

## Bad

```md title="near-misses/2026-01-05-pool.md"
---
occurred_on: 2026-01-05
failure_modes: [connection-pool-exhaustion]
# …
---
```

```md title="near-misses/2026-01-20-pool.md"
---
occurred_on: 2026-01-20
failure_modes: [connection-pool-exhaustion]
# …
---
```

```md title="near-misses/2026-02-08-pool.md"
---
occurred_on: 2026-02-08
failure_modes: [connection-pool-exhaustion]  # expect: NM001
# …
---
```

## Good

```md title="near-misses/2026-01-05-pool.md"
---
occurred_on: 2026-01-05
failure_modes: [connection-pool-exhaustion]
# …
---
```

```md title="near-misses/2026-01-20-pool.md"
---
occurred_on: 2026-01-20
failure_modes: [connection-pool-exhaustion]
# …
---
```

```md title="near-misses/2026-02-08-pool.md"
---
occurred_on: 2026-02-08
failure_modes: [connection-pool-exhaustion]
promoted_to: 2026-01-10-pool
# …
---
```
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from opslore.catalogue import Catalogue
from opslore.findings import Level, Problem
from opslore.metrics.near_misses import clusters
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.findings import Location
    from opslore.metrics.near_misses import Cluster
    from opslore.records import NearMiss


@rule("NM001", on=Catalogue, level=Level.ERROR, time=True)
def three_near_misses(library: Catalogue, catalogue: Catalogue) -> Iterator[Problem]:
    for cluster in clusters(library):
        third = cluster.third
        if third.occurred_on is None:
            continue
        until = third.occurred_on + timedelta(days=library.settings.grace.near_misses)
        soon = f"\nan error from {until + timedelta(days=1)} on" if library.as_of <= until else ""
        yield Problem(
            _mode(third, cluster),
            f"one of {len(cluster.near_misses)} near misses with `{cluster.failure_mode}` on "
            f"`{cluster.service}` within 90 days, and none became a postmortem",
            "open a postmortem even though no user was hurt (`opslore new postmortem`), and write "
            f"its id here: `promoted_to: ...`{soon}",
            also=tuple(_mode(n, cluster) for n in cluster.near_misses if n is not third),
            grace_until=until,
            subject=f"{cluster.service} {cluster.failure_mode}",
        )


def _mode(near_miss: NearMiss, cluster: Cluster) -> Location:
    written = near_miss.document.data["failure_modes"]
    return near_miss.at("failure_modes", written.index(cluster.failure_mode))
