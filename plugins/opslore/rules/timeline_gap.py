"""A timeline reaches from the detection to the end of the incident.

What the front matter says of `detected_at`, `mitigated_at` and `resolved_at` lies between the
first and the last line of the timeline (give or take five minutes). Where it does not, the part
that would teach most is missing: how long nobody noticed, or what was tried before it worked.

A timeline that names a zone other than UTC without an offset is passed over. One that names none
is read as UTC, and passed over if it would fit when moved by whole half hours. Silent in drafts.
Where the severity asks for a timeline, one without a single readable time is a finding too.

## Bad

```md title="postmortems/2026/2026-02-20-queue.md"
---
status: final
severity: sev3
started_at: 2026-02-20T10:00Z
resolved_at: 2026-02-20T11:05Z  # expect: PM004
# …
---

# Requests waited without a limit

A slow query filled every worker.

## Timeline

| Time (UTC) | Event |
|---|---|
| 10:00 | First requests fail |
| 10:40 | Traffic is shed, errors stop |
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

# Requests waited without a limit

A slow query filled every worker.

## Timeline

| Time (UTC) | Event |
|---|---|
| 10:00 | First requests fail |
| 10:40 | Traffic is shed, errors stop |
| 11:04 | All pods are back |
```
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.records import Postmortem
from opslore.rules._incident import line_place, moments, span_in_words
from opslore.rules._sections import empty
from opslore.rules._timeline import timeline
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue

_COVERED = ("detected_at", "mitigated_at", "resolved_at")
_TOLERANCE = timedelta(minutes=5)
_HALF_HOUR = timedelta(minutes=30)


@rule("PM004", on=Postmortem, level=Level.WARNING, needs=("started_at",))
def timeline_gap(postmortem: Postmortem, catalogue: Catalogue) -> Iterator[Problem]:
    if postmortem.status == "draft":
        return
    found = timeline(postmortem.document)
    if found is None:
        return
    if not found.entries:
        asked = catalogue.severities.level(postmortem.severity) in ("standard", "full")
        # Without a start that can be read, times of day belong to no day: the schema tells of it.
        if (
            asked
            and postmortem.started_at
            and not found.days_only
            and not empty(postmortem.document, found.section)
        ):
            yield Problem(
                line_place(postmortem.document, found.section.line),
                "no line below this heading begins with a time",
                "write a table of time, event and evidence, or lines such as\n"
                "    - 14:23 UTC  the alert fires",
                subject="no times",
            )
        return
    stated = moments(postmortem)
    wanted = {name: stated[name] for name in _COVERED if name in stated}
    first = min(entry.moment for entry in found.entries)
    last = max(entry.moment for entry in found.entries)
    outside = _outside(wanted, first, last)
    if not outside or found.zone == "other":
        return
    if not found.zone and _fits_elsewhere(wanted, first, last):
        return
    name = outside[0]
    if wanted[name] < first:
        edge = min(found.entries, key=lambda entry: entry.moment)
        words = f"begins {span_in_words(first - wanted[name])} later, at `{edge.written}`"
    else:
        edge = max(found.entries, key=lambda entry: entry.moment)
        words = f"ends {span_in_words(wanted[name] - last)} earlier, at `{edge.written}`"
    others = (
        f" (nor does it reach {', '.join(f'`{n}`' for n in outside[1:])})" if outside[1:] else ""
    )
    unsaid = "" if found.zone else "\ntimes without a zone are read as UTC; name the zone if not"
    yield Problem(
        postmortem.at(name),
        f"the timeline {words}{others}",
        f"add the lines that are missing, such as\n"
        f"    {wanted[name]:%Y-%m-%d %H:%M} UTC  {_EVENTS[name]}{unsaid}",
        also=(edge.at,),
        subject="gap",
    )


_EVENTS = {
    "detected_at": "somebody or something noticed",
    "mitigated_at": "users were no longer hurt",
    "resolved_at": "it was over",
}


def _outside(wanted: dict[str, datetime], first: datetime, last: datetime) -> list[str]:
    return [
        name
        for name, moment in wanted.items()
        if not first - _TOLERANCE <= moment <= last + _TOLERANCE
    ]


def _fits_elsewhere(wanted: dict[str, datetime], first: datetime, last: datetime) -> bool:
    """Whether the timeline would cover everything if it were in local time."""
    return any(
        not _outside(wanted, first + shift * _HALF_HOUR, last + shift * _HALF_HOUR)
        for shift in range(-28, 25)
    )
