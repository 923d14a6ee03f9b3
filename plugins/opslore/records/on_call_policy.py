"""An on-call policy: who is paged, in which order, within how many minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from opslore.frozen import dataclass
from opslore.records import values
from opslore.records.base import Known, Record, Reference, Steps, envelope, listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from opslore.document import Document


@dataclass(frozen=True, slots=True)
class Rotation:
    """Who takes turns; `size` is stated where the members live in a scheduling tool."""

    model: str | None
    length: str | None
    members: tuple[str, ...]
    size: int
    schedule_url: str | None


@dataclass(frozen=True, slots=True)
class EscalationLevel:
    """One step of the escalation."""

    steps: Steps
    order: int | None
    target: str  # as written, "person:ana"
    ack_within: int | None  # minutes
    escalate_after: int | None  # minutes
    severities: tuple[str, ...]  # empty: always
    after: int | None  # minutes into the incident
    data_breach: bool

    @property
    def target_kind(self) -> str:
        """person, team, role, schedule, vendor, or empty where no prefix stands."""
        kind, colon, _ = self.target.partition(":")
        return kind if colon else ""

    @property
    def target_id(self) -> str:
        """The part behind the prefix."""
        return self.target.partition(":")[2].strip()

    @property
    def always(self) -> bool:
        """Whether the level is reached in every page."""
        return not self.severities and self.after is None and not self.data_breach


@dataclass(frozen=True, kw_only=True)
class OnCallPolicy(Record):
    """One team's promise to answer."""

    TYPE: ClassVar[str] = "on-call-policy"
    FOLDER: ClassVar[str] = "on-call"
    NOUN: ClassVar[str] = "on-call policy"
    NOUNS: ClassVar[str] = "on-call policies"

    coverage: str | None  # 24x7, business-hours, follow-the-sun
    covers: tuple[str, ...]
    rotation: Rotation
    levels: tuple[EscalationLevel, ...]  # by order
    timezones: tuple[str, ...]
    secondary: str | None
    shadow: tuple[str, ...]
    handover: str | None
    compensation: str | None

    @classmethod
    def read(cls, document: Document, known: Known) -> Self:
        """Return the record of a document; what cannot be read is None or empty."""
        data = document.data
        base = envelope(cls, document, known, services=values.texts(data.get("covers")))
        return cls(
            **base,
            coverage=values.text(data.get("coverage")),
            covers=values.texts(data.get("covers")),
            rotation=_rotation(values.mapping(data.get("rotation"))),
            levels=tuple(sorted(_levels(data), key=lambda level: level.order or 0)),
            timezones=values.texts(data.get("timezones")),
            secondary=values.text(data.get("secondary")),
            shadow=values.texts(data.get("shadow")),
            handover=values.text(data.get("handover")),
            compensation=values.text(data.get("compensation")),
        )

    def references(self) -> Iterator[Reference]:
        """Yield every reference of the front matter."""
        yield from super().references()
        data = self.document.data
        yield from listed(data, "service", "covers")
        yield from listed(data, "person", "rotation", "members")
        yield from listed(data, "person", "shadow")
        for level in self.levels:
            if level.target_kind in ("person", "team") and level.target_id:
                yield Reference(level.target_kind, level.target_id, (*level.steps, "target"))
            yield from (
                Reference("severity", severity, (*level.steps, "when", "severity"))
                for severity in level.severities
            )


def _rotation(data: dict[str, Any]) -> Rotation:
    members = values.texts(data.get("members"))
    return Rotation(
        values.text(data.get("model")),
        values.text(data.get("length")),
        members,
        len(members) or values.whole(data.get("size")) or 0,
        values.text(values.mapping(data.get("schedule")).get("url")),
    )


def _levels(data: Mapping[str, Any]) -> Iterator[EscalationLevel]:
    for index, item in values.mappings(data.get("levels")):
        when = values.mapping(item.get("when"))
        severity = when.get("severity")
        yield EscalationLevel(
            ("levels", index),
            values.whole(item.get("order")),
            values.text(item.get("target")) or "",
            values.minutes(item.get("ack_within")),
            values.minutes(item.get("escalate_after")),
            (severity,) if isinstance(severity, str) else values.texts(severity),
            values.minutes(when.get("after")),
            when.get("data_breach") is True,
        )
