"""How far a document can be trusted on the catalogue's day, and why.

Freshness is evidence, not a date (in one public repository 71 % of the changes to review dates
changed nothing else):

- a trial that worked (dry run, game day, automated run, use in an incident or drill) earns the
  whole review interval;
- a reading earns it once, but not twice in a row: the second reading earns nothing until somebody
  tries the runbook. Other documents cannot be tried, so there every reading counts;
- a use that worked only in part earns nothing and makes the runbook `due` at once;
- a failure voids all evidence before it: the runbook has failed last time until it is tried with
  success on a later day;
- where the fingerprint of an alert or service in `opslore.lock` differs from today's, and nobody
  tried the runbook since, the alert has changed since the test.

A document is `due` in the last quarter of its interval, at most 30 days before its end. Drafts,
deprecated and superseded documents are not asked. Runbooks always are; guides, policies, services
and onboarding paths when they state a review interval or a verification; of readiness reviews
the last one of a service that is not retired, when it says when the next is.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from opslore.frozen import dataclass
from opslore.metrics import dates, fingerprints
from opslore.metrics.evidence import evidence
from opslore.metrics.reviews import latest_reviews
from opslore.records import (
    Guide,
    OnboardingPath,
    OnCallPolicy,
    ReadinessReview,
    Runbook,
    Service,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from opslore.catalogue import Catalogue
    from opslore.metrics.evidence import Evidence
    from opslore.records import Record

DUE_WITHIN = 30  # days before the end of an interval, or a quarter of it if that is shorter
_READ_ONLY = (Guide, OnboardingPath, OnCallPolicy, Service)


class State(StrEnum):
    """What a person sees; never a bare "fresh" that an old page would go on claiming."""

    GOOD = "good-until"
    DUE = "due"
    STALE = "stale"
    FAILED = "failed"
    CHANGED = "alert-changed"
    NEVER = "never-tested"


# A trust that is lost; who was never tested had none to lose.
UNTRUSTED = frozenset({State.STALE, State.FAILED, State.CHANGED})


@dataclass(frozen=True, slots=True)
class Freshness:
    """The state of one document, the day that goes with it, and the reason in one sentence."""

    record: Record
    state: State
    day: date | None  # good until, due by, first stale day, failed on, last test; None: never
    reason: str  # a sentence without capital and full stop
    next: str  # what to do, an imperative; empty where there is nothing to do yet
    evidence: Evidence | None  # what the sentence rests on
    grace_until: date | None = None  # stale and failed: up to this day it is a warning

    @property
    def bad(self) -> bool:
        """Whether nobody should rely on the document before somebody looked."""
        return self.state in UNTRUSTED or self.state is State.NEVER


def freshness(record: Record, catalogue: Catalogue) -> Freshness | None:
    """Return the freshness of a document; None for one that is not asked."""
    known = _known(catalogue)
    if record.path not in known:  # an editor asks for one, and has no time for all
        known[record.path] = _state(record, catalogue)
    return known[record.path]


def states(catalogue: Catalogue) -> Mapping[str, Freshness]:
    """Return the freshness of every document that is asked, by path."""
    found = ((record.path, freshness(record, catalogue)) for record in catalogue.records)
    return {path: state for path, state in found if state is not None}


@lru_cache(maxsize=2)
def _known(catalogue: Catalogue) -> dict[str, Freshness | None]:
    """Return what was judged so far."""
    del catalogue
    return {}


@lru_cache(maxsize=2)
def _last_reviews(catalogue: Catalogue) -> frozenset[str]:
    return frozenset(review.path for review in latest_reviews(catalogue).values())


def _state(record: Record, catalogue: Catalogue) -> Freshness | None:
    if isinstance(record, ReadinessReview):
        service = catalogue.service(record.service)
        retired = service is not None and service.lifecycle == "retired"
        if record.path in _last_reviews(catalogue) and record.next_review and not retired:
            return _of_review(record, record.next_review, catalogue)
        return None
    return _judged(record, catalogue) if _asked(record) else None


def due_window(interval: int) -> timedelta:
    """Return how long before the end of an interval of that many days a document is due."""
    return timedelta(days=min(interval // 4, DUE_WITHIN))


def _asked(record: Record) -> bool:
    if not record.in_force:
        return False
    if isinstance(record, Runbook):
        return True
    stated = "review_interval" in record.document.data
    return isinstance(record, _READ_ONLY) and (stated or bool(record.verified))


class Credit(NamedTuple):
    """What the evidence adds up to."""

    until: date | None  # the last day for which it counts
    earned: Evidence | None  # what it counts for
    last: Evidence | None  # the last use, where it failed or worked only in part
    wasted: Evidence | None  # the last reading, where it earned nothing


def credit(record: Record, items: Iterable[Evidence]) -> Credit:
    """Return what evidence, oldest first, adds up to."""
    interval = timedelta(days=record.review_interval)
    until: date | None = None
    earned = last = wasted = None
    read_before = False
    for item in items:
        if item.how == "read":
            if read_before and isinstance(record, Runbook):
                wasted = item
                continue
            read_before = True
        elif item.tried:
            read_before, last, wasted = False, None, None
        else:
            read_before, last, wasted = False, item, None
            if item.how == "failed":
                until = earned = None
            continue
        until, earned = item.day + interval, item
    if last and last.how == "partly" and until is None:
        until = last.day + due_window(record.review_interval)
    return Credit(until, earned, last, wasted)


def _judged(record: Record, catalogue: Catalogue) -> Freshness:
    as_of = catalogue.as_of
    found = credit(record, evidence(record, catalogue))
    last = found.last
    if last and last.how == "failed":
        return _failed(record, last, catalogue)
    if last and found.until:
        return _in_part(record, found.until, last, catalogue)
    if found.until is None or found.earned is None:
        word = "test" if isinstance(record, Runbook) else "review"
        reason = f"nobody has recorded a {word}"
        return Freshness(record, State.NEVER, None, reason, _todo(record, "run it once"), None)
    said = found.earned.words
    if as_of > found.until:
        why = f"{said}, which counted until {dates.day(found.until)}; not tested since"
        if found.wasted:
            why = f"{said} and again on {dates.day(found.wasted.day)}, never tested in between"
        return _stale(record, found.until, why, found.earned, catalogue)
    if isinstance(record, Runbook) and (changes := changed_since_test(record, catalogue)):
        return _changed(record, changes, found.earned, catalogue)
    until = dates.day(found.until)
    begins = found.until - due_window(record.review_interval)
    if as_of >= begins:
        word = "tested" if isinstance(record, Runbook) else "read"
        reason = f"{said}, to be {word} again by {until}"
        todo = _todo(record, f"run it by {until}")
        return Freshness(record, State.DUE, found.until, reason, todo, found.earned)
    reason = f"{said}, good until {until}"
    return Freshness(record, State.GOOD, found.until, reason, "", found.earned)


def _failed(record: Record, last: Evidence, catalogue: Catalogue) -> Freshness:
    return Freshness(
        record,
        State.FAILED,
        last.day,
        f"{last.words}; not tested since",
        _todo(record, "mend the step that failed and run it again"),
        last,
        last.day + _grace(record, catalogue),
    )


def _in_part(record: Record, until: date, last: Evidence, catalogue: Catalogue) -> Freshness:
    if catalogue.as_of > until:
        return _stale(record, until, f"{last.words}; not tested since", last, catalogue)
    reason = f"{last.words}, to be tested again by {dates.day(until)}"
    todo = _todo(record, "mend what did not work and run it again")
    return Freshness(record, State.DUE, until, reason, todo, last)


def _stale(
    record: Record, until: date, reason: str, item: Evidence, catalogue: Catalogue
) -> Freshness:
    if not isinstance(record, Runbook):
        reason = reason.replace("not tested since", "not read since")
    return Freshness(
        record,
        State.STALE,
        until + timedelta(days=1),
        reason,
        _todo(record, "run it, mend what is wrong"),
        item,
        until + _grace(record, catalogue),
    )


def changed_since_test(runbook: Runbook, catalogue: Catalogue) -> tuple[str, ...]:
    """Return what the runbook depends on that changed since it was tried, in words.

    A trial after the one that `opslore.lock` recorded may have met the change already: then
    nothing is said.
    """
    entry = catalogue.lock.tests.get(runbook.ref)
    if entry is None:
        return ()
    if any(item.tried and item.day > entry.day for item in evidence(runbook, catalogue)):
        return ()
    changed = (of.partition("/") for of in fingerprints.changed(runbook, catalogue))
    return tuple(f"its {kind} `{name}`" for kind, _, name in changed)


def _changed(
    runbook: Runbook, changes: tuple[str, ...], earned: Evidence, catalogue: Catalogue
) -> Freshness:
    tested = catalogue.lock.tests[runbook.ref].day
    reason = f"{' and '.join(changes)} changed since the test on {dates.day(tested)}"
    todo = _todo(runbook, "read what changed, adapt the steps, run it")
    return Freshness(runbook, State.CHANGED, tested, reason, todo, earned)


def _grace(record: Record, catalogue: Catalogue) -> timedelta:
    grace = catalogue.settings.grace
    tier_1 = catalogue.tier(record) == 1
    return timedelta(days=grace.runbook_tier_1 if tier_1 else grace.runbook)


def _todo(record: Record, first: str) -> str:
    if isinstance(record, Runbook):
        command = f"opslore review {record.id} --how dry-run --evidence URL"
        return f"{first}, then record it: {command}"
    return f"read it, mend what is wrong, then record it: opslore review {record.ref} --how read"


def _of_review(review: ReadinessReview, due: date, catalogue: Catalogue) -> Freshness:
    done = review.reviewed_on or due
    reason = f"reviewed on {dates.day(done)}, to be reviewed again by {dates.day(due)}"
    todo = f"hold the review and write it down: opslore new readiness-review for {review.service}"
    if catalogue.as_of > due:
        grace = due + timedelta(days=catalogue.settings.grace.readiness)
        first = due + timedelta(days=1)
        return Freshness(review, State.STALE, first, reason, todo, None, grace)
    if catalogue.as_of > due - timedelta(days=DUE_WITHIN):
        return Freshness(review, State.DUE, due, reason, todo, None)
    return Freshness(review, State.GOOD, due, reason, "", None)
