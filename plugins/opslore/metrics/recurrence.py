"""What keeps coming back: the same failure mode, counted over windows.

The same contributing factor twice means that learning failed. Near misses count beside incidents,
never with them; case studies never count.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from opslore.frozen import dataclass
from opslore.metrics.happened import day_of
from opslore.metrics.windows import QUARTER, YEAR, Count, count
from opslore.records import NearMiss
from opslore.records.vocabulary import UNCLASSIFIED

if TYPE_CHECKING:
    from opslore.catalogue import Catalogue
    from opslore.records import Postmortem


@dataclass(frozen=True, slots=True)
class Recurrence:
    """One failure mode with its incidents and near misses up to the day, newest first."""

    mode: str
    title: str
    incidents: tuple[Postmortem, ...]
    near_misses: tuple[NearMiss, ...]
    recent: Count  # incidents in 90 days and in the 90 before
    year: Count
    nearly: Count  # near misses in 90 days and in the 90 before

    @property
    def services(self) -> tuple[str, ...]:
        """The services it hit, the most often hit first."""
        names = [name for p in self.incidents for name in p.services]
        return tuple(sorted(dict.fromkeys(names), key=lambda n: (-names.count(n), n)))


@lru_cache(maxsize=2)
def recurrences(catalogue: Catalogue) -> tuple[Recurrence, ...]:
    """Return every failure mode that was ever seen, what came back lately first."""
    as_of = catalogue.as_of
    modes = catalogue.vocabulary.failure_modes
    incidents: dict[str, list[Postmortem]] = {}
    for postmortem in catalogue.incidents:
        day = day_of(postmortem, catalogue)
        if day and day <= as_of:
            for mode in catalogue.failure_modes(postmortem):
                incidents.setdefault(mode, []).append(postmortem)
    near: dict[str, list[NearMiss]] = {}
    for near_miss in catalogue.of(NearMiss):
        day = day_of(near_miss, catalogue)
        if day and day <= as_of:
            for mode in catalogue.failure_modes(near_miss):
                near.setdefault(mode, []).append(near_miss)
    found = []
    for mode in sorted({*incidents, *near} - {UNCLASSIFIED}):
        happened = incidents.get(mode, [])
        nearly = sorted(near.get(mode, []), key=lambda n: (day_of(n, catalogue) or as_of, n.id))
        days = [day_of(p, catalogue) for p in happened]
        found.append(
            Recurrence(
                mode,
                modes[mode].title if mode in modes else mode,
                tuple(reversed(happened)),
                tuple(reversed(nearly)),
                count(days, as_of, QUARTER),
                count(days, as_of, YEAR),
                count((day_of(n, catalogue) for n in nearly), as_of, QUARTER),
            )
        )
    return tuple(sorted(found, key=lambda r: (-r.recent.now, -r.year.now, -r.nearly.now, r.mode)))


def coming_back(catalogue: Catalogue, limit: int) -> tuple[Recurrence, ...]:
    """Return what happened at least twice in a year, once of it in the last 90 days."""
    again = [
        r
        for r in recurrences(catalogue)
        if r.recent.now + r.nearly.now >= 1 and r.year.now + len(r.near_misses) >= 2
    ]
    return tuple(again[:limit])
