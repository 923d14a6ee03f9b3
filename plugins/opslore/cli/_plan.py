"""What falls due between two days: in which week each finding of a time rule first appears."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from opslore.report import PlanItem
from opslore.rules import engine

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from opslore.catalogue import Catalogue
    from opslore.findings import Finding


def plan(
    catalogue: Catalogue, since: date, found: Iterable[Finding], *, waivers: bool
) -> tuple[PlanItem, ...]:
    """Return the findings of time rules among `found`, by week and team.

    `catalogue` is that of the last day. No rule has to know of the plan: the time rules are run
    once for each week, and a finding falls due in the week in which it first appears. It is told
    as that week tells it.
    """
    wanted = {finding.fingerprint: finding for finding in found if finding.time}
    rules = {finding.rule for finding in wanted.values()}
    first: dict[str, tuple[date | None, Finding]] = {}
    for monday, day in _weeks(since, catalogue.as_of):
        if len(first) == len(wanted):
            break
        then = replace(catalogue, as_of=day)
        for finding in engine.check(then, select=rules, waivers=waivers).findings:
            if finding.fingerprint in wanted:
                first.setdefault(finding.fingerprint, (monday, finding))
    items = [
        PlanItem(monday, _team(finding, catalogue), finding) for monday, finding in first.values()
    ]
    return tuple(sorted(items, key=_order))


def _weeks(since: date, until: date) -> list[tuple[date | None, date]]:
    """Return the first day, then each week's Monday with the last day of it that counts."""
    weeks: list[tuple[date | None, date]] = [(None, since)]
    monday = since - timedelta(days=since.weekday())
    while monday <= until:
        sunday = monday + timedelta(days=6)
        if sunday > since:
            weeks.append((monday, min(sunday, until)))
        monday += timedelta(days=7)
    return weeks


def _team(finding: Finding, catalogue: Catalogue) -> str:
    record = catalogue.by_path.get(finding.location.path)
    return (record.owner if record else None) or ""


def _order(item: PlanItem) -> tuple[str, bool, str, tuple[str, int, int, str, str]]:
    week = item.week.isoformat() if item.week else ""
    return (week, not item.team, item.team, item.finding.order)
