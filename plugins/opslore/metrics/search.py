"""Search over the library: what a person at 3 AM wants first stands first.

BM25 over weighted fields (Robertson and Zaragoza, 2009), with three things added. The vocabulary
counts: a query that holds a term or one of its synonyms finds what is tagged with the term. The
words of a query may ask for a kind ("who do I page" asks for an on-call policy). And a phrase
that stands in a title or text as it was typed weighs more than its words apart.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from opslore.frozen import dataclass
from opslore.metrics import terms
from opslore.metrics.happened import day_of
from opslore.records import (
    CaseStudy,
    Drill,
    Guide,
    Investment,
    NearMiss,
    OnboardingPath,
    OnCallPolicy,
    Postmortem,
    ReadinessReview,
    Runbook,
    Service,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from opslore.catalogue import Catalogue
    from opslore.records import Record
    from opslore.records.directory import Person
    from opslore.records.vocabulary import Term

# In the order in which a person who has a failure before him wants them.
KINDS: tuple[type[Record], ...] = (
    Runbook,
    Postmortem,
    NearMiss,
    OnCallPolicy,
    Service,
    Guide,
    CaseStudy,
    Drill,
    ReadinessReview,
    Investment,
    OnboardingPath,
)
# How much a word weighs by where it stands, and what is added or multiplied: set by hand, and held
# by the queries of tests/queries.py, of which each says what a person wants to see first.
_WEIGHTS = {"title": 6.0, "name": 5.0, "tag": 4.0, "summary": 2.0, "text": 1.0}
_TERM_BONUS = 6.0  # tagged with the failure mode the query names
_PHRASE_BONUS = {"title": 6.0, "text": 2.5}
_KIND_BONUS = 2.2  # of the kind of document that the query asks for
# Words that ask for a kind of document whatever else is asked; read by the script of the site too,
# so they keep to what both languages' patterns share.
ASKS: tuple[tuple[str, type[Record]], ...] = (
    (r"\bwho(m|se)?\b|\bon[- ]?call\b|\bescalat|\bpage[dr]?\b", OnCallPolicy),
    (r"\brunbooks?\b|\broll(s|ed|ing)?[- ]?back\b|\bfail(s|ed|ing)?[- ]?over\b", Runbook),
    (r"\bpost[- ]?mortems?\b|\bwhat happened\b|\blast time\b", Postmortem),
    (r"\bnear[- ]?miss(es)?\b", NearMiss),
    (r"\bdrills?\b|\bgame[- ]?days?\b", Drill),
    (r"\bcase stud(y|ies)\b", CaseStudy),
    (r"\breadiness\b|\bprr\b", ReadinessReview),
    (r"\bonboarding\b|\bnew (hire|colleague)\b", OnboardingPath),
)
_K1, _B = 1.4, 0.6  # BM25: how soon repetition stops to count, how much length does
_WELL = 0.45  # of the best score; half of the words of a query, about
_LEAST = 0.25  # of the best score; below that a word was met by chance
_FIRST = 1.15  # a runbook is wanted before the story of the last time


@dataclass(frozen=True, slots=True)
class Hit:
    """One document found, with the sentence that matched."""

    record: Record
    score: float
    sentence: str
    matched_terms: tuple[str, ...]  # vocabulary ids the query named that the document bears


def search(
    query: str,
    catalogue: Catalogue,
    *,
    kinds: Iterable[type[Record]] = (),
    limit: int = 20,
) -> tuple[Hit, ...]:
    """Return the best documents for a query, the best first; restricted ones are not indexed."""
    index = _index(catalogue)
    asked = Counter(_with_pairs(query))
    if not asked:
        return ()
    named = terms_named(query, catalogue)
    wanted = asked_kinds(query, catalogue)
    phrase = " ".join(query.lower().split())
    allowed = set(kinds)
    hits = []
    for ref, base in _bm25(asked, index, named).items():
        record = index.records[ref]
        if allowed and type(record) not in allowed:
            continue
        score = base + _phrase(phrase, record, index.plain[ref])
        if type(record) in wanted:
            score *= _KIND_BONUS
        elif isinstance(record, Runbook):
            score *= _FIRST if record.status == "active" else 0.5
        both = tuple(sorted(named.keys() & set(failure_modes(record))))
        hits.append(Hit(record, score, "", both))
    least = _LEAST * max((hit.score for hit in hits), default=0.0)
    hits = [hit for hit in hits if hit.score >= least]
    hits.sort(key=lambda hit: (-hit.score, _newest(hit.record, catalogue), hit.record.ref))
    return tuple(
        Hit(h.record, h.score, sentence(h.record, asked.keys()), h.matched_terms)
        for h in hits[:limit]
    )


def asked_kinds(query: str, catalogue: Catalogue) -> frozenset[type[Record]]:
    """Return the kinds a query asks for: by a word such as "runbook", or by being a name.

    An id asks for its document, the name of a service for the service, the name of a team for
    its on-call policy.
    """
    text = " ".join(query.lower().split())
    found = {kind for pattern, kind in ASKS if re.search(pattern, text)}
    found |= {kind for kind in (Service, OnCallPolicy) if text in names(kind, catalogue)}
    found |= {type(r) for r in catalogue.records if text in (r.id, r.ref) and not r.restricted}
    return frozenset(found)


def names(kind: type[Record], catalogue: Catalogue) -> tuple[str, ...]:
    """Return the queries that are the name of a document of a kind, in lower case."""
    found: set[str] = set()
    if kind is Service:
        for service in catalogue.published(Service):
            found |= {service.id, service.title}
    elif kind is OnCallPolicy:
        for team in catalogue.directory.teams.values():
            found |= {team.id, team.name}
    return tuple(sorted(name.lower() for name in found if name))


def grouped(
    hits: Iterable[Hit], query: str, catalogue: Catalogue
) -> tuple[tuple[type[Record], tuple[Hit, ...]], ...]:
    """Return hits by kind: the kinds that the query asks for first, then as one needs them.

    A kind of which nothing fits well stands behind those of which something does.
    """
    asked = asked_kinds(query, catalogue)
    found: dict[type[Record], list[Hit]] = {}
    for hit in hits:
        found.setdefault(type(hit.record), []).append(hit)
    best = {kind: max(hit.score for hit in each) for kind, each in found.items()}
    well = _WELL * max(best.values(), default=0.0)
    order = sorted(found, key=lambda k: (k not in asked, best[k] < well, KINDS.index(k)))
    return tuple((kind, tuple(found[kind])) for kind in order)


def failure_modes(record: Record) -> tuple[str, ...]:
    """Return ids under which a document may stand in the vocabulary: its failure modes and tags."""
    own: tuple[str, ...] = getattr(record, "failure_modes", ())
    single: str | None = getattr(record, "failure_mode", None)
    return tuple(dict.fromkeys((*own, *((single,) if single else ()), *record.tags)))


def terms_named(query: str, catalogue: Catalogue) -> dict[str, Term]:
    """Return the failure modes whose title, id or synonym the query holds."""
    asked = " ".join(map(terms.stem, terms.words(query)))
    found = {}
    for term in catalogue.vocabulary.failure_modes.values():
        for words in (term.title, term.id.replace("-", " "), *term.synonyms):
            stems = " ".join(map(terms.stem, terms.words(words)))
            if stems and re.search(rf"\b{re.escape(stems)}\b", asked):
                found[term.id] = term
                break
    return found


def sentence(record: Record, stems: Iterable[str]) -> str:
    """Return the sentence of a document that holds most of the stems; its description if none."""
    wanted = set(stems)
    best, most = record.description, 0
    for paragraph in record.document.body.paragraphs:
        if len(paragraph.text) > 4000:
            continue
        for piece in re.split(r"(?<=[.!?])\s+", " ".join(paragraph.text.split())):
            count = len(wanted & set(map(terms.stem, terms.words(piece))))
            if count > most:
                best, most = piece, count
    return best if len(best) <= 240 else best[:239].rsplit(" ", 1)[0] + "…"


def _bm25(asked: Counter[str], index: _Index, named: Mapping[str, Term]) -> dict[str, float]:
    found: dict[str, float] = {}
    for term in asked:
        posting = index.postings.get(term, ())
        if not posting:
            continue
        rarity = math.log(1 + (index.total - len(posting) + 0.5) / (len(posting) + 0.5))
        for ref, weight in posting:
            length = 1 - _B + _B * index.lengths[ref] / index.mean
            found[ref] = found.get(ref, 0.0) + rarity * weight * (_K1 + 1) / (weight + _K1 * length)
    for mode in named:
        for ref in index.by_mode.get(mode, ()):
            found[ref] = found.get(ref, 0.0) + _TERM_BONUS
    return found


def _phrase(phrase: str, record: Record, plain: str) -> float:
    if " " not in phrase:
        return 0.0
    if phrase in record.title.lower():
        return _PHRASE_BONUS["title"]
    return _PHRASE_BONUS["text"] if phrase in plain else 0.0


class _Index:
    """Weighted terms of everything that may be shown; made once a catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.records: dict[str, Record] = {}
        self.plain: dict[str, str] = {}
        self.lengths: dict[str, float] = {}
        self.postings: dict[str, list[tuple[str, float]]] = {}
        self.by_mode: dict[str, list[str]] = {}
        modes = catalogue.vocabulary.failure_modes
        for kind in KINDS:
            for record in catalogue.published(kind):
                self._add(record, modes, catalogue.directory.people)
        self.total = len(self.records)
        self.mean = sum(self.lengths.values()) / self.total if self.total else 1.0

    def _add(self, record: Record, modes: Mapping[str, Term], people: Mapping[str, Person]) -> None:
        ref = record.ref
        self.records[ref] = record
        text = record.document.text[record.document.body_offset :]
        self.plain[ref] = " ".join(text.lower().split())
        weighted: Counter[str] = Counter()
        for field, words in _fields(record, modes, people).items():
            for term, count in Counter(_with_pairs(words)).items():
                weighted[term] += _WEIGHTS[field] * count  # type: ignore[assignment]
        body = terms.document_terms(record.document)
        for term, count in body.items():
            weighted[term] += count
        self.lengths[ref] = float(sum(body.values())) + 50.0
        for term, weight in weighted.items():
            self.postings.setdefault(term, []).append((ref, float(weight)))
        for mode in failure_modes(record):
            self.by_mode.setdefault(mode, []).append(ref)


