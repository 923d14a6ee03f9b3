"""What keeps coming back, what to invest in, what to write or automate next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.frozen import dataclass
from opslore.metrics.automate import manual, wanted, written
from opslore.metrics.backlog import outcomes, scores
from opslore.metrics.dates import span
from opslore.metrics.recurrence import recurrences
from opslore.views._common import Chip, mode_link, service_links
from opslore.views._long import Line, Listing, cut, limit
from opslore.views.base import Link, Page, link_to

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from opslore.catalogue import Catalogue
    from opslore.metrics.automate import Manual, Wanted
    from opslore.views._long import Rest

SHOWN = 12


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One failure mode with the arithmetic of its score."""

    topic: Link
    value: int
    terms: tuple[tuple[int, str], ...]  # points and the figure they came from


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """One investment and what came of it."""

    link: Link
    topic: Link
    target: str
    by: date | None
    counted: str
    interval: str
    chip: Chip


@dataclass(frozen=True, slots=True)
class AgainRow:
    """One failure mode over windows."""

    topic: Link
    services: tuple[Link, ...]
    now: int
    before: int
    year: int
    near: int
    last: Link


@dataclass(frozen=True, slots=True)
class NextRow:
    """A runbook to write, or one to automate."""

    words: str
    links: tuple[Link, ...]
    why: str


@dataclass(frozen=True, slots=True)
class BacklogModel:
    """All that the template of the backlog can see."""

    as_of: date
    scores: tuple[ScoreRow, ...]
    outcomes: tuple[OutcomeRow, ...]
    write: tuple[NextRow, ...]
    more_write: Rest | None
    written: str  # of those that were missing
    automate: tuple[NextRow, ...]


@dataclass(frozen=True, slots=True)
class AgainModel:
    """All that the template of recurrences can see."""

    as_of: date
    rows: tuple[AgainRow, ...]


def pages(catalogue: Catalogue) -> Iterator[Page]:
    """Yield the backlog and the table of what keeps coming back."""
    every = wanted(catalogue)
    listing: Listing[Wanted] = Listing(
        "learn/missing-runbooks",
        "Runbooks that somebody lacked",
        Link("learn/backlog.md#write-next", "Reliability backlog"),
        _missing_line,
    )
    missing = cut(every, limit(len(every)), listing)
    backlog = BacklogModel(
        catalogue.as_of,
        tuple(_scores(catalogue)),
        tuple(_outcomes(catalogue)),
        tuple(_missing(found) for found in missing.first),
        missing.rest,
        _written(written(catalogue), missing=bool(every)),
        tuple(
            NextRow("", (link_to(m.runbook),), f"{_times(m.uses)} in a year{_cost(m)}")
            for m in manual(catalogue)[:SHOWN]
        ),
    )
    again = AgainModel(catalogue.as_of, tuple(_again(catalogue)))
    yield Page("learn/again.md", "again.md.jinja", again, "What keeps coming back", hide=("toc",))
    title = "Reliability backlog"
    yield Page("learn/backlog.md", "backlog.md.jinja", backlog, title, hide=("toc",))
    yield from missing.pages


def _scores(catalogue: Catalogue) -> Iterator[ScoreRow]:
    for score in scores(catalogue)[:SHOWN]:
        yield ScoreRow(
            mode_link(score.recurrence.mode, catalogue),
            score.value,
            tuple((term.points, term.reason) for term in score.terms),
        )


def _outcomes(catalogue: Catalogue) -> Iterator[OutcomeRow]:
    for found in outcomes(catalogue):
        investment = found.investment
        if investment.restricted:
            continue
        past = investment.by is not None and catalogue.as_of >= investment.by
        kind = {"met": "promise-kept", "missed": "promise-broken"}.get(found.word, "state-due")
        yield OutcomeRow(
            link_to(investment),
            mode_link(investment.failure_mode or "", catalogue),
            f"from {investment.start or 0:g} to {investment.goal or 0:g} a quarter",
            investment.by,
            f"{found.counted} in the 90 days up to {'its day' if past else 'today'}",
            f"{found.low:.1f} to {found.high:.1f} a quarter",
            Chip(found.word, kind),
        )


def _again(catalogue: Catalogue) -> Iterator[AgainRow]:
    for found in recurrences(catalogue):
        seen = [*found.incidents, *found.near_misses]
        if len(seen) < 2:
            continue
        shown = [r for r in seen if not r.restricted]
        yield AgainRow(
            mode_link(found.mode, catalogue),
            _some(service_links(found.services, catalogue)),
            found.recent.now,
            found.recent.before,
            found.year.now,
            len(found.near_misses),
            link_to(shown[0]) if shown else Link("", ""),
        )


def _missing(found: Wanted) -> NextRow:
    sources = _some(tuple(link_to(source) for source in found.sources))
    return NextRow(found.title, sources, _times(found.times))


def _missing_line(found: Wanted) -> Line:
    key = found.sources[0].key if found.sources else ""
    return Line(Link(key, found.title), (), None, f"was missing {_times(found.times)}")


def _some(links: tuple[Link, ...]) -> tuple[Link, ...]:
    """Return links in a row; of many the first, and how many more there are."""
    more = len(links) - SHOWN
    return (*links[:SHOWN], Link("", f"and {more} more")) if more > 0 else links


def _cost(found: Manual) -> str:
    """Return what the uses of a runbook took, as its author expects it."""
    if found.uses == 1:
        return f", {span(found.minutes)}"
    return f", {span(found.minutes // found.uses)} each, {span(found.minutes)} in all"


def _written(count: int, *, missing: bool) -> str:
    """Return what became of runbooks that somebody lacked; empty where nobody lacked any."""
    if not count:
        return ""
    if missing:
        return f"{count} other{'s' if count > 1 else ''} that somebody lacked, written since."
    both = {1: "The one runbook that was missing has", 2: "Both runbooks that were missing have"}
    return f"{both.get(count, f'All {count} runbooks that were missing have')} been written since."


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
