"""A page for each term of the vocabulary and each shared tag, and an index of them all."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from opslore.counted import counted
from opslore.frozen import dataclass
from opslore.metrics.freshness import freshness
from opslore.metrics.happened import day_of
from opslore.metrics.recurrence import recurrences
from opslore.metrics.search import KINDS
from opslore.metrics.topics import DETECTION, FAILURE_MODE, TAG, TRIGGER, topics
from opslore.metrics.windows import WINDOWS, count
from opslore.records import NearMiss, Postmortem, Runbook
from opslore.views._common import Chip, severity_chip, state_chip
from opslore.views._long import Line, Listing, cut, in_library, limit, line_of
from opslore.views.base import Link, Page, link_to

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from opslore.catalogue import Catalogue
    from opslore.metrics.topics import Topic
    from opslore.metrics.windows import Count
    from opslore.records import Record
    from opslore.views._long import Rest

TOLD = 50  # incidents whose action items the page of a topic tells
DONE = 20  # of more, the newest
# The facet of the library's search that finds what bears a topic; tags have none.
_FACETS = {FAILURE_MODE: "Failure_mode", TRIGGER: "Trigger", DETECTION: "Detected_by"}
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
    rest: Rest | None


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
    more_done: str  # what is said of incidents whose action items are not told


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
    rest: Rest | None


@dataclass(frozen=True, slots=True)
class IndexModel:
    """All that the template of the index can see."""

    as_of: date
    groups: tuple[IndexGroup, ...]


def pages(catalogue: Catalogue) -> Iterator[Page]:
    """Yield the index and a page a topic."""
    found = topics(catalogue)
    recent = {r.mode: r for r in recurrences(catalogue)}
    groups, parts = [], []
    for kind, heading in _GROUPS:
        rows = []
        for topic in found.values():
            if topic.kind == kind:
                again = recent.get(topic.id)
                words = f"{again.recent.now} in 90 days" if again and again.recent.now else ""
                rows.append(IndexRow(Link(topic.key, topic.title), len(topic.records), words))
        if rows:
            rows.sort(key=lambda row: row.link.title.casefold())
            listed = cut(rows, limit(len(found)), _index(heading))
            groups.append(IndexGroup(heading, tuple(listed.first), listed.rest))
            parts.append(listed.pages)
    model = IndexModel(catalogue.as_of, tuple(groups))
    yield Page("topics/index.md", "topics.md.jinja", model, "Topics")
    for pages_ in parts:
        yield from pages_
    for topic in found.values():
        yield from _pages(topic, catalogue)


def _index(heading: str) -> Listing[IndexRow]:
    slug = heading.lower().replace(" ", "-")
    return Listing(
        # A topic called index has its own lists below its own page, which has another name.
        f"topics/index/{slug}",
        f"Topics: {heading.lower()}",
        Link(f"topics/index.md#{slug}", "Topics"),
        _index_line,
        name=lambda row: row.link.title,
    )


def _index_line(row: IndexRow) -> Line:
    words = filter(None, (counted(row.documents, "document"), row.recent))
    return Line(row.link, (), None, ", ".join(words))


def _pages(topic: Topic, catalogue: Catalogue) -> Iterator[Page]:
    """Yield the page of a topic, and those of its long lists."""
    counted = [
        day_of(r, catalogue)
        for r in topic.records
        if isinstance(r, Postmortem) and r.ref in catalogue.incident_refs
    ]
    counts = tuple(count(counted, catalogue.as_of, days) for days in WINDOWS)
    most = limit(len(topic.records))
    groups, parts = [], []
    for kind in KINDS:
        rows = [r for r in topic.records if isinstance(r, kind)]
        if rows:
            rows.sort(
                key=lambda r: (not (day := day_of(r, catalogue)), day or catalogue.as_of),
                reverse=True,
            )
            found = cut(rows, most, _listing(kind, rows, topic, catalogue))
            shown = tuple(_row(r, catalogue) for r in found.first)
            groups.append(Group(kind.NOUNS.capitalize(), shown, found.rest))
            parts.append(found.pages)
    done, more = _done(topic, catalogue)
    model = TopicModel(
        catalogue.as_of,
        topic.kind,
        topic.title,
        topic.description,
        topic.synonyms,
        counts if counted else (),
        tuple(groups),
        done,
        more,
    )
    yield Page(topic.key, "topic.md.jinja", model, topic.title)
    for pages_ in parts:
        yield from pages_


def _listing(
    kind: type[Record], rows: Sequence[Record], topic: Topic, catalogue: Catalogue
) -> Listing[Record]:
    """Return how the documents of a type are told where many bear the topic."""
    dated = day_of(rows[-1], catalogue) is not None  # those without stand first
    facet = _FACETS.get(topic.kind)
    chosen = {"Type": [kind.NOUN.capitalize()], facet: [topic.title]} if facet else {}
    return Listing(
        f"{topic.key.removesuffix('.md')}/{kind.NOUNS.replace(' ', '-')}",
        f"{topic.title}: {kind.NOUNS}",
        Link(topic.key, topic.title),
        lambda record: line_of(record, catalogue),
        "newest" if dated else "first",
        (lambda record: day_of(record, catalogue)) if dated else None,
        search=in_library(**chosen) if chosen else None,
    )


def _row(record: Record, catalogue: Catalogue) -> DocumentRow:
    chip = severity_chip(record.severity) if isinstance(record, Postmortem) else None
    state = freshness(record, catalogue) if isinstance(record, Runbook) else None
    if state:
        chip = state_chip(state.state)
    return DocumentRow(link_to(record), chip, day_of(record, catalogue))


def _done(topic: Topic, catalogue: Catalogue) -> tuple[tuple[Done, ...], str]:
    """Return the action items carried out; of many incidents, those of the newest ones."""
    done = {
        record.ref: tuple(a.item.title for a in catalogue.actions_of(record) if a.status == "done")
        for record in topic.records
        if isinstance(record, (Postmortem, NearMiss))
    }
    told = [record for record in topic.records if done.get(record.ref)]
    more = ""
    if len(told) > TOLD:
        more = f"The newest {DONE} of {len(told):,}; the others tell it on their own pages."
        told.sort(key=lambda r: day_of(r, catalogue) or date.min, reverse=True)
        del told[DONE:]
    return tuple(Done(link_to(record), done[record.ref]) for record in told), more
