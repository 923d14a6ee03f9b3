"""What changed over the months: each chart with a sentence and a table that say the same."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from opslore.counted import counted
from opslore.frozen import dataclass
from opslore.metrics import trends
from opslore.metrics.dates import day as spelled
from opslore.metrics.durations import ENOUGH
from opslore.metrics.topics import page_of
from opslore.records.severities import SEVERITIES
from opslore.views import _svg
from opslore.views._common import Chip
from opslore.views.base import Link, Page
from opslore.views.milestones import spoken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from opslore.catalogue import Catalogue
    from opslore.metrics.durations import Spread
    from opslore.records import Postmortem
    from opslore.records.vocabulary import Term

NOT_ENOUGH = "not enough data"
NOW_AND_BEFORE = (Chip("365 days", "now"), Chip("365 before", "before"))
SPREAD = (Chip("from the lower to the upper quartile", "range"), Chip("median", "middle"))


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a chart's table, with its picture."""

    bar: str
    cells: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """One trend."""

    heading: str
    sentence: str
    svg: str  # above the table; empty where fewer than five values would be drawn
    legend: tuple[Chip, ...]
    bars: bool  # whether each row begins with a picture
    header: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class TrendsModel:
    """All that the template can see."""

    as_of: date
    charts: tuple[Chart, ...]


def pages(catalogue: Catalogue) -> Iterator[Page]:
    """Yield the page of trends."""
    vocabulary = catalogue.vocabulary
    charts = (
        _months(catalogue),
        _paces(catalogue),
        _phases(catalogue),
        _terms(catalogue, "Failure modes", vocabulary.failure_modes, lambda p: p.failure_modes),
        _terms(
            catalogue,
            "How we noticed",
            vocabulary.detection_sources,
            lambda p: [p.detection_source] if p.detection_source else [],
        ),
        _terms(
            catalogue,
            "Triggers",
            vocabulary.triggers,
            lambda p: [p.trigger] if p.trigger else [],
        ),
        _budgets(catalogue),
        _paged(catalogue),
    )
    model = TrendsModel(catalogue.as_of, tuple(chart for chart in charts if chart.rows))
    yield Page("learn/trends.md", "trends.md.jinja", model, "Trends", "What changed over a year.")


def _months(catalogue: Catalogue) -> Chart:
    months = trends.by_month(catalogue)
    total = sum(month.total for month in months)
    half = len(months) // 2
    late, early = (sum(m.total for m in part) for part in (months[half:], months[:half]))
    return Chart(
        "Incidents by month and severity",
        f"{counted(total, 'incident')} in {len(months)} months: {late} in the last {len(months) - half}, "
        f"{early} in the {half} before.",
        _svg.columns([m.counts for m in months], SEVERITIES) if total >= ENOUGH else "",
        tuple(Chip(severity, severity) for severity in SEVERITIES) if total >= ENOUGH else (),
        bars=False,
        header=("Month", *SEVERITIES, "All"),
        rows=tuple(
            Row("", _words(_month(m.name), *(str(count or "") for count in m.counts), str(m.total)))
            for m in reversed(months)
        )
        if total
        else (),
    )


def _paces(catalogue: Catalogue) -> Chart:
    found = trends.paces(catalogue)
    bars = _svg.ranges([_drawn(p.now) for p in found])
    mitigate = next(p for p in found if p.measure == "mitigate")
    if mitigate.now:
        sentence = f"Half of the incidents of a year were mitigated within {_minutes(mitigate.now)}"
        sentence += (
            f", against {_minutes(mitigate.before)} in the year before."
            if mitigate.before
            else "; there is not enough data for the year before."
        )
    else:
        sentence = f"There is {NOT_ENOUGH} for a median."
    return Chart(
        "Time to detect, acknowledge, mitigate, resolve",
        sentence,
        "",
        SPREAD if any(bars) else (),
        bars=True,
        header=(
            "From the start until",
            "n",
            "Lower quartile",
            "Median",
            "Upper quartile",
            "Median of the year before",
        ),
        rows=tuple(
            Row(
                bar,
                _words(
                    _PAST[p.measure],
                    *_spread(p.now),
                    _minutes(p.before) if p.before else NOT_ENOUGH,
                ),
            )
            for bar, p in zip(bars, found, strict=True)
        ),
    )


_PAST = {
    "detect": "detected",
    "acknowledge": "acknowledged",
    "mitigate": "mitigated",
    "resolve": "resolved",
}


