"""Which earlier incidents belong beside one, and why.

Reasons in words, never a bare score: the same failure mode on the same service, a shared
contributing factor, the same failure mode elsewhere, similar text. Similar text is cosine
similarity of truncated TF-IDF vectors; below `SIMILAR` it is no reason at all.
"""

from __future__ import annotations

from functools import lru_cache
from heapq import nsmallest
from typing import TYPE_CHECKING, NamedTuple

from opslore.frozen import dataclass
from opslore.metrics import terms
from opslore.records import CaseStudy, NearMiss, Postmortem

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue
    from opslore.records import Record

SIMILAR = 0.22
SHOWN = 5
_KINDS: tuple[type[Record], ...] = (Postmortem, NearMiss, CaseStudy)


@dataclass(frozen=True, slots=True)
class Relation:
    """Another document and the reasons for showing it, the strongest first."""

    record: Record
    reasons: tuple[str, ...]
    weight: float


def related(record: Record, catalogue: Catalogue, *, count: int = SHOWN) -> tuple[Relation, ...]:
    """Return the nearest documents of others that may be shown, with their reasons."""
    index = _index(catalogue)
    similar = terms.cosines(index.vectors.get(record.ref, {}), index.postings)
    alike = {ref: value for ref, value in similar.items() if value >= SIMILAR}
    candidates = set(index.by_mode(record)) | alike.keys()
    candidates.discard(record.ref)
    # A large library has thousands of candidates: they are weighed first, and told of last.
    own = index.traits_of(record)
    weighed = ((-_weight(own, index.traits[ref], alike.get(ref, 0.0)), ref) for ref in candidates)
    found = []
    for negative, ref in nsmallest(count, (pair for pair in weighed if pair[0])):
        other = index.records[ref]
        reasons = sorted(
            _reasons(record, other, alike.get(ref, 0.0), catalogue), key=lambda r: (-r[0], r[1])
        )
        found.append(Relation(other, tuple(text for _, text in reasons), -negative))
    return tuple(found)


def _weight(own: _Traits, other: _Traits, alike: float) -> float:
    """Return the sum of the weights of :func:`_reasons`."""
    shared = own.modes & other.modes
    weight = 0.0
    if shared:
        weight = (2.0 if own.services.isdisjoint(other.services) else 3.0) * len(shared)
    factors = own.factors & other.factors
    if factors:
        weight += 1.5 * len(factors - shared)
    return weight + 2 * alike


def similarity(one: Record, other: Record, catalogue: Catalogue) -> float:
    """Return how alike two texts are, 0 to 1."""
    index = _index(catalogue)
    first = index.vectors.get(one.ref, {})
    second = index.vectors.get(other.ref, {})
    return sum(weight * second.get(term, 0.0) for term, weight in first.items())


def _reasons(
    record: Record, other: Record, alike: float, catalogue: Catalogue
) -> Iterator[tuple[float, str]]:
    modes = catalogue.vocabulary.failure_modes
    shared = sorted(_modes(record) & _modes(other) - {"unclassified"})
    services = sorted(set(record.services) & set(other.services))
    for mode in shared:
        title = modes[mode].title.lower() if mode in modes else mode
        if services:
            yield 3.0, f"same failure mode ({title}) on the same service ({services[0]})"
        else:
            yield 2.0, f"same failure mode ({title})"
    for mode in sorted((_factor_modes(record) & _factor_modes(other)) - set(shared)):
        title = modes[mode].title.lower() if mode in modes else mode
        yield 1.5, f"shares a contributing factor ({title})"
    if alike >= SIMILAR:
        yield alike * 2, "similar text"


class _Traits(NamedTuple):
    """What two documents may share."""

    modes: frozenset[str]
    factors: frozenset[str]
    services: frozenset[str]


def _modes(record: Record) -> set[str]:
    return set(getattr(record, "failure_modes", ()))


def _factor_modes(record: Record) -> set[str]:
    factors = getattr(record, "contributing_factors", ())
    return {factor.failure_mode for factor in factors if factor.failure_mode}


class _Index:
    """Vectors and failure modes of everything that may be shown; made once a catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        shown = [r for r in catalogue.records if isinstance(r, _KINDS) and not r.restricted]
        self.records = {record.ref: record for record in shown}
        counts = {record.ref: _text(record) for record in shown}
        self.vectors = terms.vectors(counts)
        self.postings = terms.postings(self.vectors)
        self.traits = {record.ref: self.traits_of(record) for record in shown}
        self._modes: dict[str, list[str]] = {}
        for record in shown:
            for mode in _modes(record) | _factor_modes(record):
                self._modes.setdefault(mode, []).append(record.ref)

    @staticmethod
    def traits_of(record: Record) -> _Traits:
        """Return what a record may share with others."""
        return _Traits(
            frozenset(_modes(record) - {"unclassified"}),
            frozenset(_factor_modes(record)),
            frozenset(record.services),
        )

    def by_mode(self, record: Record) -> list[str]:
        """Return everything that shares a failure mode with a record."""
        modes = (_modes(record) | _factor_modes(record)) - {"unclassified"}
        return [ref for mode in modes for ref in self._modes.get(mode, ())]


@lru_cache(maxsize=2)
def _index(catalogue: Catalogue) -> _Index:
    return _Index(catalogue)


def _text(record: Record) -> Counter[str]:
    counted = terms.terms(f"{record.title} {getattr(record, 'what_failed', '')}")
    counted.update(terms.document_terms(record.document))
    return counted
