"""`severities.yml`: what a severity means, who hears of it, and how much postmortem it asks for."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any

from opslore.frozen import dataclass
from opslore.records import values

if TYPE_CHECKING:
    from collections.abc import Mapping

    from opslore.document import Document

SEVERITIES = ("sev1", "sev2", "sev3", "sev4")
DEFAULT_LEVELS = {"sev1": "full", "sev2": "standard", "sev3": "brief", "sev4": "brief"}


@dataclass(frozen=True, slots=True)
class Severity:
    """One row of the severity matrix."""

    id: str
    title: str
    meaning: str
    response_minutes: int | None  # until a human acknowledges
    notify: tuple[str, ...]
    update_minutes: int | None
    postmortem: str  # none, brief, standard, full
    draft_days: int | None  # after resolution
    closing_days: int | None  # after resolution
    thresholds: Mapping[str, float]  # impact figure -> at least; `duration` in minutes


@dataclass(frozen=True)
class Severities:
    """The matrix; without a data file the default levels hold and nothing else is promised."""

    document: Document | None = None
    by_id: Mapping[str, Severity] = field(default_factory=dict)

    @classmethod
    def read(cls, document: Document) -> Severities:
        """Return the matrix in a data file; what cannot be read is left out."""
        return cls(
            document,
            {
                name: Severity(
                    name,
                    values.text(item.get("title")) or name,
                    values.text(item.get("meaning")) or "",
                    values.minutes(item.get("response_time")),
                    values.texts(item.get("notify")),
                    values.minutes(item.get("update_every")),
                    values.text(item.get("postmortem")) or DEFAULT_LEVELS.get(name, "brief"),
                    _days(item.get("draft_days")),
                    _days(item.get("closing_days")),
                    {
                        figure: limit
                        for figure, value in values.mapping(item.get("thresholds")).items()
                        if (limit := _limit(value)) is not None
                    },
                )
                for _, item in values.mappings(document.data.get("severities"))
                if (name := values.text(item.get("id")))
            },
        )

    def level(self, severity: str | None) -> str:
        """Return how much is asked of a postmortem of this severity: none to full."""
        if severity and severity in self.by_id:
            return self.by_id[severity].postmortem
        return DEFAULT_LEVELS.get(severity or "", "brief")


def _days(value: Any) -> int | None:
    found = values.whole(value)
    # Beyond a century it is no deadline, and some day there would be no date for it.
    return found if found is not None and 0 <= found <= 36500 else None


def _limit(value: Any) -> float | None:
    if isinstance(value, bool):
        return float(value)
    found = values.number(value)
    return values.minutes(value) if found is None else found
