"""Everything in the library as plain grouped lists: what remains when no script runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.frozen import dataclass
from opslore.metrics.freshness import freshness
from opslore.metrics.happened import day_of
from opslore.metrics.overdue import days_overdue
from opslore.metrics.search import KINDS
from opslore.records import Postmortem
from opslore.views._common import Chip, severity_chip, state_chip, status_chip
from opslore.views.base import Link, Page, link_to

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from opslore.catalogue import Catalogue
    from opslore.records import Record


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
    number: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class LibraryModel:
    """All that the template can see."""

    total: int
    groups: tuple[Group, ...]


def pages(catalogue: Catalogue) -> Iterator[Page]:
    """Yield the library."""
    groups = []
    for kind in KINDS:
        records = sorted(catalogue.published(kind), key=lambda r: _order(r, catalogue))
        if records:
            entries = tuple(_entry(record, catalogue) for record in records)
            heading = kind.NOUNS.capitalize()
            anchor = heading.lower().replace(" ", "-")
            groups.append(Group(heading, anchor, len(entries), entries))
    total = sum(group.number for group in groups)
    model = LibraryModel(total, tuple(groups))
    yield Page(
        "library/index.md",
        "library.md.jinja",
        model,
        "Library",
        "Everything, by type.",
        hide=("toc",),
    )


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
