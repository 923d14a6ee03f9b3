"""What several types share: action items and the runbooks somebody used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from opslore.frozen import dataclass
from opslore.records import values
from opslore.records.base import Reference, Steps

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date


@dataclass(frozen=True, slots=True)
class ExpectedEffect:
    """What an action item is meant to change: how often a failure mode is seen."""

    failure_mode: str | None
    start: float | None  # `from`: count per quarter today
    target: float | None  # `to`: count per quarter wanted
    by: date | None


@dataclass(frozen=True, slots=True)
class ActionItem:
    """One promise. Without owner and due date it is a wish."""

    steps: Steps
    id: str | None
    title: str
    owner: str | None
    due: date | None
    status: str | None  # open, in-progress, done, cancelled; None: from the ticket, or not said
    kind: str | None
    priority: str | None
    addresses: tuple[str, ...]
    done_when: str | None
    ticket: str | None
    done_on: date | None
    evidence: str | None
    reason: str | None
    expected_effect: ExpectedEffect | None


@dataclass(frozen=True, slots=True)
class RunbookUse:
    """A runbook somebody followed, or the one that was missing."""

    steps: Steps
    runbook: str | None
    wanted: str | None
    result: str | None  # worked, partly, failed, did-not-exist
    note: str | None


def action_items(data: Mapping[str, Any]) -> tuple[ActionItem, ...]:
    """Return the action items of a document, in the author's order."""
    return tuple(
        ActionItem(
            steps=("action_items", index),
            id=values.text(item.get("id")),
            title=values.text(item.get("title")) or "",
            owner=values.text(item.get("owner")),
            due=values.day(item.get("due")),
            status=values.text(item.get("status")),
            kind=values.text(item.get("kind")),
            priority=values.text(item.get("priority")),
            addresses=values.texts(item.get("addresses")),
            done_when=values.text(item.get("done_when")),
            ticket=values.text(item.get("ticket")),
            done_on=values.day(item.get("done_on")),
            evidence=values.text(item.get("evidence")),
            reason=values.text(item.get("reason")),
            expected_effect=_effect(item.get("expected_effect")),
        )
        for index, item in values.mappings(data.get("action_items"))
    )


def _effect(value: Any) -> ExpectedEffect | None:
    if not isinstance(value, dict):
        return None
    return ExpectedEffect(
        values.text(value.get("failure_mode")),
        values.number(value.get("from")),
        values.number(value.get("to")),
        values.day(value.get("by")),
    )


def runbooks_used(data: Mapping[str, Any]) -> tuple[RunbookUse, ...]:
    """Return the runbooks used in an incident or a drill."""
    return tuple(
        RunbookUse(
            ("runbooks_used", index),
            values.text(item.get("runbook")),
            values.text(item.get("wanted")),
            values.text(item.get("result")),
            values.text(item.get("note")),
        )
        for index, item in values.mappings(data.get("runbooks_used"))
    )


def references(
    items: tuple[ActionItem, ...], used: tuple[RunbookUse, ...] = ()
) -> Iterator[Reference]:
    """Yield what action items and used runbooks refer to."""
    for item in items:
        if item.owner:
            yield Reference("person", item.owner, (*item.steps, "owner"))
        effect = item.expected_effect
        if effect and effect.failure_mode:
            steps = (*item.steps, "expected_effect", "failure_mode")
            yield Reference("failure-mode", effect.failure_mode, steps)
    for use in used:
        if use.runbook:
            yield Reference("runbook", use.runbook, (*use.steps, "runbook"))
