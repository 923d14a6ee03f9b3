"""A long list: its first entries on the page, and all of them on pages by year.

What a page lists stays on the page while it is `WHOLE` entries or fewer in all; of each list of a
page with more stand the first `FIRST`, with the number of all and links to the parts. A part is a
page of its own, of lean lines: some years of a list that is ordered by day, a quarter or a month
of a year with too many, else a piece. The parts hold every entry once, the first ones too, so that
a part tells its whole year, and the part of a year that is over changes no more.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar
from urllib.parse import quote, urlencode

from opslore.frozen import dataclass
from opslore.metrics.freshness import freshness
from opslore.metrics.happened import day_of
from opslore.metrics.periods import FIRST_YEAR, LAST_YEAR, period_of
from opslore.records import Postmortem, Service
from opslore.views._common import Chip, severity_chip, state_chip
from opslore.views.base import Link, Page, link_to

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
    from datetime import date

    from opslore.catalogue import Catalogue
    from opslore.records import Record

WHOLE = 250  # entries of a page; another page costs a reader and a build about as much
FIRST = 50  # of each list of a page with more
PART = 500  # entries of one part: 130 kB of HTML

_T = TypeVar("_T")
_K = TypeVar("_K", bound="Hashable")
_period = lru_cache(maxsize=5_000)(period_of)


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of a part."""

    link: Link
    chips: tuple[Chip, ...]
    day: date | None
    words: str


@dataclass(frozen=True, slots=True)
class Rest:
    """What stands below the first entries of a long list."""

    words: str  # how many are shown of how many
    parts: tuple[tuple[Link, str], ...]  # with the number of entries; empty for the only part
    search: Link | None  # the same list in the library, to be narrowed there


@dataclass(frozen=True, slots=True)
class PartModel:
    """All that the template of a part can see."""

    title: str
    back: Link
    words: str
    before: Link | None
    after: Link | None
    lines: tuple[Line, ...]


class Listing(NamedTuple, Generic[_T]):
    """How a list is told where it is long."""

    folder: str  # of its parts: "library/postmortems"
    title: str  # of its parts, before the year: "Postmortems"
    back: Link  # the page that shows the first of them
    line: Callable[[_T], Line]
    order: str = "first"  # what the first entries are: "newest"
    day: Callable[[_T], date | None] | None = None  # by which the list is ordered
    name: Callable[[_T], str] | None = None  # by which it is ordered without one
    search: Link | None = None


class Cut(NamedTuple, Generic[_T]):
    """A list as its page shows it."""

    first: Sequence[_T]
    rest: Rest | None  # None: all are shown
    pages: tuple[Page, ...]


class _Span(NamedTuple, Generic[_T]):
    slug: str
    label: str
    items: Sequence[_T]


def limit(entries: int) -> int:
    """Return how many entries a page with so many in all shows of each of its lists."""
    return entries if entries <= WHOLE else FIRST


def cut(items: Sequence[_T], most: int, listing: Listing[_T]) -> Cut[_T]:
    """Return a list with its first `most` entries, and the parts if it has more."""
    if len(items) <= most:
        return Cut(items, None, ())
    spans = _spans(items, listing)
    links = [Link(f"{listing.folder}/{span.slug}.md", span.label) for span in spans]
    words = f"The {listing.order} {most} of {len(items):,}"
    if len(spans) == 1:
        parts: tuple[tuple[Link, str], ...] = ((Link(links[0].key, "all of them"), ""),)
    else:
        words += ". All of them"
        numbers = (f"{len(span.items):,}" for span in spans)
        parts = tuple(zip(links, numbers, strict=True))
    rest = Rest(f"{words}:", parts, listing.search)
    return Cut(items[:most], rest, tuple(_pages(spans, links, len(items), listing)))


def in_library(**facets: Iterable[str]) -> Link:
    """Return the library with values of facets chosen; `_` in a name stands for a space."""
    chosen = {facet.replace("_", " "): list(values) for facet, values in facets.items()}
    asked = urlencode(chosen, doseq=True, quote_via=quote)
    return Link(f"library/index.md?{asked}", "search in them")


def line_of(record: Record, catalogue: Catalogue) -> Line:
    """Return a document as one line: its gravity or state, its title, day and services."""
    known = _lines(catalogue)
    line = known.get(record.ref)
    if line is None:
        line = known[record.ref] = Line(
            link_to(record),
            (chip,) if (chip := _chip(record, catalogue)) else (),
            day_of(record, catalogue),
            "" if isinstance(record, Service) else ", ".join(record.services),
        )
    return line


