"""A case study: a public incident of another organisation; searched with ours, never counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from opslore.frozen import dataclass
from opslore.records import values
from opslore.records.base import Known, Record, Reference, envelope, listed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from opslore.document import Document


@dataclass(frozen=True, kw_only=True)
class CaseStudy(Record):
    """One case study."""

    TYPE: ClassVar[str] = "case-study"
    FOLDER: ClassVar[str] = "case-studies"
    NOUN: ClassVar[str] = "case study"
    NOUNS: ClassVar[str] = "case studies"

    organisation: str
    occurred_on: date | None
    source: str | None  # URL
    failure_modes: tuple[str, ...]
    systems: tuple[str, ...]

    @classmethod
    def read(cls, document: Document, known: Known) -> Self:
        """Return the record of a document; what cannot be read is None or empty."""
        data = document.data
        return cls(
            **envelope(cls, document, known),
            organisation=values.text(data.get("organisation")) or "",
            occurred_on=values.day_or_instant(data.get("occurred_on")),
            source=values.text(data.get("source")),
            failure_modes=values.texts(data.get("failure_modes")),
            systems=values.texts(data.get("systems")),
        )

    def references(self) -> Iterator[Reference]:
        """Yield every reference of the front matter."""
        yield from super().references()
        yield from listed(self.document.data, "failure-mode", "failure_modes")
