"""A readiness review: the checklist's questions answered for one service, with evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from opslore.frozen import dataclass
from opslore.records import parts, values
from opslore.records.base import Known, Record, Reference, Steps, envelope, listed, named

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from opslore.document import Document
    from opslore.records.parts import ActionItem


@dataclass(frozen=True, slots=True)
class Answer:
    """One item of the checklist, answered."""

    steps: Steps
    item: str
    status: str | None  # pass, fail, not-applicable, waived, pending
    evidence: tuple[str, ...]
    reason: str | None
    until: date | None


@dataclass(frozen=True, kw_only=True)
class ReadinessReview(Record):
    """One review of one service at one stage."""

    TYPE: ClassVar[str] = "readiness-review"
    FOLDER: ClassVar[str] = "readiness"
    NOUN: ClassVar[str] = "readiness review"
    NOUNS: ClassVar[str] = "readiness reviews"

    service: str | None
    stage: str | None  # design, pre-launch, launch, periodic
    reviewed_on: date | None
    answers: Mapping[str, Answer]
    verdict: str | None  # approved, conditional, not-ready, pending
    approved_by: tuple[str, ...]
    action_items: tuple[ActionItem, ...]
    next_review: date | None

    @classmethod
    def read(cls, document: Document, known: Known) -> Self:
        """Return the record of a document; what cannot be read is None or empty."""
        data = document.data
        service = values.text(data.get("service"))
        return cls(
            **envelope(cls, document, known, services=(service,) if service else ()),
            service=service,
            stage=values.text(data.get("stage")),
            reviewed_on=values.day(data.get("reviewed_on")),
            answers=_answers(data),
            verdict=values.text(data.get("verdict")),
            approved_by=values.texts(data.get("approved_by")),
            action_items=parts.action_items(data),
            next_review=values.day(data.get("next_review")),
        )

    def references(self) -> Iterator[Reference]:
        """Yield every reference of the front matter."""
        yield from super().references()
        data = self.document.data
        yield from named(data, "service", "service")
        yield from listed(data, "person-or-team", "approved_by")
        for answer in self.answers.values():
            yield Reference("checklist-item", answer.item, answer.steps)
        yield from parts.references(self.action_items)


def _answers(data: Mapping[str, Any]) -> dict[str, Answer]:
    return {
        item: Answer(
            ("answers", item),
            item,
            values.text(value.get("status")),
            values.texts(value.get("evidence")),
            values.text(value.get("reason")),
            values.day(value.get("until")),
        )
        for item, value in values.mapping(data.get("answers")).items()
        if isinstance(value, dict)
    }
