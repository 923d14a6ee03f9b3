"""A runbook: what to do, step by step, and how far it can be trusted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from opslore.frozen import dataclass
from opslore.records import values
from opslore.records.base import Known, Record, Reference, Steps, envelope, named

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from opslore.document import Document


@dataclass(frozen=True, slots=True)
class Param:
    """A placeholder of the commands, written `${name}` or `$name` in them."""

    steps: Steps
    name: str
    description: str
    pattern: str | None  # a regular expression for the whole value
    example: str | None
    from_label: str | None  # the alert's label that holds it


@dataclass(frozen=True, kw_only=True)
class Runbook(Record):
    """One procedure."""

    TYPE: ClassVar[str] = "runbook"
    FOLDER: ClassVar[str] = "runbooks"
    NOUN: ClassVar[str] = "runbook"
    NOUNS: ClassVar[str] = "runbooks"

    kind: str  # alert, procedure, failover, restore, credential-rotation, decision-tree
    alerts: tuple[str, ...]
    risk: str | None  # read-only, reversible, destructive
    approval: str | None
    escalation: str | None  # an on-call policy
    params: tuple[Param, ...]
    expected_minutes: int | None
    prerequisites: tuple[str, ...]
    dashboards: tuple[str, ...]
    automation: str | None  # manual, scripted, automated

    @classmethod
    def read(cls, document: Document, known: Known) -> Self:
        """Return the record of a document; what cannot be read is None or empty."""
        data = document.data
        # The folder names the service, if there is one of that name.
        folder = document.key.removeprefix(f"{cls.FOLDER}/").split("/", 1)[0]
        base = envelope(cls, document, known, services=(folder,) if folder in known.tiers else ())
        alerts = values.texts(data.get("alerts"))
        kind = values.text(data.get("kind")) or ("alert" if alerts else "procedure")
        policies = (known.policies[s] for s in base["services"] if s in known.policies)
        base["status"] = base["status"] or "active"
        return cls(
            **base,
            kind=kind,
            alerts=alerts,
            risk=values.text(data.get("risk")),
            approval=values.text(data.get("approval")),
            escalation=values.text(data.get("escalation")) or next(policies, None),
            params=_params(data),
            expected_minutes=values.minutes(data.get("expected_duration")),
            prerequisites=values.texts(data.get("prerequisites")),
            dashboards=values.texts(data.get("dashboards")),
            automation=values.text(data.get("automation")),
        )

    def references(self) -> Iterator[Reference]:
        """Yield every reference of the front matter."""
        yield from super().references()
        yield from named(self.document.data, "on-call-policy", "escalation")


def _params(data: Mapping[str, Any]) -> tuple[Param, ...]:
    return tuple(
        Param(
            ("params", index),
            name,
            values.text(item.get("description")) or "",
            values.text(item.get("pattern")),
            values.text(item.get("example")),
            values.text(item.get("from_label")),
        )
        for index, item in values.mappings(data.get("params"))
        if (name := values.text(item.get("name")))
    )
