"""The instants of an incident stand in the order in which they must have happened.

It starts, is detected, is acknowledged and declared (in either order), is mitigated, is resolved;
customers are told after it started. Every duration in every figure is computed from these
instants, so one slip makes an incident that took a negative time.

The one instant that contradicts most of the others is marked. An incident that ended by itself
before anybody noticed is believed where `acknowledged_at` is stated as well; it may also be
mitigated between detection and acknowledgement. Instants to come are left to `future-incident`.

## Bad

```md title="postmortems/2026/2026-02-20-queue.md"
---
status: final
severity: sev3
started_at: 2026-02-20T10:00Z
resolved_at: 2026-02-20T09:00Z  # expect: PM014
# …
---
```

## Good

```md title="postmortems/2026/2026-02-20-queue.md"
---
status: final
severity: sev3
started_at: 2026-02-20T10:00Z
resolved_at: 2026-02-20T12:30+02:00
# …
---
```
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.records import Postmortem, values
from opslore.records.postmortem import INSTANT_NOUNS
from opslore.rules._incident import moments, span_in_words, to_come
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from opslore.catalogue import Catalogue

# What each instant must not come before, the nearest first.
_AFTER = {
    "detected_at": ("started_at",),
    "acknowledged_at": ("detected_at", "started_at"),
    "declared_at": ("detected_at", "started_at"),
    "mitigated_at": ("detected_at", "started_at"),
    "resolved_at": (
        "mitigated_at",
        "declared_at",
        "acknowledged_at",
        "detected_at",
        "started_at",
    ),
    "public_at": ("started_at",),
}
_LONGEST_SLIP = 3  # days: further off, the day is not what was mistyped


@rule("PM014", on=Postmortem, level=Level.ERROR)
def time_order(postmortem: Postmortem, catalogue: Catalogue) -> Iterator[Problem]:
    stated = moments(postmortem)
    if any(to_come(moment, catalogue) for moment in stated.values()):
        return
    while wrong := _contradictions(stated):
        counts = {name: sum(name in pair for pair in wrong) for name in stated}
        most = max(counts.values())
        # Of two that contradict each other it is the later one: its day was typed last.
        odd = [name for name in (*_AFTER, "started_at") if counts.get(name) == most][-1]
        if most == 1:
            odd = wrong[0][1]
        earlier, later = next(pair for pair in wrong if odd in pair)
        yield _problem(postmortem, odd, earlier, later, stated)
        del stated[odd]


def _contradictions(stated: Mapping[str, datetime]) -> list[tuple[str, str]]:
    """Return the pairs (earlier, later) that stand the other way round."""
    return [
        (earlier, later)
        for later, before in _AFTER.items()
        for earlier in before
        if later in stated and earlier in stated and stated[later] < stated[earlier]
        if not _ended_by_itself(stated, earlier, later)
    ]


def _ended_by_itself(stated: Mapping[str, datetime], earlier: str, later: str) -> bool:
    return (
        (earlier, later) == ("detected_at", "mitigated_at")
        and "acknowledged_at" in stated
        and stated["mitigated_at"] < stated["acknowledged_at"]
    )


def _problem(
    postmortem: Postmortem, odd: str, earlier: str, later: str, stated: Mapping[str, datetime]
) -> Problem:
    span = span_in_words(stated[earlier] - stated[later])
    where, other = ("before", earlier) if odd == later else ("after", later)
    return Problem(
        postmortem.at(odd),
        f"is {span} {where} `{other}`",
        _guess(postmortem, odd, earlier, later, stated),
        also=(postmortem.at(other),),
        subject=odd,
    )


def _guess(
    postmortem: Postmortem, odd: str, earlier: str, later: str, stated: Mapping[str, datetime]
) -> str:
    """Return the nearest day that would do, as the author would type it."""
    step = 1 if odd == later else -1
    written = str(postmortem.document.data[odd])
    for days in range(1, _LONGEST_SLIP + 1):
        if stated[odd].year == 1:
            break  # no day before it to offer
        moved = stated[odd] + timedelta(days=step * days)
        if (moved < stated[earlier]) if odd == later else (moved > stated[later]):
            continue
        day = values.day(written[:10])
        if day is None:
            break
        text = f"{day + timedelta(days=step * days)}{written[10:]}"
        which = "next possible" if step > 0 else "last possible"
        return f"if the day is wrong, the {which} {INSTANT_NOUNS[odd]} is {text}"
    return f"look at the day and the zone of both: {_written(postmortem, earlier, later)}"


def _written(postmortem: Postmortem, *names: str) -> str:
    return ", ".join(f"`{name}: {postmortem.document.data[name]}`" for name in names)
