"""What needs somebody's attention, for each team: the five counts of the home page.

- action items that are overdue;
- runbooks that are stale, failed last time, or whose alert changed since the test;
- drafts after their deadline;
- near misses that ask for a postmortem;
- waivers and readiness reviews that run out within 30 days, or ran out.
"""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from opslore.frozen import dataclass
from opslore.metrics.dates import day as spelled
from opslore.metrics.dates import days
from opslore.metrics.drafts import late_drafts
from opslore.metrics.freshness import UNTRUSTED, freshness
from opslore.metrics.near_misses import clusters
from opslore.metrics.overdue import overdue
from opslore.metrics.reviews import latest_reviews
from opslore.records import Runbook

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from opslore.catalogue import Action, Catalogue
    from opslore.records import Record

SOON = timedelta(days=30)
COUNTS = ("overdue", "runbooks", "drafts", "near-misses", "running-out")


@dataclass(frozen=True, slots=True)
class Attention:
    """One thing that somebody has to look at."""

    count: str  # one of COUNTS
    team: str | None
    record: Record
    words: str  # what is the matter, without capital and full stop
    day: date | None  # since when, or until when
    item: str  # id of an action item or name of a waived rule; else empty


@lru_cache(maxsize=2)
def attention(catalogue: Catalogue) -> tuple[Attention, ...]:
    """Return everything that needs attention and may be shown, count by count."""
    found = (
        *_overdue(catalogue),
        *_runbooks(catalogue),
        *_drafts(catalogue),
        *_near_misses(catalogue),
        *_running_out(catalogue),
    )
    return tuple(item for item in found if not item.record.restricted)


def team_of(action: Action, catalogue: Catalogue) -> str | None:
    """Return the team that answers for an action item: its owner's, else its document's.

    A person of several teams acts for the document's team if it is one of them.
    """
    teams = catalogue.directory.teams_of(action.item.owner or "")
    if action.source.owner in teams or not teams:
        return action.source.owner
    return teams[0]


def _overdue(catalogue: Catalogue) -> Iterator[Attention]:
    for late in overdue(catalogue):
        item = late.action.item
        yield Attention(
            "overdue",
            team_of(late.action, catalogue),
            late.action.source,
            f"{item.title}: {days(late.days)} overdue",
            item.due,
            item.id or "",
        )


def _runbooks(catalogue: Catalogue) -> Iterator[Attention]:
    for runbook in catalogue.of(Runbook):
        state = freshness(runbook, catalogue)
        if state and state.state in UNTRUSTED:
            yield Attention("runbooks", runbook.owner, runbook, state.reason, state.day, "")


def _drafts(catalogue: Catalogue) -> Iterator[Attention]:
    for late in late_drafts(catalogue):
        owner = late.postmortem.owner
        words = f"still a draft, {days(late.days)} after its deadline"
        yield Attention("drafts", owner, late.postmortem, words, late.deadline, "")


def _near_misses(catalogue: Catalogue) -> Iterator[Attention]:
    modes = catalogue.vocabulary.failure_modes
    for cluster in clusters(catalogue):
        mode = modes.get(cluster.failure_mode)
        title = mode.title.lower() if mode else cluster.failure_mode
        words = f"{len(cluster.near_misses)} near misses of {title} on {cluster.service}"
        third = cluster.third
        yield Attention("near-misses", third.owner, third, words, third.occurred_on, "")


def _running_out(catalogue: Catalogue) -> Iterator[Attention]:
    horizon = catalogue.as_of + SOON
    for record in catalogue.records:
        for waiver in record.waivers:
            if waiver.until and waiver.until <= horizon:
                word = "ran out" if waiver.until < catalogue.as_of else "runs out"
                words = f"the waiver of {waiver.rule} {word} on {spelled(waiver.until)}"
                rule = waiver.rule or ""
                yield Attention("running-out", record.owner, record, words, waiver.until, rule)
    for review in latest_reviews(catalogue).values():
        if review.next_review and review.next_review <= horizon:
            words = (
                f"readiness of {review.service} is to be reviewed by {spelled(review.next_review)}"
            )
            yield Attention("running-out", review.owner, review, words, review.next_review, "")
        for answer in review.answers.values():
            if answer.status == "waived" and answer.until and answer.until <= horizon:
                item = catalogue.checklist.items.get(answer.item)
                asked = f"“{item.requirement.rstrip('.')}”" if item else answer.item
                words = f"{asked} is waived for {review.service} until {spelled(answer.until)}"
                yield Attention(
                    "running-out", review.owner, review, words, answer.until, answer.item
                )
