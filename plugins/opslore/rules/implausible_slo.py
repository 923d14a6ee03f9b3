"""The objectives of a service can be meant.

An objective is a percentage of good events. 100 leaves no budget for a single error, so it decides
nothing; 0.999 is a fraction where 99.9 was meant; two objectives of one name are one too many; and
a service cannot promise more availability than one that it cannot live without.

## Bad

```md title="services/search.md"
---
owner: platform
tier: 3
slos:
  - {name: availability, objective: 0.999, window: 30d}  # expect: SVC005
---

# Search

Finds products.
```

## Good

```md title="services/search.md"
---
owner: platform
tier: 3
slos:
  - {name: availability, objective: 99.9, window: 30d}
---

# Search

Finds products.
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.records import Service
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue
    from opslore.records.service import Objective


@rule("SVC005", on=Service, level=Level.ADVICE)
def implausible_slo(service: Service, catalogue: Catalogue) -> Iterator[Problem]:
    names: dict[str, Objective] = {}
    for slo in service.slos:
        if slo.objective is None or not slo.name:
            continue
        at = service.at(*slo.steps, "objective")
        first = names.setdefault(slo.name, slo)
        if first is not slo:
            yield Problem(
                service.at(*slo.steps, "name"),
                f"there is an objective `{slo.name}` already",
                "give each its own name",
                (service.at(*first.steps, "name"),),
            )
        elif 0 < slo.objective <= 1:
            meant = f"{100 * slo.objective:g}"
            yield Problem(
                at,
                f"{slo.objective:g} is read as {slo.objective:g} %",
                f"write a percentage: {meant}",
            )
        elif slo.objective >= 100:
            yield Problem(
                at,
                f"{slo.objective:g} % leaves no budget for a single error",
                "write what users really need, such as 99.9",
            )
        else:
            yield from _beyond(service, slo, catalogue)


def _beyond(service: Service, slo: Objective, catalogue: Catalogue) -> Iterator[Problem]:
    """Yield a problem where a hard dependency promises less of the same."""
    if slo.name.lower() != "availability" or slo.objective is None:
        return
    for dependency in service.depends_on:
        other = catalogue.service(dependency.service)
        if dependency.criticality != "hard" or other is None:
            continue
        for theirs in other.slos:
            if theirs.name.lower() == "availability" and (theirs.objective or 100) < slo.objective:
                yield Problem(
                    service.at(*slo.steps, "objective"),
                    f"promises {slo.objective:g} %, but cannot live without `{other.id}`, which"
                    f" promises {theirs.objective:g} %",
                    "lower the objective, or make the dependency soft",
                    (other.at(*theirs.steps, "objective"),),
                    subject=other.id,
                )
