"""Words of documents as weights: what similar text and the search in a terminal rest on."""

from __future__ import annotations

import math
import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from opslore.document import Document

KEPT = 40  # heaviest terms of a document; the rest only costs time
_WORD = re.compile(r"[^\W_]+(?:[._-][^\W_]+)*")
STOP = frozenset(
    """
a about after all also an and any are as at be because been before being but by can could did do
does for from had has have he her his how i if in into is it its just me more most my no not of on
only or other our out over per she so some such than that the their them then there these they
this those to too up us was we were what when where which while who why will with would you your
""".split()
)
_JOINT = re.compile(r"[._-]")
_ENDINGS = ("ations", "ation", "ings", "ing", "ions", "ion", "ied", "ies", "ed", "es", "s")


def words(text: str) -> list[str]:
    """Return the words of a text in lower case, without those that say nothing.

    A compound such as `connection-pool` or `api.checkout` gives its parts as well.
    """
    return [word for found in _WORD.findall(text.lower()) for word in _with_parts(found)]


@lru_cache(maxsize=50_000)
def _with_parts(word: str) -> tuple[str, ...]:
    pieces = _JOINT.split(word)
    told = tuple(piece for piece in pieces if piece not in STOP)
    return (word, *told) if len(pieces) > 1 else told


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return a word without its English ending, so that "expired" finds "expiry" and "expires"."""
    if any(character.isdigit() for character in word):
        return word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            word = word[: -len(ending)]
            break
    return word[:-1] if len(word) > 4 and word[-1] in "ey" else word


@lru_cache(maxsize=100_000)
def _stems(written: str) -> tuple[str, ...]:
    """Return the stems of what stands between two spaces, commas and quotes with it."""
    return tuple(stem(part) for word in _WORD.findall(written) for part in _with_parts(word))


def terms(text: str) -> Counter[str]:
    """Return how often each stem occurs in a text."""
    found: dict[str, int] = {}
    for written, count in Counter(text.lower().split()).items():
        for term in _stems(written):
            found[term] = found.get(term, 0) + count
    return Counter(found)


@lru_cache(maxsize=20_000)
def document_terms(document: Document) -> Counter[str]:
    """Return the terms of a document's text below its front matter."""
    return terms(document.text[document.body_offset :])


def vectors(counts: Mapping[str, Counter[str]]) -> dict[str, dict[str, float]]:
    """Return unit vectors of the heaviest terms, by TF-IDF (log-weighted)."""
    spread: Counter[str] = Counter()
    for counted in counts.values():
        spread.update(counted.keys())
    total = len(counts)
    rarity = {
        term: math.log((1 + total) / held)
        for term, held in spread.items()
        if held < total or total == 1
    }
    made = {}
    for name, counted in counts.items():
        weights = [
            ((-1 - math.log(n)) * rarity[term], term)
            for term, n in counted.items()
            if term in rarity
        ]
        weights.sort()  # of a few hundred, faster than to look for the smallest
        heaviest = weights[:KEPT]
        length = math.sqrt(sum(weight * weight for weight, _ in heaviest)) or 1.0
        made[name] = {term: -weight / length for weight, term in heaviest}
    return made


def postings(vectors: Mapping[str, Mapping[str, float]]) -> dict[str, list[tuple[str, float]]]:
    """Return for each term the documents that hold it, with their weights."""
    found: dict[str, list[tuple[str, float]]] = {}
    for name, vector in vectors.items():
        for term, weight in vector.items():
            found.setdefault(term, []).append((name, weight))
    return found


def cosines(
    vector: Mapping[str, float], lists: Mapping[str, Iterable[tuple[str, float]]]
) -> dict[str, float]:
    """Return the similarity (0 to 1) of one vector to every document that shares a term."""
    found: dict[str, float] = {}
    for term, weight in vector.items():
        for name, other in lists.get(term, ()):
            found[name] = found.get(name, 0.0) + weight * other
    return found
