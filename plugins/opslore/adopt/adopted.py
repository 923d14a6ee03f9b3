"""What a document says that has its front matter already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from opslore import schema
from opslore.adopt.model import Action, Proposal
from opslore.records import FOLDERS, RECORDS, values

if TYPE_CHECKING:
    from opslore.adopt.source import Source


# Fields that the documents of other tools have as well: they alone tell nothing.
_COMMON = frozenset({"title", "description", "tags", "aliases", "links", "id"})


def kind(source: Source, root: str) -> str | None:
    """Return the type of a document that has its front matter for opslore; None for others.

    It states its type, or lies in the folder of one and has fields of it, all of them known.
    """
    stated = source.front.get("type")
    if source.style != "yaml" or (isinstance(stated, str) and stated in RECORDS):
        return stated if source.style == "yaml" else None
    folders = [*root.split("/"), *source.path.split("/")[:-1]]
    found = next((FOLDERS[name] for name in reversed(folders) if name in FOLDERS), None)
    if found is None or not set(source.front) - _COMMON:
        return None
    problems = schema.violations(source.document, found)
    return found if all(p.kind == "missing-fields" for p in problems) else None


def read(source: Source, type_: str, owner: str | None = None) -> Proposal:
    """Return a proposal that changes nothing; `owner` is whom the library knows as its owner."""
    data = source.front
    started = values.day_or_instant(data.get("started_at")) or values.day(data.get("x-date"))
    reviewed = [values.day_or_instant(item.get("at")) for item in _listed(data.get("verified"))]
    days = [day for day in reviewed if day]
    return Proposal(
        source.path,
        type_,
        "it has its front matter",
        values.text(data.get("title")),
        started or (max(days) if days else values.day(data.get("x-last-reviewed"))),
        values.text(data.get("severity")) or values.text(data.get("x-severity")),
        values.texts(data.get("services")),
        values.text(data.get("owner")) or owner,
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
