"""A service against the readiness checklist: what people answered, what the catalogue answers.

Computed are `fresh-runbooks`, `staffed-on-call`, `no-overdue-actions` and
`documented-dependencies`. A computed item needs no line in a review; where a person wrote `pass`
and the catalogue says otherwise, that is a contradiction. Only the last review of a service
speaks for it today.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from opslore.frozen import dataclass
from opslore.metrics import coverage, dates, freshness, overdue
from opslore.metrics.reviews import latest_reviews
from opslore.records import Runbook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from opslore.catalogue import Catalogue
    from opslore.records import ReadinessReview, Service
    from opslore.records.checklist import ChecklistItem
    from opslore.records.readiness_review import Answer


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the checklist as it stands for a service on the catalogue's day."""

    item: ChecklistItem
    status: str  # pass, fail, not-applicable, waived, waiver-expired, pending, unanswered
    reasons: tuple[str, ...]  # why it fails, does not apply or is waived
    computed: bool
    answer: Answer | None  # what a person wrote


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A person wrote `pass`, and the catalogue says why that does not hold."""

    answer: Answer
    item: ChecklistItem
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Readiness:
    """A service against the checklist of its tier."""

    service: Service
    review: ReadinessReview | None  # the last one
    items: tuple[Item, ...]

    @property
    def verdict(self) -> str:
        """What the last review decided; `never-reviewed` where there is none."""
        return (self.review.verdict or "pending") if self.review else "never-reviewed"

    @property
    def open(self) -> tuple[Item, ...]:
        """The items that stand in the way."""
        return tuple(i for i in self.items if i.status not in {"pass", "not-applicable", "waived"})


def readiness(service: Service, catalogue: Catalogue) -> Readiness:
    """Return how a service stands against the checklist."""
    review = latest_review(service.id, catalogue)
    items = catalogue.checklist.items.values()
    return Readiness(
        service,
        review,
        tuple(_item(i, service, review, catalogue) for i in items if i.applies(service.tier)),
    )


def latest_review(service: str, catalogue: Catalogue) -> ReadinessReview | None:
    """Return the last review of a service up to the catalogue's day."""
    return latest_reviews(catalogue).get(service)


def contradictions(review: ReadinessReview, catalogue: Catalogue) -> tuple[Contradiction, ...]:
    """Return where a person's `pass` in the last review of a service does not hold today."""
    service = catalogue.service(review.service)
    if service is None or latest_review(service.id, catalogue) is not review:
        return ()
    found = []
    for name, answer in review.answers.items():
        item = catalogue.checklist.items.get(name)
        if item and answer.status == "pass":
            reasons = computed(item, service, catalogue)
            if reasons:
                found.append(Contradiction(answer, item, reasons))
    return tuple(found)


def computed(item: ChecklistItem, service: Service, catalogue: Catalogue) -> tuple[str, ...] | None:
    """Return why a computed item fails, empty if it passes; None where nothing computes it."""
    compute = COMPUTED.get(item.computed or "")
    return tuple(compute(service, catalogue)) if compute else None


def _item(
    item: ChecklistItem, service: Service, review: ReadinessReview | None, catalogue: Catalogue
) -> Item:
    answer = review.answers.get(item.id) if review else None
    reasons = computed(item, service, catalogue)
    if reasons is not None:
        return Item(item, "fail" if reasons else "pass", reasons, computed=True, answer=answer)
    if answer is None:
        return Item(item, "unanswered", (), computed=False, answer=None)
    status = answer.status or "unanswered"
    if status == "waived" and answer.until and answer.until < catalogue.as_of:
        status = "waiver-expired"
    said = (answer.reason,) if answer.reason else ()
    return Item(item, status, said, computed=False, answer=answer)


def _fresh_runbooks(service: Service, catalogue: Catalogue) -> Iterator[str]:
    own = [r for r in _runbooks(catalogue).get(service.id, ()) if r.alerts]
    if not own:
        yield "no active runbook of the service names an alert"
    for runbook in own:
        state = freshness.freshness(runbook, catalogue)
        if state and state.bad:
            name = "a restricted runbook" if runbook.restricted else f"“{runbook.title}”"
            yield f"{name}: {state.reason}"


def _staffed_on_call(service: Service, catalogue: Catalogue) -> Iterator[str]:
    policies = coverage.policies_of(service.id, catalogue)
    if not policies:
        yield "no on-call policy covers the service"
    if len(policies) > 1:
        yield f"{len(policies)} on-call policies cover the service"
    for policy in policies:
        size = policy.rotation.size
        if size < coverage.PEOPLE:
            yield f"{size} people take turns in `{policy.id}`, at least {coverage.PEOPLE} are asked"


def _no_overdue_actions(service: Service, catalogue: Catalogue) -> Iterator[str]:
    for action in catalogue.open_actions_of(service.id):
        late = overdue.days_overdue(action, catalogue.as_of)
        if late:
            restricted = action.source.restricted
            name = f"an item of a restricted {action.source.NOUN}" if restricted else action.id
            yield f"{name} is {dates.days(late)} overdue"


def _documented_dependencies(service: Service, catalogue: Catalogue) -> Iterator[str]:
    if "depends_on" not in service.document.data:
        yield "`depends_on` is missing; write [] where the service needs no other"
    for dependency in service.depends_on:
        if catalogue.service(dependency.service) is None:
            yield f"`{dependency.service}` has no entry of its own"
        if dependency.criticality == "soft" and not dependency.fallback:
            yield f"the soft dependency `{dependency.service}` has no fallback"


COMPUTED: Mapping[str, Callable[[Service, Catalogue], Iterator[str]]] = {
    "fresh-runbooks": _fresh_runbooks,
    "staffed-on-call": _staffed_on_call,
    "no-overdue-actions": _no_overdue_actions,
    "documented-dependencies": _documented_dependencies,
}


@lru_cache(maxsize=2)
def _runbooks(catalogue: Catalogue) -> Mapping[str, tuple[Runbook, ...]]:
    found: dict[str, list[Runbook]] = {}
    for runbook in catalogue.of(Runbook):
        if runbook.status == "active":
            for service in runbook.services:
                found.setdefault(service, []).append(runbook)
    return {service: tuple(runbooks) for service, runbooks in found.items()}
