"""The frame of a postmortem: the record above the text, what was done about it below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.frozen import dataclass
from opslore.metrics.overdue import days_overdue
from opslore.metrics.returns import returns
from opslore.metrics.topics import page_of
from opslore.records import Postmortem, Runbook
from opslore.views._common import (
    Chip,
    Common,
    Fact,
    action_chip,
    common,
    person_name,
    proof_link,
    severity_chip,
    status_chip,
)
from opslore.views.base import Frame, Link, link_to
from opslore.views.milestones import bar, milestones

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from opslore.catalogue import Action, Catalogue
    from opslore.records import RunbookUse
    from opslore.views.milestones import Bar, Milestone


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One action item as a line of a table."""

    id: str
    anchor: str
    title: str
    chip: Chip
    owner: str
    due: date | None
    addresses: str
    proof: Link | None  # ticket or evidence
    note: str


@dataclass(frozen=True, slots=True)
class FactorRow:
    """One contributing factor with what answers it."""

    id: str
    kind: str
    summary: str
    mode: Link | None
    answer: str


@dataclass(frozen=True, slots=True)
class UseRow:
    """One runbook that was used, or missing."""

    runbook: Link
    chip: Chip
    note: str


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """An action item of the earlier incident, as it stood on the day of this one."""

    chip: Chip
    title: str


@dataclass(frozen=True, slots=True)
class CameBack:
    """The nearest earlier incident of the kind, and what had become of its promises by then."""

    earlier: Link
    days: int
    promises: tuple[PromiseRow, ...]


@dataclass(frozen=True, slots=True)
class PostmortemModel:
    """All that the templates of a postmortem's frame can see."""

    common: Common
    chips: tuple[Chip, ...]
    day: date | None
    milestones: tuple[Milestone, ...]
    bar: Bar | None
    open: bool
    impact: tuple[Fact, ...]
    detection: Fact | None
    roles: tuple[Fact, ...]
    relations: tuple[Fact, ...]
    came_back: CameBack | None
    factors: tuple[FactorRow, ...]
    actions: tuple[ActionRow, ...]
    no_actions_because: str
    runbooks: tuple[UseRow, ...]


def frame(record: Postmortem, catalogue: Catalogue) -> Frame:
    """Return what stands around a postmortem's text."""
    chips = [severity_chip(record.severity), status_chip(record.status)]
    if record.open:
        chips.append(Chip("still open", "status-overdue"))
    found = milestones(record)
    model = PostmortemModel(
        common=common(record, catalogue),
        chips=tuple(chips),
        day=record.started_at.date() if record.started_at else None,
        milestones=found,
        bar=bar(found),
        open=record.open,
        impact=tuple(_impact(record)),
        detection=_detection(record, catalogue),
        roles=tuple(
            Fact(role.replace("_", " ").capitalize(), (Link("", person_name(person, catalogue)),))
            for role, person in record.roles.items()
        ),
        relations=tuple(_relations(record, catalogue)),
        came_back=_came_back(record, catalogue),
        factors=tuple(_factors(record, catalogue)),
        actions=tuple(action_rows(catalogue.actions_of(record), catalogue)),
        no_actions_because=record.no_actions_because or "",
        runbooks=tuple(use_rows(record.runbooks_used, catalogue)),
    )
    return Frame(
        record.key, "frames/postmortem_above.md.jinja", "frames/postmortem_below.md.jinja", model
    )


def action_rows(actions: Iterable[Action], catalogue: Catalogue) -> Iterator[ActionRow]:
    """Yield the lines of a table of action items."""
    for action in actions:
        item = action.item
        proof = proof_link(item.ticket or item.evidence or "")
        note = item.reason if action.status == "cancelled" else item.done_when
        yield ActionRow(
            item.id or "",
            (item.id or "").lower(),
            item.title,
            action_chip(action, days_overdue(action, catalogue.as_of)),
            person_name(item.owner, catalogue),
            item.due,
            ", ".join(item.addresses),
            proof if proof.key else None,
            note or "",
        )


def _impact(record: Postmortem) -> Iterator[Fact]:
    impact = record.impact
    figures = (
        ("Users hurt", _number(impact.users_affected)),
        ("Share of users", _number(impact.users_percent, " %")),
        ("Requests failed", _number(impact.requests_failed)),
        ("Error budget spent", _number(impact.error_budget_percent, " % of the month")),
        ("Revenue lost", impact.revenue or ""),
        ("Support tickets", _number(impact.support_tickets)),
        ("Data lost", impact.data_loss or ""),
        ("Regions", ", ".join(impact.regions)),
    )
    for label, text in figures:
        if text:
            yield Fact(label, (Link("", text),))


def _number(value: float | None, unit: str = "") -> str:
    if value is None:
        return ""
    # A narrow no-break space groups thousands in every language the same.
    text = f"{value:,.1f}".removesuffix(".0").replace(",", "\u202f")
    return text + unit


def _detection(record: Postmortem, catalogue: Catalogue) -> Fact | None:
    if not record.detection_source:
        return None
    term = catalogue.vocabulary.detection_sources.get(record.detection_source)
    links = [Link(page_of(term.id), term.title) if term else Link("", record.detection_source)]
    if record.detection_alert:
        runbook = catalogue.runbook_of_alert.get(record.detection_alert)
        if runbook and runbook.restricted:
            runbook = None
        links.append(Link(runbook.key if runbook else "", record.detection_alert))
    return Fact("Detected by", tuple(links))


def _relations(record: Postmortem, catalogue: Catalogue) -> Iterator[Fact]:
    for item in record.related:
        other = catalogue.find(Postmortem, item.postmortem)
        if other and not other.restricted:
            yield Fact(
                (item.relation or "related").replace("-", " ").capitalize(), (link_to(other),)
            )


def _came_back(record: Postmortem, catalogue: Catalogue) -> CameBack | None:
    found = returns(catalogue).get(record.ref)
    if found is None or found.earlier.restricted:
        return None
    rows = []
    for promise in found.promises:
        item = promise.action.item
        words = {
            "overdue": f"{promise.days} days overdue that day",
            "open": f"open that day, due {promise.days} days later",
            "undated": "open that day, without a due day",
        }
        kind = "overdue" if promise.state == "overdue" else promise.state
        chip = Chip(words.get(promise.state, promise.state), f"status-{kind}")
        rows.append(PromiseRow(chip, f"{item.id or ''} {item.title}".strip()))
    return CameBack(link_to(found.earlier), found.days, tuple(rows))


def _factors(record: Postmortem, catalogue: Catalogue) -> Iterator[FactorRow]:
    modes = catalogue.vocabulary.failure_modes
    for factor in record.contributing_factors:
        named = [item.id for item in record.action_items if item.id and factor.id in item.addresses]
        if factor.accepted_because:
            answer = f"accepted: {factor.accepted_because}"
        else:
            answer = f"addressed by {', '.join(named)}" if named else "nothing answers it yet"
        term = modes.get(factor.failure_mode or "")
        yield FactorRow(
            factor.id or "",
            factor.kind or "",
            factor.summary,
            Link(page_of(term.id), term.title) if term else None,
            answer,
        )


def use_rows(uses: Iterable[RunbookUse], catalogue: Catalogue) -> Iterator[UseRow]:
    """Yield the lines of a table of runbooks used."""
    for use in uses:
        runbook = catalogue.find(Runbook, use.runbook)
        if runbook and runbook.restricted:
            continue
        name = link_to(runbook) if runbook else Link("", use.wanted or use.runbook or "")
        result = use.result or "not said"
        yield UseRow(name, Chip(result.replace("-", " "), f"result-{result}"), use.note or "")
