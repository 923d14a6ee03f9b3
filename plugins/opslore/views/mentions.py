"""All documents that mention one, where they are too many for its own page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.views._common import MENTIONED, backlinks, mentions_folder
from opslore.views._long import Line, Listing, cut
from opslore.views.base import link_to

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue
    from opslore.records import Record
    from opslore.views._common import Neighbour
    from opslore.views.base import Page


def pages(catalogue: Catalogue) -> Iterator[Page]:
    """Yield the parts of long lists of backlinks."""
    for record in catalogue.records:
        if not record.restricted and len(catalogue.backlinks.get(record.ref, ())) > MENTIONED:
            found = tuple(backlinks(record, catalogue))
            yield from cut(found, MENTIONED, _listing(record)).pages


def _listing(record: Record) -> Listing[Neighbour]:
    return Listing(mentions_folder(record), f"Mentions of {record.title}", link_to(record), _line)


def _line(neighbour: Neighbour) -> Line:
    words = ", ".join(filter(None, (neighbour.kind, neighbour.reasons)))
    return Line(neighbour.link, (), None, words)
