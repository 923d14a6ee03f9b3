"""Who tried a document, when, and whether it worked: what freshness rests on.

Evidence is an entry under `verified`, or a postmortem or drill that lists the runbook under
`runbooks_used`. Git dates and bare review dates are none. What lies after the catalogue's day is
not known yet and does not count; the day of an incident is that of its start in the settings'
time zone.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from opslore.frozen import dataclass
from opslore.metrics import dates
from opslore.metrics.happened import day_of
from opslore.records import Drill, Postmortem, Runbook

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from opslore.catalogue import Catalogue
    from opslore.records import Record, RunbookUse
    from opslore.records.base import Steps

TRIED = frozenset({"dry-run", "game-day", "used-in-incident", "automated", "worked"})
# The day is all that is known: on one day a failure outweighs a success, and both a reading.
_RANK = {"read": 0, "partly": 2, "failed": 3}
_OCCASION = {
    "dry-run": "in a dry run",
    "game-day": "in a game day",
    "used-in-incident": "in an incident",
    "automated": "in an automated run",
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """One occasion on which somebody read, tried or used a document."""

    day: date
    how: str  # read, dry-run, game-day, used-in-incident, automated; worked, partly, failed
    source: Record | None  # the postmortem or drill; None: the document's own `verified`
    steps: Steps  # where it stands in the front matter of the source, or of the document itself
    by: str | None = None
    proof: str | None = None  # what `verified.evidence` or the use's note says

    @property
    def tried(self) -> bool:
        """Whether it was carried out and worked."""
        return self.how in TRIED

    @property
    def ref(self) -> str:
        """`type/id` of a source that may be named; else what the author wrote as proof."""
        if self.source is None:
            return self.proof or ""
        return "" if self.source.restricted else self.source.ref

    @property
    def occasion(self) -> str:
        """Where it happened, as the end of a sentence; a restricted source stays unnamed."""
        if self.source is None:
            return _OCCASION.get(self.how, "")
        if self.source.restricted:
            return f"in a restricted {self.source.TYPE}"
        place = "incident" if self.source.TYPE == "postmortem" else self.source.TYPE
        return f"in the {place} “{self.source.title}”"

    @property
    def words(self) -> str:
        """What happened on which day, such as `worked on 14 Oct 2026 in a dry run`."""
        verb = {"read": "read", "failed": "failed", "partly": "worked only in part"}
        return f"{verb.get(self.how, 'worked')} on {dates.day(self.day)} {self.occasion}".rstrip()


def evidence(record: Record, catalogue: Catalogue) -> tuple[Evidence, ...]:
    """Return the evidence for a document up to the catalogue's day, oldest first."""
    own = (
        Evidence(review.at, review.how, None, review.steps, review.by, review.evidence)
        for review in record.verified
        if review.at and review.how and (review.how == "read" or review.how in TRIED)
    )
    found = [*own, *_uses(catalogue).get(record.path, ())]
    known = (item for item in found if item.day <= catalogue.as_of)
    return tuple(sorted(known, key=lambda item: (item.day, _RANK.get(item.how, 1))))


@lru_cache(maxsize=2)
def _uses(catalogue: Catalogue) -> Mapping[str, tuple[Evidence, ...]]:
    """Return path of a runbook -> its uses in incidents and drills."""
    found: dict[str, list[Evidence]] = {}
    for source, when, uses in _sources(catalogue):
        for use in uses:
            runbook = catalogue.find(Runbook, use.runbook)
            if runbook and use.result in {"worked", "partly", "failed"}:
                item = Evidence(when, use.result, source, use.steps, None, use.note)
                found.setdefault(runbook.path, []).append(item)
    return {path: tuple(items) for path, items in found.items()}


def _sources(catalogue: Catalogue) -> Iterator[tuple[Record, date, tuple[RunbookUse, ...]]]:
    sources: tuple[Postmortem | Drill, ...] = (*catalogue.of(Postmortem), *catalogue.of(Drill))
    for source in sources:
        day = day_of(source, catalogue)
        if day and source.runbooks_used:
            yield source, day, source.runbooks_used