@lru_cache(maxsize=2)
def _lines(catalogue: Catalogue) -> dict[str, Line]:
    """Return the lines made so far: a document stands in its type and in each of its topics."""
    del catalogue
    return {}


def _chip(record: Record, catalogue: Catalogue) -> Chip | None:
    if isinstance(record, Postmortem):
        return severity_chip(record.severity)
    state = freshness(record, catalogue)
    return state_chip(state.state) if state else None


def _pages(
    spans: Sequence[_Span[_T]], links: Sequence[Link], total: int, listing: Listing[_T]
) -> Iterator[Page]:
    for n, (span, link) in enumerate(zip(spans, links, strict=True)):
        title = f"{listing.title}, {span.label}"
        model = PartModel(
            title,
            listing.back,
            f"{len(span.items):,} of {total:,}" if len(spans) > 1 else f"{total:,} in all",
            links[n - 1] if n else None,
            links[n + 1] if n + 1 < len(links) else None,
            tuple(map(listing.line, span.items)),
        )
        yield Page(link.key, "part.md.jinja", model, title, hide=("toc",))


def _spans(items: Sequence[_T], listing: Listing[_T]) -> list[_Span[_T]]:
    """Return the parts of a list in its order."""
    if listing.day is None:
        return list(_pieces("", "", items, listing.name))
    place = {id(item): n for n, item in enumerate(items)}
    return sorted(_by_day(items, listing.day), key=lambda span: place[id(span.items[0])])


def _by_day(items: Sequence[_T], day: Callable[[_T], date | None]) -> Iterator[_Span[_T]]:
    years = _grouped(items, lambda item: found.year if (found := day(item)) else 0)
    if undated := years.pop(0, None):
        yield from _pieces("undated", "without a day", undated)
    runs: list[list[int]] = []
    for year in sorted(years):  # from the oldest: the part of a year that is over stays as it is
        if runs and sum(len(years[other]) for other in (*runs[-1], year)) <= PART:
            runs[-1].append(year)
        else:
            runs.append([year])
    for run in runs:
        first, last = run[0], run[-1]
        own = [item for year, found in years.items() if first <= year <= last for item in found]
        if len(own) > PART and FIRST_YEAR <= first <= LAST_YEAR:
            yield from _within(own, day, "quarter")
        elif first == last:
            yield from _pieces(f"{first:04}", f"{first:04}", own)
        else:
            yield _Span(f"{first:04}-{last:04}", f"{first:04} to {last:04}", own)


def _within(
    items: Sequence[_T], day: Callable[[_T], date | None], kind: str
) -> Iterator[_Span[_T]]:
    """Yield the quarters of a year, or the months of a quarter."""
    dated = ((item, found) for item in items if (found := day(item)))
    periods = _grouped(dated, lambda pair: _period(pair[1], kind))
    for period, pairs in periods.items():
        own = [item for item, _ in pairs]
        if len(own) > PART and kind == "quarter":
            yield from _within(own, day, "month")
        else:
            yield from _pieces(period.name.lower(), period.label, own)


def _pieces(
    slug: str, label: str, items: Sequence[_T], name: Callable[[_T], str] | None = None
) -> Iterator[_Span[_T]]:
    """Yield a list whole if it fits in a part, else in pieces that say where they begin and end."""
    if slug and len(items) <= PART:
        yield _Span(slug, label, items)
        return
    for n, start in enumerate(range(0, len(items), PART), 1):
        own = items[start : start + PART]
        said = f"{start + 1:,} to {start + len(own):,}"
        if len(own) == len(items):
            said = f"all {len(own):,}"
        elif name and (first := name(own[0])) != (last := name(own[-1])):
            said = f"{first or '…'} to {last}"
        words = ", ".join(filter(None, (label, said)))
        yield _Span("-".join(filter(None, (slug, str(n)))), words, own)


def _grouped(items: Iterable[_T], key: Callable[[_T], _K]) -> dict[_K, list[_T]]:
    """Return items by a key, both in their order."""
    found: dict[_K, list[_T]] = {}
    for item in items:
        found.setdefault(key(item), []).append(item)
    return found
