"""The Open Knowledge Format: every document as Markdown with the front matter others read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from opslore.exchange._archive import archive
from opslore.exchange._tables import shown
from opslore.render import front_matter

if TYPE_CHECKING:
    from opslore.catalogue import Catalogue
    from opslore.records import Record

SUFFIX = "zip"


def export(catalogue: Catalogue) -> bytes:
    """Return a ZIP of Markdown files with `type`, `title`, `description`, `tags`, `verified`."""
    return archive((record.key, _document(record)) for record in shown(catalogue))


def _document(record: Record) -> str:
    front: dict[str, Any] = {"type": record.TYPE, "id": record.id, "title": record.title}
    if record.description:
        front["description"] = record.description
    if record.owner:
        front["owner"] = record.owner
    if record.status:
        front["status"] = record.status
    if record.tags:
        front["tags"] = list(record.tags)
    if record.verified:
        front["verified"] = [
            {
                key: value
                for key, value in (
                    ("by", review.by),
                    ("at", review.at.isoformat() if review.at else None),
                    ("how", review.how),
                    ("evidence", review.evidence),
                )
                if value
            }
            for review in record.verified
        ]
    return f"{front_matter(front)}{record.document.text[record.document.body_offset :]}"
