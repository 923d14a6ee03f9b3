"""A page that goes on to a postmortem from an address that says nothing of it.

A newsletter links to these: its readers see no title and no name in an address, and the link
holds when the document moves, as long as its id does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.metrics.newsletter import permalink
from opslore.records import Postmortem
from opslore.views._newsletter import permalink_key
from opslore.views.base import Page, link_to
from opslore.views.redirects import RedirectModel

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue


def pages(catalogue: Catalogue) -> Iterator[Page]:
    """Yield the permalink of every postmortem that is written up and may be shown."""
    taken: set[str] = set()
    for record in catalogue.published(Postmortem):
        key = permalink_key(permalink(record))
        if record.status != "draft" and key not in taken:
            taken.add(key)
            model = RedirectModel(link_to(record))
            yield Page(key, "redirect.md.jinja", model, record.title, redirect=record.key)
