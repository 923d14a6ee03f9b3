"""What a document says that has its front matter already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from opslore.adopt.model import Action, Proposal
from opslore.records import values

if TYPE_CHECKING:
    from opslore.adopt.source import Source


def read(source: Source) -> Proposal:
    """Return a proposal that changes nothing."""
    data = source.front
    started = values.day_or_instant(data.get("started_at")) or values.day(data.get("x-date"))
    reviewed = [values.day_or_instant(item.get("at")) for item in _listed(data.get("verified"))]
    days = [day for day in reviewed if day]
    return Proposal(
        source.path,
        str(data["type"]),
        "it says so",
        values.text(data.get("title")),
        started or (max(days) if days else values.day(data.get("x-last-reviewed"))),
        values.text(data.get("severity")) or values.text(data.get("x-severity")),
        values.texts(data.get("services")),
        values.text(data.get("owner")),
        tuple(
            Action(
                str(item.get("x-text") or item.get("title") or ""),
                1,
                values.text(item.get("owner")) or values.text(item.get("x-owner")),
                values.day(item.get("due")) or values.day(item.get("x-due")),
                values.text(item.get("status")) or values.text(item.get("x-status")),
                tuple(
                    filter(None, (values.text(item.get("ticket")), *_texts(item.get("x-tickets"))))
                ),
            )
            for item in _listed(data.get("action_items"))
        ),
        adopted=True,
        old=source.raw,
        new=source.raw,
    )


def _listed(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        return [value]
    return [item for _, item in values.mappings(value)]


def _texts(value: Any) -> tuple[str, ...]:
    return values.texts(value)
