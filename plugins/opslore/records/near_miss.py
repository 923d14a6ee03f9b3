"""A near miss: what nearly happened, told in one minute."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from opslore.frozen import dataclass
from opslore.records import parts, values
from opslore.records.base import Known, Record, Reference, envelope, listed, named

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from opslore.document import Document
    from opslore.records.parts import ActionItem


@dataclass(frozen=True, kw_only=True)
class NearMiss(Record):
    """One near miss."""

    TYPE: ClassVar[str] = "near-miss"
    FOLDER: ClassVar[str] = "near-misses"
    NOUN: ClassVar[str] = "near miss"
    NOUNS: ClassVar[str] = "near misses"

    occurred_on: date | None
    what_failed: str
    caught_by: str | None  # automation, redundancy, review, test, human, luck, quiet-hours
    corrective_action: str
    failure_modes: tuple[str, ...]
    potential_severity: str | None
    promoted_to: str | None  # a postmortem
    action_items: tuple[ActionItem, ...]

    @classmethod
    def read(cls, document: Document, known: Known) -> Self:
        """Return the record of a document; what cannot be read is None or empty."""
        data = document.data
        base = envelope(cls, document, known)
        failed = values.text(data.get("what_failed")) or ""
        base["description"] = base["description"] or failed
        return cls(
            **base,
            occurred_on=values.day_or_instant(data.get("occurred_on")),
            what_failed=failed,
            caught_by=values.text(data.get("caught_by")),
            corrective_action=values.text(data.get("corrective_action")) or "",
            failure_modes=values.texts(data.get("failure_modes")),
            potential_severity=values.text(data.get("potential_severity")),
            promoted_to=values.text(data.get("promoted_to")),
            action_items=parts.action_items(data),
        )

    def references(self) -> Iterator[Reference]:
        """Yield every reference of the front matter."""
        yield from super().references()
        data = self.document.data
        yield from listed(data, "failure-mode", "failure_modes")
        yield from named(data, "severity", "potential_severity")
        yield from named(data, "postmortem", "promoted_to")
        yield from parts.references(self.action_items)
