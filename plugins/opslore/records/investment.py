"""An investment: reliability work with a target that can be missed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from opslore.frozen import dataclass
from opslore.records import values
from opslore.records.base import Known, Record, Reference, envelope, named

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from opslore.document import Document


@dataclass(frozen=True, kw_only=True)
class Investment(Record):
    """One item of the reliability backlog; its score is computed, never typed."""

    TYPE: ClassVar[str] = "investment"
    FOLDER: ClassVar[str] = "investments"
    NOUN: ClassVar[str] = "investment"
    NOUNS: ClassVar[str] = "investments"

    failure_mode: str | None
    start: float | None  # `target.from`: incidents a quarter before
    goal: float | None  # `target.to`: incidents a quarter wanted
    by: date | None

    @property
    def ended(self) -> bool:
        """Whether it was done or given up."""
        return self.status in ("done", "cancelled")

    @classmethod
    def read(cls, document: Document, known: Known) -> Self:
        """Return the record of a document; what cannot be read is None or empty."""
        data = document.data
        target = values.mapping(data.get("target"))
        return cls(
            **envelope(cls, document, known),
            failure_mode=values.text(data.get("failure_mode")),
            start=values.number(target.get("from")),
            goal=values.number(target.get("to")),
            by=values.day(target.get("by")),
        )

    def references(self) -> Iterator[Reference]:
        """Yield every reference of the front matter."""
        yield from super().references()
        yield from named(self.document.data, "failure-mode", "failure_mode")
