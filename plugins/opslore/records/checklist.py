"""`checklist.yml`: the readiness checklist, defined once."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from opslore.frozen import dataclass
from opslore.records import values

if TYPE_CHECKING:
    from collections.abc import Mapping

    from opslore.document import Document


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One requirement; a computed one is answered by the catalogue."""

    id: str
    category: str
    requirement: str
    tiers: tuple[int, ...]  # empty: all
    computed: str | None  # the name of the computation

    def applies(self, tier: int | None) -> bool:
        """Whether a service of this tier has to answer."""
        return not self.tiers or tier in self.tiers


@dataclass(frozen=True)
class Checklist:
    """All requirements in the order of the file."""

    document: Document | None = None
    items: Mapping[str, ChecklistItem] = field(default_factory=dict)

    @classmethod
    def read(cls, document: Document) -> Checklist:
        """Return the checklist in a data file; what cannot be read is left out."""
        return cls(
            document,
            {
                name: ChecklistItem(
                    name,
                    values.text(item.get("category")) or "",
                    values.text(item.get("requirement")) or "",
                    tuple(tier for tier in item.get("tiers", ()) if values.whole(tier) is not None)
                    if isinstance(item.get("tiers"), list)
                    else (),
                    name if item.get("computed") is True else values.text(item.get("computed")),
                )
                for _, item in values.mappings(document.data.get("items"))
                if (name := values.text(item.get("id")))
            },
        )
