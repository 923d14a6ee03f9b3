"""A postmortem: what happened, why, what was done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from opslore.frozen import dataclass
from opslore.records import parts, values
from opslore.records.base import Known, Record, Reference, Steps, envelope, listed, named

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from opslore.document import Document
    from opslore.records.parts import ActionItem, RunbookUse

# In the order in which they must happen.
INSTANTS = (
    "started_at",
    "detected_at",
    "acknowledged_at",
    "declared_at",
    "mitigated_at",
    "resolved_at",
)
# How each, and the announcement that belongs to no order, is called in a sentence.
INSTANT_NOUNS = {
    "started_at": "start",
    "detected_at": "detection",
    "acknowledged_at": "acknowledgement",
    "declared_at": "declaration",
    "mitigated_at": "mitigation",
    "resolved_at": "end",
    "public_at": "announcement",
}
ROLES = (
    "incident_commander",
    "operations_lead",
    "communications_lead",
    "scribe",
    "deputy",
)


@dataclass(frozen=True, slots=True)
class Factor:
    """A contributing factor: never the only one, never a person."""

    steps: Steps
    id: str | None
    summary: str
    kind: str | None  # technical, process, organisational, external
    failure_mode: str | None
    accepted_because: str | None


@dataclass(frozen=True, slots=True)
class Related:
    """An earlier postmortem and what it has to do with this one."""

    steps: Steps
    postmortem: str | None
    relation: str | None  # recurrence-of, similar-to, caused-by, duplicate-of


@dataclass(frozen=True, slots=True)
class Impact:
    """What it did, in numbers; None: not measured."""

    users_affected: float | None
    users_percent: float | None
    requests_failed: float | None
    error_budget_percent: float | None
    revenue: str | None  # lost, as written: a number, or with its currency
    support_tickets: float | None
    data_loss: str | None  # what was lost; "yes" where only that is said
    regions: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Postmortem(Record):
    """One incident."""

    TYPE: ClassVar[str] = "postmortem"
    FOLDER: ClassVar[str] = "postmortems"
    NOUN: ClassVar[str] = "postmortem"
    NOUNS: ClassVar[str] = "postmortems"

    severity: str | None
    started_at: datetime | None  # instants in UTC
    detected_at: datetime | None
    acknowledged_at: datetime | None
    declared_at: datetime | None
    mitigated_at: datetime | None
    resolved_at: datetime | None  # None: still open
    public_at: datetime | None
    detection_source: str | None
    detection_alert: str | None
    impact: Impact
    failure_modes: tuple[str, ...]
    trigger: str | None
    trigger_change: str | None
    contributing_factors: tuple[Factor, ...]
    action_items: tuple[ActionItem, ...]
    no_actions_because: str | None
    roles: Mapping[str, str]  # role -> person
    experts: tuple[str, ...]
    authors: tuple[str, ...]
    reviewers: tuple[str, ...]
    runbooks_used: tuple[RunbookUse, ...]
    related: tuple[Related, ...]

    @classmethod
    def read(cls, document: Document, known: Known) -> Self:
        """Return the record of a document; what cannot be read is None or empty."""
        data = document.data
        detection = values.mapping(data.get("detection"))
        trigger = values.mapping(data.get("trigger"))
        roles = values.mapping(data.get("roles"))
        base = envelope(cls, document, known)
        base["status"] = base["status"] or "draft"
        return cls(
            **base,
            severity=values.text(data.get("severity")),
            started_at=values.instant(data.get("started_at")),
            detected_at=values.instant(data.get("detected_at")),
            acknowledged_at=values.instant(data.get("acknowledged_at")),
            declared_at=values.instant(data.get("declared_at")),
            mitigated_at=values.instant(data.get("mitigated_at")),
            resolved_at=values.instant(data.get("resolved_at")),
            public_at=values.instant(data.get("public_at")),
            detection_source=values.text(detection.get("source")),
            detection_alert=values.text(detection.get("alert")),
            impact=_impact(values.mapping(data.get("impact"))),
            failure_modes=values.texts(data.get("failure_modes")),
            trigger=values.text(trigger.get("kind")),
            trigger_change=values.text(trigger.get("change")),
            contributing_factors=_factors(data),
            action_items=parts.action_items(data),
            no_actions_because=values.text(data.get("no_actions_because")),
            roles={role: roles[role] for role in ROLES if values.text(roles.get(role))},
            experts=values.texts(roles.get("experts")),
            authors=values.texts(data.get("authors")),
            reviewers=values.texts(data.get("reviewers")),
            runbooks_used=parts.runbooks_used(data),
            related=tuple(
                Related(
                    ("related", index),
                    values.text(item.get("postmortem")),
                    values.text(item.get("relation")),
                )
                for index, item in values.mappings(data.get("related"))
            ),
        )

    @property
    def open(self) -> bool:
        """Whether the incident itself still goes on (nobody wrote when it was resolved)."""
        return "resolved_at" not in self.document.data

    @property
    def duplicate(self) -> bool:
        """Whether another postmortem tells the same incident, so that this one is not counted."""
        return any(item.relation == "duplicate-of" for item in self.related)

    def references(self) -> Iterator[Reference]:
        """Yield every reference of the front matter."""
        yield from super().references()
        data = self.document.data
        yield from named(data, "severity", "severity")
        yield from named(data, "detection-source", "detection", "source")
        yield from named(data, "trigger", "trigger", "kind")
        yield from listed(data, "failure-mode", "failure_modes")
        for factor in self.contributing_factors:
            if factor.failure_mode:
                steps = (*factor.steps, "failure_mode")
                yield Reference("failure-mode", factor.failure_mode, steps)
        yield from parts.references(self.action_items, self.runbooks_used)
        for role in ROLES:
            yield from named(data, "person", "roles", role)
        yield from listed(data, "person", "roles", "experts")
        yield from listed(data, "person-or-team", "authors")
        yield from listed(data, "person", "reviewers")
        for item in self.related:
            if item.postmortem:
                yield Reference("postmortem", item.postmortem, (*item.steps, "postmortem"))


def _impact(data: dict[str, Any]) -> Impact:
    lost = data.get("data_loss")
    return Impact(
        users_affected=values.number(data.get("users_affected")),
        users_percent=values.number(data.get("users_percent")),
        requests_failed=values.number(data.get("requests_failed")),
        error_budget_percent=values.number(data.get("error_budget_percent")),
        revenue=_revenue(data.get("revenue")),
        support_tickets=values.number(data.get("support_tickets")),
        data_loss="yes" if lost is True else values.text(lost),
        regions=values.texts(data.get("regions")),
    )


def _revenue(value: Any) -> str | None:
    number = values.number(value)
    return values.text(value) if number is None else f"{number:g}"


def _factors(data: Mapping[str, Any]) -> tuple[Factor, ...]:
    return tuple(
        Factor(
            ("contributing_factors", index),
            values.text(item.get("id")),
            values.text(item.get("summary")) or "",
            values.text(item.get("kind")),
            values.text(item.get("failure_mode")),
            values.text(item.get("accepted_because")),
        )
        for index, item in values.mappings(data.get("contributing_factors"))
    )
