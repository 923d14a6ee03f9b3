"""An onboarding path: what a new hire reads, does and shows, week by week."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from opslore.frozen import dataclass
from opslore.records import values
from opslore.records.base import Known, Record, Reference, Steps, envelope, listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.document import Document


@dataclass(frozen=True, slots=True)
class Week:
    """One week of the path."""

    steps: Steps
    goals: tuple[str, ...]
    reading: tuple[str, ...]  # `type/id`, or a URL
    exercises: tuple[str, ...]
    checkpoint: str | None


@dataclass(frozen=True, kw_only=True)
class OnboardingPath(Record):
    """One path for one audience."""

    TYPE: ClassVar[str] = "onboarding-path"
    FOLDER: ClassVar[str] = "onboarding"
    NOUN: ClassVar[str] = "onboarding path"
    NOUNS: ClassVar[str] = "onboarding paths"

    audience: str
    weeks: tuple[Week, ...]
    pin: tuple[str, ...]  # postmortems shown instead of the computed ones

    @classmethod
    def read(cls, document: Document, known: Known) -> Self:
        """Return the record of a document; what cannot be read is None or empty."""
        data = document.data
        return cls(
            **envelope(cls, document, known),
            audience=values.text(data.get("audience")) or "",
            weeks=tuple(
                Week(
                    ("weeks", index),
                    values.texts(item.get("goals")),
                    values.texts(item.get("reading")),
                    values.texts(item.get("exercises")),
                    values.text(item.get("checkpoint")),
                )
                for index, item in values.mappings(data.get("weeks"))
            ),
            pin=values.texts(data.get("pin")),
        )

    def references(self) -> Iterator[Reference]:
        """Yield every reference of the front matter."""
        yield from super().references()
        data = self.document.data
        yield from listed(data, "postmortem", "pin")
        for week in self.weeks:
            for name in listed(data["weeks"][week.steps[1]], "any", "reading"):
                if "://" not in name.id:
                    yield Reference(name.kind, name.id, (*week.steps, *name.steps))
