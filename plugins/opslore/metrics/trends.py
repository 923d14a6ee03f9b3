"""Trends over months: counts, medians and quartiles with n, never a mean and never a person.

Everything counts incidents up to the day, by the month of their start in the settings' time zone.
A chart is drawn from five values on; a table is always there.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from opslore.frozen import dataclass
from opslore.metrics.durations import ENOUGH, MEASURES, Spread, spread, timed
from opslore.metrics.happened import day_of
from opslore.metrics.windows import YEAR, within
from opslore.records.severities import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from opslore.catalogue import Catalogue
    from opslore.records import Postmortem

MONTHS = 18
WEEKS_OF_PAGES = 13  # a quarter, in the weeks by which pages are counted


@dataclass(frozen=True, slots=True)
class Month:
    """Incidents of one month by severity."""

    name: str  # 2026-10
    counts: tuple[int, ...]  # in the order of SEVERITIES

    @property
    def total(self) -> int:
        """All incidents of the month."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Share:
    """How often one value was seen in a year and in the year before."""

    name: str  # id of a term, or of a service
    now: float
    before: float


@dataclass(frozen=True, slots=True)
class Pace:
    """The spread of one duration in a year and in the year before; None below five values."""

    measure: str
    now: Spread | None
    before: Spread | None


@dataclass(frozen=True, slots=True)
class Paged:
    """How often a service paged somebody in the last quarter, and how much of it was noise."""

    service: str
    pages: int
    overnight: int
    noise: int

    @property
    def noise_percent(self) -> int | None:
        """The share of noise in whole percent; None below five pages."""
        return round(100 * self.noise / self.pages) if self.pages >= ENOUGH else None


def by_month(catalogue: Catalogue) -> tuple[Month, ...]:
    """Return the last 18 months, the one of the day included, oldest first."""
    counted: Counter[tuple[str, str]] = Counter()
    for p in catalogue.incidents:
        day = day_of(p, catalogue)
        if day and day <= catalogue.as_of:
            counted[f"{day:%Y-%m}", p.severity or ""] += 1
    last = catalogue.as_of.year * 12 + catalogue.as_of.month - 1
    names = [f"{n // 12}-{n % 12 + 1:02}" for n in range(last - MONTHS + 1, last + 1)]
    return tuple(Month(name, tuple(counted[name, s] for s in SEVERITIES)) for name in names)


def paces(catalogue: Catalogue) -> tuple[Pace, ...]:
    """Return time to detect, acknowledge, mitigate and resolve, this year and the year before."""
    found = []
    for measure in MEASURES:
        now, before = (
            spread(
                minutes
                for p in catalogue.incidents
                if within(day_of(p, catalogue), catalogue.as_of, YEAR, back=back)
                and (minutes := timed(p, measure)) is not None
            )
            for back in (0, 1)
        )
        found.append(Pace(measure, now, before))
    return tuple(found)


def phases(catalogue: Catalogue) -> tuple[tuple[str, Spread | None], ...]:
    """Return where recovery time goes: minutes between one milestone and the next, over a year."""
    steps = (
        ("until it was noticed", None, "detect"),
        ("until a human answered", "detect", "acknowledge"),
        ("until users were no longer hurt", "acknowledge", "mitigate"),
        ("until it was over", "mitigate", "resolve"),
    )
    found = []
    for name, first, last in steps:
        values = []
        for p in catalogue.incidents:
            if within(day_of(p, catalogue), catalogue.as_of, YEAR):
                begin = timed(p, first) if first else 0
                end = timed(p, last)
                if begin is not None and end is not None and end >= begin:
                    values.append(end - begin)
        found.append((name, spread(values)))
    return tuple(found)


def shares(catalogue: Catalogue, names: Callable[[Postmortem], Iterable[str]]) -> tuple[Share, ...]:
    """Return how many incidents bore each name, the most frequent of this year first."""
    now: Counter[str] = Counter()
    before: Counter[str] = Counter()
    for p in catalogue.incidents:
        if within(day_of(p, catalogue), catalogue.as_of, YEAR):
            now.update(dict.fromkeys(names(p), 1))
        elif within(day_of(p, catalogue), catalogue.as_of, YEAR, back=1):
            before.update(dict.fromkeys(names(p), 1))
    ordered = sorted({*now, *before}, key=lambda name: (-now[name], -before[name], name))
    return tuple(Share(name, now[name], before[name]) for name in ordered)


def budgets(catalogue: Catalogue) -> tuple[Share, ...]:
    """Return the error budget spent per service, in percent of a month's budget, summed."""
    now: dict[str, float] = {}
    before: dict[str, float] = {}
    for p in catalogue.incidents:
        spent = p.impact.error_budget_percent
        if spent is None or not p.services:
            continue
        if p.restricted and not catalogue.tells(p.services[0]):
            continue  # counted elsewhere; a row of its own would name it
        # The figure is that of the service the incident began in, which stands first.
        if within(day_of(p, catalogue), catalogue.as_of, YEAR):
            now[p.services[0]] = now.get(p.services[0], 0.0) + spent
        elif within(day_of(p, catalogue), catalogue.as_of, YEAR, back=1):
            before[p.services[0]] = before.get(p.services[0], 0.0) + spent
    ordered = sorted({*now, *before}, key=lambda s: (-now.get(s, 0.0), s))
    return tuple(Share(s, round(now.get(s, 0.0), 1), round(before.get(s, 0.0), 1)) for s in ordered)


def paged(catalogue: Catalogue) -> tuple[Paged, ...]:
    """Return how often each service paged in the last quarter, the loudest first."""
    pages: Counter[str] = Counter()
    overnight: Counter[str] = Counter()
    noise: Counter[str] = Counter()
    for row in catalogue.page_counts.rows:
        if row.service in catalogue.hidden_services:
            continue
        if within(row.start, catalogue.as_of, 7 * WEEKS_OF_PAGES) and row.end <= catalogue.as_of:
            pages[row.service] += row.pages
            overnight[row.service] += row.overnight
            if row.kind == "noise":
                noise[row.service] += row.pages
    ordered = sorted(pages, key=lambda s: (-pages[s], s))
    return tuple(Paged(s, pages[s], overnight[s], noise[s]) for s in ordered)
