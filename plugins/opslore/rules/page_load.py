"""The load of the people on call is healthy.

Counted from `pages.csv` over the last quarter (91 days, whole periods only), for the services that
the policy covers: at most two pages a day, fewer than one overnight a week, at least 80 % of the
pages actionable and at most 20 % noise (shares only from five pages on). These are the usual
figures of the field; a rotation above them stops looking at its pages. It is advice: the figure
belongs into the quarterly review, not into a pull request.

## Bad

```csv title="pages.csv"
period,service,pages,class,overnight
2026-W06,checkout,12,actionable,1
2026-W07,checkout,21,noise,3
2026-W08,checkout,9,actionable,2
```

```md title="on-call/payments.md"
---
covers: [checkout]  # expect: OC007
# …
---
```

## Good

```csv title="pages.csv"
period,service,pages,class,overnight
2026-W06,checkout,5,actionable,1
2026-W07,checkout,1,noise,0
2026-W08,checkout,3,actionable,0
```

```md title="on-call/payments.md"
---
covers: [checkout]
# …
---
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.metrics.coverage import load
from opslore.records import OnCallPolicy
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue
    from opslore.metrics.coverage import Target


@rule("OC007", on=OnCallPolicy, level=Level.ADVICE, time=True)
def page_load(policy: OnCallPolicy, catalogue: Catalogue) -> Iterator[Problem]:
    found = load(policy, catalogue)
    if found and found.missed:
        figures = "; ".join(_spoken(target) for target in found.missed)
        yield Problem(
            policy.at("covers"),
            f"the load of the last {found.days} counted days is not healthy: {figures}",
            "take out or loosen the alerts that nobody acts on, and mend what pages most",
            subject="load",
        )


def _spoken(target: Target) -> str:
    limit = f"at {'least' if target.at_least else 'most'} {target.limit:g}{target.unit}"
    figure = f"{target.found:.0f}{target.unit}" if target.unit else f"{target.found:.1f}"
    return f"{figure} {target.name} (healthy: {limit})"
