"""When documents stopped being trustworthy: the days on which they became stale or failed.

The same evidence and the same arithmetic as `freshness`, replayed day by day of the evidence. So
what the digest of a past week calls stale is what the site showed in that week, as far as the
library knows today: evidence that somebody wrote down later counts from its own day on. The day
on which an alert changed is not known, so that state has no turn.
"""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from opslore.frozen import dataclass
from opslore.metrics.evidence import evidence
from opslore.metrics.freshness import State, credit, states
from opslore.records import ReadinessReview

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from opslore.catalogue import Catalogue
    from opslore.metrics.evidence import Evidence
    from opslore.records import Record


@dataclass(frozen=True, slots=True)
class Turn:
    """One document that became stale or failed, and how long it stayed so."""

    record: Record
    state: State  # STALE or FAILED
    day: date  # the first day of that state
    until: date | None  # the day of the evidence that ended it; None: it lasts
    evidence: Evidence | None  # what it rested on


@lru_cache(maxsize=2)
def turns(catalogue: Catalogue) -> tuple[Turn, ...]:
    """Return every turn for the worse up to the catalogue's day, by day and document."""
    found: list[Turn] = []
    for path in states(catalogue):
        record = catalogue.by_path[path]
        if not isinstance(record, ReadinessReview):
            found += _of(record, evidence(record, catalogue), catalogue.as_of)
    found += _reviews(catalogue)
    return tuple(sorted(found, key=lambda turn: (turn.day, turn.record.ref)))


def _of(record: Record, items: tuple[Evidence, ...], as_of: date) -> Iterator[Turn]:
    known: list[Evidence] = []
    days = [list(group) for _, group in groupby(items, key=lambda item: item.day)]
    open_turn: Turn | None = None
    for place, group in enumerate(days):
        known += group
        day = group[0].day
        after = days[place + 1][0].day if place + 1 < len(days) else None
        found = credit(record, known)
        if found.last and found.last.how == "failed":
            bad: tuple[State, date] | None = State.FAILED, found.last.day
        elif found.until is None:
            bad = None
        else:
            bad = State.STALE, found.until + timedelta(days=1)
        if open_turn and bad != (open_turn.state, open_turn.day):
            yield _ended(open_turn, day)
            open_turn = None
        # Evidence on the very day on which the old one ran out comes in time.
        if bad and open_turn is None and bad[1] <= as_of and (after is None or bad[1] < after):
            open_turn = Turn(record, *bad, None, found.last or found.earned)
    if open_turn:
        yield open_turn


def _ended(turn: Turn, day: date) -> Turn:
    return Turn(turn.record, turn.state, turn.day, day, turn.evidence)


def _reviews(catalogue: Catalogue) -> Iterator[Turn]:
    """Yield the readiness reviews whose next one was not held by its day."""
    of: dict[str, list[ReadinessReview]] = {}
    for review in catalogue.of(ReadinessReview):
        service = catalogue.service(review.service)
        name = service.id if service else review.service
        if service is not None and service.lifecycle == "retired":
            continue
        if name and review.reviewed_on and review.reviewed_on <= catalogue.as_of:
            of.setdefault(name, []).append(review)
    for reviews in of.values():
        reviews.sort(key=lambda review: (review.reviewed_on or catalogue.as_of, review.path))
        for place, review in enumerate(reviews):
            later = reviews[place + 1].reviewed_on if place + 1 < len(reviews) else None
            if review.next_review is None or review.next_review >= catalogue.as_of:
                continue
            day = review.next_review + timedelta(days=1)
            if later is None or day < later:
                yield Turn(review, State.STALE, day, later, None)
