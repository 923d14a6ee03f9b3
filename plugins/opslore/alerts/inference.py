"""Which addresses are the pages of a folder, told from the data where nobody said so.

An address and a file that end alike vote for each pair of prefix and folder that would make one
lead to the other. The pair with the most votes wins, the most general one of equals, if at least
half of the addresses below its prefix lead to a page then.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from opslore.alerts.pages import Segments, Shelf, decoded, folded, segments
from opslore.alerts.targets import Place, is_blob, split, templated

if TYPE_CHECKING:
    from collections.abc import Iterable

_ALIKE = 40  # files of one name that are compared with an address
_PREFIXES = 20  # pairs that are taken from one host
Pair = tuple[Segments, Segments]  # of the address's path, of the folder


def infer(named: Iterable[tuple[str, str]], shelf: Shelf) -> tuple[Place, ...]:
    """Return the places that (alert, address) pairs speak for, sorted by prefix."""
    by_base: dict[str, dict[Segments, set[str]]] = {}
    for alert, url in named:
        address = split(url.strip())
        if address.base and not templated(url):
            parts = tuple(decoded(address.path).split("/"))
            by_base.setdefault(address.base, {}).setdefault(parts, set()).add(alert.casefold())
    found: list[Place] = []
    for base, addresses in sorted(by_base.items()):
        found += _of_host(base, addresses, shelf)
    return tuple(sorted(found, key=lambda place: place.prefix))


def _of_host(base: str, addresses: dict[Segments, set[str]], shelf: Shelf) -> Iterable[Place]:
    left = dict(addresses)
    for _ in range(_PREFIXES):
        pair = _best(base, left, shelf)
        if pair is None:
            return
        prefix, folder = pair
        below = [parts for parts in left if parts[: len(prefix)] == prefix]
        left = {parts: who for parts, who in left.items() if parts not in set(below)}
        where = "/".join(folder)
        yield Place(
            "/".join((base, *prefix)),
            shelf,
            where,
            lower=lower_cased(base, prefix, below, folder, shelf),
            inferred=True,
        )


def _best(base: str, addresses: dict[Segments, set[str]], shelf: Shelf) -> Pair | None:
    votes: Counter[Pair] = Counter()
    sure: set[Pair] = set()
    for parts, alerts in addresses.items():
        ends = segments("/".join(parts))
        least = _least(base, parts)
        voted: set[Pair] = set()
        for file in shelf.by_last.get(ends[-1].casefold(), ())[:_ALIKE] if ends else ():
            pairs = zip(reversed(folded(ends)), reversed(folded(file)), strict=False)
            for common, (one, other) in enumerate(pairs, 1):
                if one != other or len(ends) - common < least:
                    break
                pair = ends[: len(ends) - common], file[: len(file) - common]
                voted.add(pair)
                if common > 1 or file[-1].casefold() in alerts:
                    sure.add(pair)
        votes.update(voted)
    best: tuple[int, int, Pair] | None = None
    for pair, count in sorted(votes.items()):
        below = sum(parts[: len(pair[0])] == pair[0] for parts in addresses)
        # A single page of the same name may be a coincidence.
        if 2 * count < below or not (count > 1 or pair in sure):
            continue
        rank = (count, -len(pair[0]))
        if best is None or rank > best[:2]:
            best = (*rank, pair)
    return best[2] if best else None


def _least(base: str, parts: Segments) -> int:
    """Return how many parts of a path belong to the prefix: the branch, on a code host."""
    if not is_blob(f"{base}/{'/'.join(parts)}"):
        return 0
    for mark in ("blob", "tree", "raw", "edit", "src"):
        if mark in parts:
            after = parts.index(mark) + 1
            named = parts[after : after + 1] in (("branch",), ("commit",), ("tag",))
            return after + 1 + (mark == "src" and named)
    return 3


def lower_cased(
    base: str, prefix: Segments, addresses: Iterable[Segments], folder: Segments, shelf: Shelf
) -> bool:
    """Whether a site publishes its paths in lower case: Hugo does, and the addresses show it."""
    if is_blob("/".join((base, *prefix, "x"))):
        return False
    if shelf.lower_cases(folder):
        return True
    mixed = 0
    for parts in addresses:
        rest = parts[len(prefix) :]
        if any(part != part.lower() for part in rest):
            return False
        found = shelf.by_folded.get(folded(segments("/".join((*folder, *rest)))))
        mixed += bool(found and found[: found.rfind(".")] != found[: found.rfind(".")].lower())
    return mixed >= 3
