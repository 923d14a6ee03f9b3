"""A drill: a hypothesis about a failure, tried on purpose."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from opslore.frozen import dataclass
from opslore.records import parts, values
from opslore.records.base import Known, Record, Reference, envelope

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from opslore.document import Document
    from opslore.records.parts import ActionItem, RunbookUse


@dataclass(frozen=True, kw_only=True)
class Drill(Record):
    """One drill."""

    TYPE: ClassVar[str] = "drill"
    FOLDER: ClassVar[str] = "drills"
    NOUN: ClassVar[str] = "drill"
    NOUNS: ClassVar[str] = "drills"

    held_on: date | None
    hypothesis: str
    result: str | None  # held, refuted, aborted
    fault: str | None
    abort: str | None
    runbooks_used: tuple[RunbookUse, ...]
    communication_exercised: bool
    action_items: tuple[ActionItem, ...]
    rto_actual: int | None  # minutes
    rpo_actual: int | None  # minutes

    @classmethod
    def read(cls, document: Document, known: Known) -> Self:
        """Return the record of a document; what cannot be read is None or empty."""
        data = document.data
        base = envelope(cls, document, known)
        hypothesis = values.text(data.get("hypothesis")) or ""
        base["description"] = base["description"] or hypothesis
        return cls(
            **base,
            held_on=values.day_or_instant(data.get("held_on")),
            hypothesis=hypothesis,
            result=values.text(data.get("result")),
            fault=values.text(data.get("fault")),
            abort=values.text(data.get("abort")),
            runbooks_used=parts.runbooks_used(data),
            communication_exercised=data.get("communication_exercised") is True,
            action_items=parts.action_items(data),
            rto_actual=values.minutes(data.get("rto_actual")),
            rpo_actual=values.minutes(data.get("rpo_actual")),
        )

    def references(self) -> Iterator[Reference]:
        """Yield every reference of the front matter."""
        yield from super().references()
        yield from parts.references(self.action_items, self.runbooks_used)
