"""Near misses that ask for a postmortem although no user was hurt."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from opslore.frozen import dataclass
from opslore.metrics.happened import day_of
from opslore.records import NearMiss
from opslore.records.vocabulary import UNCLASSIFIED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from opslore.catalogue import Catalogue

WINDOW = timedelta(days=90)
ENOUGH = 3


@dataclass(frozen=True, slots=True)
class Cluster:
    """Three or more near misses of one failure mode on one service, none of them promoted."""

    service: str
    failure_mode: str
    near_misses: tuple[NearMiss, ...]  # by day; all within 90 days of the first

    @property
    def third(self) -> NearMiss:
        """The one from which the days for opening a postmortem count."""
        return self.near_misses[ENOUGH - 1]


def clusters(catalogue: Catalogue) -> tuple[Cluster, ...]:
    """Return what has nearly happened too often, in the order of service and failure mode.

    One promoted near miss answers for all within 90 days of the first. The same near misses are
    told once, even if they share two services or failure modes.
    """
    groups: dict[tuple[str, str], list[tuple[date, NearMiss]]] = {}
    for near_miss in catalogue.of(NearMiss):
        day = day_of(near_miss, catalogue)
        if day is None or day > catalogue.as_of:
            continue
        for service in dict.fromkeys(near_miss.services):
            for mode in catalogue.failure_modes(near_miss):
                if mode != UNCLASSIFIED:
                    groups.setdefault((service, mode), []).append((day, near_miss))
    found: dict[tuple[str, ...], Cluster] = {}
    for (service, mode), dated in sorted(groups.items()):
        for together in _windows(dated):
            ids = tuple(near_miss.id for near_miss in together)
            found.setdefault(ids, Cluster(service, mode, together))
    return tuple(found.values())


def _windows(dated: Iterable[tuple[date, NearMiss]]) -> Iterator[tuple[NearMiss, ...]]:
    ordered = sorted(dated, key=lambda pair: (pair[0], pair[1].path))
    start = 0
    while start + ENOUGH <= len(ordered):
        end = start
        while end < len(ordered) and ordered[end][0] - ordered[start][0] <= WINDOW:
            end += 1
        together = tuple(near_miss for _, near_miss in ordered[start:end])
        if len(together) >= ENOUGH and not any(n.promoted_to for n in together):
            yield together
            start = end
        else:
            start += 1