def _fields(
    record: Record, modes: Mapping[str, Term], people: Mapping[str, Person]
) -> dict[str, str]:
    owners = {item.owner for item in getattr(record, "action_items", ()) if item.owner}
    tagged = [modes[mode] for mode in failure_modes(record) if mode in modes]
    names = [
        record.id,
        record.TYPE,
        *record.services,
        *record.aliases,
        *getattr(record, "alerts", ()),
        *getattr(record, "covers", ()),
        *getattr(record, "systems", ()),
        getattr(record, "organisation", ""),
        getattr(record, "detection_alert", None) or "",
        record.owner or "",
    ]
    return {
        "title": record.title,
        "name": " ".join(names),
        "tag": " ".join([*record.tags, *(term.title for term in tagged)]),
        "summary": f"{record.description} {getattr(record, 'what_failed', '')}",
        "text": " ".join(
            f"{owner} {people[owner].name if owner in people else ''}" for owner in sorted(owners)
        ),
    }


def _with_pairs(text: str) -> list[str]:
    """Return the stems of a text and of neighbours written as one: "roll back", "on call"."""
    found = terms.words(text)
    pairs = [one + other for one, other in pairwise(found)]
    return [terms.stem(word) for word in (*found, *pairs)]


def _newest(record: Record, catalogue: Catalogue) -> int:
    """Return a key that sorts by day, the latest first; what tells of no day comes last."""
    day = day_of(record, catalogue)
    return -day.toordinal() if day else 0


@lru_cache(maxsize=2)
def _index(catalogue: Catalogue) -> _Index:
    return _Index(catalogue)
