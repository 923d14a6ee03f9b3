"""`vocabulary.yml`: closed lists of terms, so that "how often in 90 days" can be counted."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from opslore.frozen import dataclass
from opslore.records import values

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from opslore.document import Document

UNCLASSIFIED = "unclassified"


@dataclass(frozen=True, slots=True)
class Term:
    """One term; the synonyms are what people type at 3 AM."""

    id: str
    title: str
    description: str
    synonyms: tuple[str, ...]


@dataclass(frozen=True)
class Vocabulary:
    """Failure modes, triggers and detection sources, by id."""

    document: Document | None = None
    failure_modes: Mapping[str, Term] = field(default_factory=dict)
    triggers: Mapping[str, Term] = field(default_factory=dict)
    detection_sources: Mapping[str, Term] = field(default_factory=dict)

    @classmethod
    def read(cls, document: Document) -> Vocabulary:
        """Return the vocabulary in a data file; what cannot be read is left out."""
        data = document.data
        return cls(
            document,
            _terms(data.get("failure_modes")),
            _terms(data.get("triggers")),
            _terms(data.get("detection_sources")),
        )


def _terms(value: Any) -> dict[str, Term]:
    return {
        name: Term(
            name,
            values.text(item.get("title")) or name.replace("-", " "),
            values.text(item.get("description")) or "",
            values.texts(item.get("synonyms")),
        )
        for _, item in values.mappings(value)
        if (name := values.text(item.get("id")))
    }
