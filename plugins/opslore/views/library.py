"""Everything in the library as plain grouped lists: what remains when no script runs.

A type with many documents has pages of its own, by year; the library shows its first ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.frozen import dataclass
from opslore.metrics.freshness import freshness
from opslore.metrics.happened import day_of
from opslore.metrics.overdue import days_overdue
from opslore.metrics.search import KINDS
from opslore.records import Postmortem
from opslore.views._common import Chip, severity_chip, state_chip, status_chip
from opslore.views._long import Listing, cut, limit, line_of
from opslore.views.base import Link, Page, link_to

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from opslore.catalogue import Catalogue
    from opslore.records import Record
    from opslore.views._long import Rest


@dataclass(frozen=True, slots=True)
class Entry:
    """One document."""

    link: Link
    chips: tuple[Chip, ...]
    day: date | None
    services: str
    summary: str


@dataclass(frozen=True, slots=True)
class Group:
    """The documents of one type."""

    heading: str
    anchor: str
    number: str
    entries: tuple[Entry, ...]
    rest: Rest | None


@dataclass(frozen=True, slots=True)
class LibraryModel:
    """All that the template can see."""

    total: str
    groups: tuple[Group, ...]


def pages(catalogue: Catalogue) -> Iterator[Page]:
    """Yield the library, and the pages of its long lists."""
    kinds = {kind: catalogue.published(kind) for kind in KINDS}
    total = sum(map(len, kinds.values()))
    groups, parts = [], []
    for kind, records in kinds.items():
        if records:
            heading = kind.NOUNS.capitalize()
            anchor = heading.lower().replace(" ", "-")
            ordered = sorted(records, key=lambda r: _order(r, catalogue))
            found = cut(ordered, limit(total), _listing(heading, anchor, ordered[0], catalogue))
            entries = tuple(_entry(record, catalogue) for record in found.first)
            groups.append(Group(heading, anchor, f"{len(records):,}", entries, found.rest))
            parts.append(found.pages)
    yield Page(
        "library/index.md",
        "library.md.jinja",
        LibraryModel(f"{total:,}", tuple(groups)),
        "Library",
        "Everything, by type.",
        hide=("toc",),
    )
    for pages_ in parts:
        yield from pages_


def chips_of(record: Record, catalogue: Catalogue) -> Iterator[Chip]:
    """Yield what a list shows of a document at a glance."""
    if isinstance(record, Postmortem):
        yield severity_chip(record.severity)
        if record.open:
            yield Chip("still open", "status-overdue")
        elif record.status == "draft":
            yield status_chip("draft")
        late = sum(days_overdue(a, catalogue.as_of) > 0 for a in catalogue.actions_of(record))
        if late:
            yield Chip(f"{late} overdue", "status-overdue")
    elif state := freshness(record, catalogue):
        yield state_chip(state.state)
    elif record.status == "deprecated":
        yield status_chip("deprecated")


def _listing(heading: str, anchor: str, first: Record, catalogue: Catalogue) -> Listing[Record]:
    """Return how a type is told where it is long: by day, if its documents have one."""
    dated = day_of(first, catalogue) is not None
    return Listing(
        f"library/{anchor}",
        heading,
        Link(f"library/index.md#{anchor}", "Library"),
        lambda record: line_of(record, catalogue),
        "newest" if dated else "first",
        (lambda record: day_of(record, catalogue)) if dated else None,
        lambda record: ", ".join(record.services[:1]),
    )


def _entry(record: Record, catalogue: Catalogue) -> Entry:
    return Entry(
        link_to(record),
        tuple(chips_of(record, catalogue)),
        day_of(record, catalogue),
        ", ".join(record.services) if record.TYPE != "service" else "",
        record.description,
    )


def _order(record: Record, catalogue: Catalogue) -> tuple[int, str, str]:
    """Newest first where there is a day, by service and title elsewhere."""
    day = day_of(record, catalogue)
    return (-day.toordinal() if day else 0, ",".join(record.services), record.title)
