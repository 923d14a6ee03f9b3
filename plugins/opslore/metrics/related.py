"""Which earlier incidents belong beside one, and why.

Reasons in words, never a bare score: the same failure mode on the same service, a shared
contributing factor, the same failure mode elsewhere, similar text. Similar text is cosine
similarity of truncated TF-IDF vectors; below `SIMILAR` it is no reason at all.
"""

from __future__ import annotations

from bisect import insort
from functools import cached_property, lru_cache
from math import fsum
from typing import TYPE_CHECKING, NamedTuple

from opslore.frozen import dataclass
from opslore.metrics import terms
from opslore.records import CaseStudy, NearMiss, Postmortem

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue
    from opslore.records import Record

# Of the 2,080 pairs of postmortems, near misses and case studies in the sample library 12 are so
# alike: 11 share a failure mode, the twelfth a service. From 0.1 on it would be 47 pairs, of which
# five share neither.
SIMILAR = 0.22
SHOWN = 5
TEXT = 2.0  # weight of two equal texts; as much as a failure mode in common
REMEMBERED = 500  # orders of shelves; where each document has its own, keeping them is no gain
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
    found = []
    for negative, ref in _nearest(record, index, count):
        other = index.records[ref]
        reasons = sorted(
            _reasons(record, other, index.alike(record.ref, ref), catalogue),
            key=lambda r: (-r[0], r[1]),
        )
        found.append(Relation(other, tuple(text for _, text in reasons), -negative))
    return tuple(found)


def _nearest(record: Record, index: _Index, count: int) -> list[tuple[float, str]]:
    """Return (weight below zero, reference) of the nearest documents.

    In a large library thousands of documents share a failure mode. They are taken shelf by
    shelf, by what all of a shelf weigh, and the rest is left alone once similar text could not
    bring one of it among the first.
    """
    best: list[tuple[float, str]] = []

    def put(weight: float, ref: str) -> None:
        if weight and ref != record.ref:
            insort(best, (-weight, ref))
            del best[count:]

    own = _traits(record)
    for base, same, shelf in index.ranked(own.modes, own.factors):
        if len(best) == count and base + TEXT < -best[-1][0]:
            break
        beside = {ref for service in own.services for ref in shelf.by_service.get(service, ())}
        for ref in beside if same else shelf.refs:
            if same or ref not in beside:
                put(base + TEXT * index.alike(record.ref, ref), ref)
    if len(best) < count or -best[-1][0] < TEXT:
        # Only now can a document be among the first that has nothing but its text in common.
        shelved = {
            ref for _, _, shelf in index.ranked(own.modes, own.factors) for ref in shelf.refs
        }
        similar = terms.cosines(index.vectors.get(record.ref, {}), index.postings)
        for ref, value in similar.items():
            if value >= SIMILAR and ref not in shelved:
                put(TEXT * value, ref)
    return best


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
        yield alike * TEXT, "similar text"


class _Traits(NamedTuple):
    """What two documents may share."""

    modes: frozenset[str]
    factors: frozenset[str]
    services: frozenset[str]


def _traits(record: Record) -> _Traits:
    return _Traits(
        frozenset(_modes(record) - {"unclassified"}),
        frozenset(_factor_modes(record)),
        frozenset(record.services),
    )


def _modes(record: Record) -> set[str]:
    return set(getattr(record, "failure_modes", ()))


def _factor_modes(record: Record) -> set[str]:
    factors = getattr(record, "contributing_factors", ())
    return {f.failure_mode for f in factors if f.failure_mode} - {"unclassified"}


class _Shelf(NamedTuple):
    """The documents with one set of failure modes and one of factors."""

    refs: list[str]
    by_service: dict[str, list[str]]


_Key = tuple[frozenset[str], frozenset[str]]  # failure modes, factors
_Place = tuple[float, bool, _Shelf]  # weight, whether of those on the same service


class _Index:
    """Vectors and failure modes of everything that may be shown; made once a catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        shown = [r for r in catalogue.records if isinstance(r, _KINDS) and not r.restricted]
        self.records = {record.ref: record for record in shown}
        self.vectors = terms.vectors({record.ref: _text(record) for record in shown})
        self._shelves: dict[_Key, _Shelf] = {}
        self._by_mode: dict[str, dict[_Key, _Shelf]] = {}
        self._ranked: dict[_Key, list[_Place]] = {}
        for record in shown:
            own = _traits(record)
            key = own.modes, own.factors
            shelf = self._shelves.setdefault(key, _Shelf([], {}))
            shelf.refs.append(record.ref)
            for service in own.services:
                shelf.by_service.setdefault(service, []).append(record.ref)
            for mode in own.modes | own.factors:
                self._by_mode.setdefault(mode, {})[key] = shelf

    @cached_property
    def postings(self) -> dict[str, list[tuple[str, float]]]:
        """For each term the documents that bear it; not asked for where modes tell enough."""
        return terms.postings(self.vectors)

    def alike(self, one: str, other: str) -> float:
        """Return how alike two texts are; 0 where that is no reason."""
        first, second = self.vectors.get(one, {}), self.vectors.get(other, {})
        # The exact sum: that of floats would depend on the order of the terms, which is a set's.
        value = fsum(first[term] * second[term] for term in first.keys() & second.keys())
        return value if value >= SIMILAR else 0.0

    def ranked(self, modes: frozenset[str], factors: frozenset[str]) -> list[_Place]:
        """Return the shelves that share a failure mode or a factor, the heaviest first.

        Each with the sum of the weights of :func:`_reasons` but for the text, once for its
        documents on the same service, once for the others.
        """
        found = self._ranked.get((modes, factors))
        if found is None:
            found = []
            near: dict[_Key, _Shelf] = {}
            for mode in modes | factors:
                near.update(self._by_mode.get(mode, {}))
            for (theirs, causes), shelf in near.items():
                shared = modes & theirs
                weight = 1.5 * len((factors & causes) - shared)
                if shared or weight:
                    found.append((3.0 * len(shared) + weight, True, shelf))
                    found.append((2.0 * len(shared) + weight, False, shelf))
            found.sort(key=lambda place: -place[0])
            if len(self._ranked) < REMEMBERED:
                self._ranked[modes, factors] = found
        return found


@lru_cache(maxsize=2)
def _index(catalogue: Catalogue) -> _Index:
    return _Index(catalogue)


def _text(record: Record) -> Counter[str]:
    counted = terms.document_terms(record.document).copy()
    counted.update(terms.terms(f"{record.title} {getattr(record, 'what_failed', '')}"))
    return counted