def _phases(catalogue: Catalogue) -> Chart:
    found = trends.phases(catalogue)
    known = [(name, each) for name, each in found if each]
    longest = max(known, key=lambda item: item[1].median, default=None)
    sentence = (
        f"Most time goes by {longest[0]}: {_minutes(longest[1])} at the median."
        if longest
        else f"There is {NOT_ENOUGH}."
    )
    return Chart(
        "Where recovery time goes",
        sentence,
        "",
        SPREAD if known else (),
        bars=True,
        header=("Phase", "n", "Lower quartile", "Median", "Upper quartile"),
        rows=tuple(
            Row(bar, _words(name, *_spread(each)))
            for bar, (name, each) in zip(
                _svg.ranges([_drawn(each) for _, each in found]), found, strict=True
            )
        ),
    )


def _terms(
    catalogue: Catalogue,
    heading: str,
    terms: Mapping[str, Term],
    names: Callable[[Postmortem], Iterable[str]],
) -> Chart:
    # A restricted incident is counted under the vocabulary's words only.
    found = trends.shares(
        catalogue, lambda p: [n for n in names(p) if n in terms or not p.restricted]
    )
    total = sum(share.now for share in found)
    bars = _svg.rows([(share.now, share.before) for share in found])
    rows = []
    for bar, share in zip(bars, found, strict=True):
        term = terms.get(share.name)
        link = Link(page_of(term.id), term.title) if term else Link("", share.name)
        rows.append(Row(bar, (link, *_words(f"{share.now:g}", f"{share.before:g}"))))
    first = rows[0].cells[0].title if rows else ""
    sentence = (
        f"Most frequent in the last year: {first}, {found[0].now:g} of {total:g}."
        if rows and found[0].now
        else "Nothing in the last year."
    )
    return Chart(
        heading,
        sentence,
        "",
        NOW_AND_BEFORE if total >= ENOUGH else (),
        bars=total >= ENOUGH,
        header=(heading, "365 days", "365 before"),
        rows=tuple(rows),
    )


def _budgets(catalogue: Catalogue) -> Chart:
    found = trends.budgets(catalogue)
    bars = _svg.rows([(s.now, s.before) for s in found])
    rows = tuple(
        Row(bar, (_service(s.name, catalogue), *_words(f"{s.now:g} %", f"{s.before:g} %")))
        for bar, s in zip(bars, found, strict=True)
    )
    sentence = (
        f"{found[0].name} spent most: {found[0].now:g} % of one month's budget within a year."
        if found
        else ""
    )
    incidents = sum(p.impact.error_budget_percent is not None for p in catalogue.incidents)
    return Chart(
        "Error budget spent",
        sentence,
        "",
        NOW_AND_BEFORE if incidents >= ENOUGH else (),
        bars=incidents >= ENOUGH,
        header=("Service", "365 days, of a month's budget", "365 before"),
        rows=rows,
    )


def _paged(catalogue: Catalogue) -> Chart:
    found = trends.paged(catalogue)
    bars = _svg.rows([(p.pages, p.noise) for p in found])
    rows = tuple(
        Row(
            bar,
            (
                _service(p.service, catalogue),
                *_words(
                    str(p.pages),
                    str(p.overnight),
                    NOT_ENOUGH if p.noise_percent is None else f"{p.noise_percent} %",
                ),
            ),
        )
        for bar, p in zip(bars, found, strict=True)
    )
    sentence = ""
    if found:
        loudest = found[0]
        noise = "" if loudest.noise_percent is None else f", {loudest.noise_percent} % of it noise"
        sentence = (
            f"{loudest.service} paged most in the last quarter: {loudest.pages} times{noise}."
        )
    total = sum(p.pages for p in found)
    return Chart(
        "Who was paged, and for what",
        sentence,
        "",
        (Chip("pages", "now"), Chip("noise", "before")) if total >= ENOUGH else (),
        bars=total >= ENOUGH,
        header=("Service", "Pages in the last quarter", "Overnight", "Noise"),
        rows=rows,
    )


def _month(name: str) -> str:
    """Return `Nov 2026` for `2026-11`."""
    return spelled(date.fromisoformat(f"{name}-01")).partition(" ")[2]


def _service(name: str, catalogue: Catalogue) -> Link:
    service = catalogue.service(name)
    return Link(service.key if service and not service.restricted else "", name)


def _spread(found: Spread | None) -> tuple[str, ...]:
    if found is None:
        return ("fewer than 5", NOT_ENOUGH, NOT_ENOUGH, NOT_ENOUGH)
    return (
        str(found.n),
        spoken(round(found.lower)),
        spoken(round(found.median)),
        spoken(round(found.upper)),
    )


def _drawn(found: Spread | None) -> tuple[float, float, float] | None:
    return (found.lower, found.median, found.upper) if found else None


def _minutes(found: Spread) -> str:
    return spoken(round(found.median))


def _words(*values: str) -> tuple[Link, ...]:
    return tuple(Link("", value) for value in values)
