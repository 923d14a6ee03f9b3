"""The data files of a library, read into the catalogue's fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from opslore.records.checklist import Checklist
from opslore.records.directory import Directory
from opslore.records.pages import Pages
from opslore.records.severities import Severities
from opslore.records.tickets import Tickets
from opslore.records.vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from opslore.document import Document

_READERS: dict[str, tuple[str, type[Any]]] = {
    "directory.yml": ("directory", Directory),
    "vocabulary.yml": ("vocabulary", Vocabulary),
    "severities.yml": ("severities", Severities),
    "checklist.yml": ("checklist", Checklist),
    "tickets.json": ("tickets", Tickets),
    "pages.csv": ("page_counts", Pages),
}


def told(named: Mapping[str, Document], zone: tzinfo) -> dict[str, Any]:
    """Return what the data files tell, by field of the catalogue; nothing for one not there.

    A ticket was closed on the day that it was in the zone.
    """
    fields: dict[str, Any] = {}
    for name, (field, cls) in _READERS.items():
        found = named.get(name)
        # Of a list where a mapping belongs the schema tells; nothing can be looked up in it.
        sound = found and not found.broken
        if found and sound and (cls in (Tickets, Pages) or isinstance(found.data, dict)):
            fields[field] = cls.read(found, zone) if cls is Tickets else cls.read(found)
        else:
            fields[field] = cls()
    return fields
