"""A page for each term of the vocabulary and each shared tag, and an index of them all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.frozen import dataclass
from opslore.metrics.freshness import freshness
from opslore.metrics.happened import day_of
from opslore.metrics.recurrence import recurrences
from opslore.metrics.search import KINDS
from opslore.metrics.topics import DETECTION, FAILURE_MODE, TAG, TRIGGER, topics
from opslore.metrics.windows import WINDOWS, count
from opslore.records import NearMiss, Postmortem, Runbook
from opslore.views._common import Chip, severity_chip, state_chip
from opslore.views.base import Link, Page, link_to

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from opslore.catalogue import Catalogue
    from opslore.metrics.topics import Topic
    from opslore.metrics.windows import Count
    from opslore.records import Record

_GROUPS = (
    (FAILURE_MODE, "Failure modes"),
    (TRIGGER, "Triggers"),
    (DETECTION, "Detection sources"),
    (TAG, "Tags"),
)


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One document of a topic."""

    link: Link
    chip: Chip | None
    day: date | None


@dataclass(frozen=True, slots=True)
class Group:
    """The documents of one type."""

    heading: str
    rows: tuple[DocumentRow, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """What was done against it after one incident."""

    source: Link
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TopicModel:
    """All that the template of one topic can see."""

    as_of: date
    kind: str
    title: str
    description: str
    synonyms: tuple[str, ...]
    counts: tuple[Count, ...]  # incidents over 30, 90, 365 days; empty where none is counted
    groups: tuple[Group, ...]
    done: tuple[Done, ...]


@dataclass(frozen=True, slots=True)
class IndexRow:
    """One topic in the index."""

    link: Link
    documents: int
    recent: str


@dataclass(frozen=True, slots=True)
class IndexGroup:
    """The topics of one kind."""

    heading: str
    rows: tuple[IndexRow, ...]


@dataclass(frozen=True, slots=True)
class IndexModel:
    """All that the template of the index can see."""

    as_of: date
    groups: tuple[IndexGroup, ...]


def pages(catalogue: Catalogue) -> Iterator[Page]:
    """Yield the index and a page a topic."""
    found = topics(catalogue)
    recent = {r.mode: r for r in recurrences(catalogue)}
    groups = []
    for kind, heading in _GROUPS:
        rows = []
        for topic in found.values():
            if topic.kind == kind:
                again = recent.get(topic.id)
                words = f"{again.recent.now} in 90 days" if again and again.recent.now else ""
                rows.append(IndexRow(Link(topic.key, topic.title), len(topic.records), words))
        if rows:
            rows.sort(key=lambda row: row.link.title.casefold())
            groups.append(IndexGroup(heading, tuple(rows)))
    model = IndexModel(catalogue.as_of, tuple(groups))
    yield Page("topics/index.md", "topics.md.jinja", model, "Topics")
    for topic in found.values():
        yield Page(topic.key, "topic.md.jinja", _topic(topic, catalogue), topic.title)


def _topic(topic: Topic, catalogue: Catalogue) -> TopicModel:
    counted = [
        day_of(r, catalogue)
        for r in topic.records
        if isinstance(r, Postmortem) and r.ref in catalogue.incident_refs
    ]
    counts = tuple(count(counted, catalogue.as_of, days) for days in WINDOWS)
    groups = []
    for kind in KINDS:
        rows = [r for r in topic.records if isinstance(r, kind)]
        if rows:
            rows.sort(
                key=lambda r: (not (day := day_of(r, catalogue)), day or catalogue.as_of),
                reverse=True,
            )
            groups.append(Group(kind.NOUNS.capitalize(), tuple(_row(r, catalogue) for r in rows)))
    return TopicModel(
        catalogue.as_of,
        topic.kind,
        topic.title,
        topic.description,
        topic.synonyms,
        counts if counted else (),
        tuple(groups),
        tuple(_done(topic, catalogue)),
    )


def _row(record: Record, catalogue: Catalogue) -> DocumentRow:
    chip = severity_chip(record.severity) if isinstance(record, Postmortem) else None
    state = freshness(record, catalogue) if isinstance(record, Runbook) else None
    if state:
        chip = state_chip(state.state)
    return DocumentRow(link_to(record), chip, day_of(record, catalogue))


def _done(topic: Topic, catalogue: Catalogue) -> Iterator[Done]:
    """Yield the action items of the topic's incidents that were carried out."""
    for record in topic.records:
        if isinstance(record, (Postmortem, NearMiss)):
            actions = catalogue.actions_of(record)
            titles = tuple(a.item.title for a in actions if a.status == "done")
            if titles:
                yield Done(link_to(record), titles)
