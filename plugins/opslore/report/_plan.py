"""What falls due until a day to come, as a plan: week by week, team by team."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from opslore.metrics.dates import MONTHS
from opslore.report import _escape
from opslore.report._escape import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from opslore.report import PlanItem, Report

    Paint = Callable[[str, str], str]


def plan(report: Report, paint: Paint) -> str:
    """Return the plan as text; empty if the report has none."""
    return "".join(f"{line}\n" for line in _lines(report, paint))


def _lines(report: Report, paint: Paint) -> Iterator[str]:
    if report.plan is None or report.since is None:
        return
    until = report.catalogue.as_of
    yield paint(f"Plan from {report.since} to {until}: {_total(report.plan)}", "1")
    for week, items in groupby(report.plan, key=lambda item: item.week):
        yield ""
        yield paint(_heading(week, report.since), "1")
        for team, of_team in groupby(items, key=lambda item: item.team):
            yield f"  {printable(team) or 'nobody owns'}"
            for item in of_team:
                yield from _item(item, report)
    if teams := Counter(item.team for item in report.plan):
        yield ""
        yield paint("Per team", "1")
        for team, count in sorted(teams.items(), key=lambda pair: (-pair[1], pair[0])):
            yield f"  {count:>4} {printable(team) or 'nobody'}"
    yield ""


def _item(item: PlanItem, report: Report) -> Iterator[str]:
    finding = item.finding
    at = finding.location
    record = report.catalogue.by_path.get(at.path)
    title = f"{printable(record.title)}: " if record else ""
    waived = f" (waived: {printable(finding.waiver_reason)})" if finding.waived else ""
    yield f"    {title}{finding.rule}{waived}"
    yield f"      {printable(finding.message)}"
    yield f"      {_escape.path(report.show(at.path))}:{at.line}"


def _heading(week: date | None, since: date) -> str:
    if week is None:
        return f"Due already on {since}"
    year, number, _ = week.isocalendar()
    end = week + timedelta(days=6)
    return f"Week {year}-W{number:02}, {_day(week)} to {_day(end)}"


def _day(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]}"


def _total(items: tuple[PlanItem, ...]) -> str:
    due = sum(item.week is None for item in items)
    coming = len(items) - due
    return f"{due} due already, {coming} to come" if items else "nothing falls due"
