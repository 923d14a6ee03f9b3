"""What the library is about: vocabulary terms, and tags that two documents share."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from opslore.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

    from opslore.catalogue import Catalogue
    from opslore.records import Record

SHARED = 2  # a tag of one document is a note to oneself
FAILURE_MODE, TRIGGER, DETECTION, TAG = "failure mode", "trigger", "detection source", "tag"


@dataclass(frozen=True, slots=True)
class Topic:
    """One term or tag with everything that bears it and may be shown."""

    id: str
    kind: str  # failure mode, trigger, detection source, tag
    title: str
    description: str
    synonyms: tuple[str, ...]
    records: tuple[Record, ...]

    @property
    def key(self) -> str:
        """The page, below the content folder."""
        return page_of(self.id)


def page_of(topic: str) -> str:
    """Return the page of a topic; one called `index` leaves that name to the list of them all."""
    return f"topics/{topic}{'_' if topic == 'index' else ''}.md"


@lru_cache(maxsize=2)
def topics(catalogue: Catalogue) -> Mapping[str, Topic]:
    """Return the topics by id, failure modes first; a term without documents is one too."""
    bearing: dict[str, list[Record]] = {}
    for record in catalogue.records:
        if not record.restricted:
            for name in dict.fromkeys((*_terms(record), *record.tags)):
                bearing.setdefault(name, []).append(record)
    found: dict[str, Topic] = {}
    vocabulary = catalogue.vocabulary
    for kind, terms in (
        (FAILURE_MODE, vocabulary.failure_modes),
        (TRIGGER, vocabulary.triggers),
        (DETECTION, vocabulary.detection_sources),
    ):
        for term in terms.values():
            if term.id not in found:
                records = tuple(bearing.pop(term.id, ()))
                found[term.id] = Topic(
                    term.id, kind, term.title, term.description, term.synonyms, records
                )
    for tag in sorted(bearing):
        if tag not in found and len(bearing[tag]) >= SHARED:
            found[tag] = Topic(tag, TAG, tag.replace("-", " "), "", (), tuple(bearing[tag]))
    return found


def topics_of(record: Record, catalogue: Catalogue) -> tuple[Topic, ...]:
    """Return the topics a record bears, failure modes first."""
    return _bearing(catalogue).get(record.ref, ())


@lru_cache(maxsize=2)
def _bearing(catalogue: Catalogue) -> Mapping[str, tuple[Topic, ...]]:
    found: dict[str, tuple[Topic, ...]] = {}
    for topic in topics(catalogue).values():
        for record in topic.records:
            found[record.ref] = (*found.get(record.ref, ()), topic)
    return found


def _terms(record: Record) -> tuple[str, ...]:
    modes: tuple[str, ...] = getattr(record, "failure_modes", ())
    single = getattr(record, "failure_mode", None)
    trigger = getattr(record, "trigger", None)
    source = getattr(record, "detection_source", None)
    return tuple(name for name in (*modes, single, trigger, source) if name)
