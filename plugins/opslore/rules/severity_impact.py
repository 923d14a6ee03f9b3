"""The severity is at least what the impact asks for.

Silent until `severities.yml` sets thresholds. They say from which figure on an incident has at
least that severity; an incident rated below is answered slower, told to fewer and asked for less
afterwards, and the counts by severity lie. A higher severity than the figures ask for is nobody's
fault: at the time nobody knew them.

## Bad

```md title="postmortems/2026/2026-02-20-queue.md"
---
status: final
severity: sev3  # expect: PM009
started_at: 2026-02-20T10:00Z
resolved_at: 2026-02-20T11:05Z
impact: {users_affected: 5200}
# …
---
```

```yaml title="severities.yml"
severities:
  - {id: sev1, meaning: Nobody can buy., postmortem: full, thresholds: {users_affected: 20000}}
  - {id: sev2, meaning: Many cannot buy., postmortem: standard, thresholds: {users_affected: 5000}}
  - {id: sev3, meaning: Some are slowed down., postmortem: brief}
  - {id: sev4, meaning: Hardly anybody notices., postmortem: none}
```

## Good

```md title="postmortems/2026/2026-02-20-queue.md"
---
status: final
severity: sev3
started_at: 2026-02-20T10:00Z
resolved_at: 2026-02-20T11:05Z
impact: {users_affected: 4900}
# …
---
```

```yaml title="severities.yml"
severities:
  - {id: sev1, meaning: Nobody can buy., postmortem: full, thresholds: {users_affected: 20000}}
  - {id: sev2, meaning: Many cannot buy., postmortem: standard, thresholds: {users_affected: 5000}}
  - {id: sev3, meaning: Some are slowed down., postmortem: brief}
  - {id: sev4, meaning: Hardly anybody notices., postmortem: none}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Level, Location, Problem
from opslore.records import Postmortem
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue


@rule("PM009", on=Postmortem, level=Level.WARNING)
def severity_impact(postmortem: Postmortem, catalogue: Catalogue) -> Iterator[Problem]:
    stated = postmortem.severity
    if stated is None or stated not in catalogue.severities.by_id:
        return
    graver = sorted(name for name in catalogue.severities.by_id if name < stated)
    for name in graver:  # sev1 before sev2: the gravest one that is reached is the answer
        reached = [
            (figure, value, limit)
            for figure, limit in catalogue.severities.by_id[name].thresholds.items()
            if (value := _figure(postmortem, figure)) is not None and value >= limit
        ]
        if reached:
            figures = "; ".join(
                f"`{figure}` is {_number(value)}, {name} begins at {_number(limit)}"
                for figure, value, limit in reached
            )
            yield Problem(
                postmortem.at("severity"),
                f"`{stated}` is stated, but the impact is that of {name}: {figures}",
                f"write `severity: {name}`, or correct the figure",
                also=tuple(_place(postmortem, figure) for figure, _, _ in reached),
                subject="severity",
            )
            return


def _figure(postmortem: Postmortem, figure: str) -> float | None:
    if figure == "duration":
        end = postmortem.mitigated_at or postmortem.resolved_at
        if end is None or postmortem.started_at is None:
            return None
        return (end - postmortem.started_at).total_seconds() / 60
    value = getattr(postmortem.impact, figure, None)
    if isinstance(value, str):
        return 1.0  # data was lost: a threshold of `true` is reached
    return value if isinstance(value, (int, float)) else None


def _place(postmortem: Postmortem, figure: str) -> Location:
    return postmortem.at("impact", figure) if figure != "duration" else postmortem.at("started_at")


def _number(value: float) -> str:
    return f"{value:,.10g}"
