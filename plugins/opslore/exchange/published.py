"""The files that the site publishes beside its pages: JSON catalogue, feeds, schemas."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from opslore import schema
from opslore.exchange import json
from opslore.exchange._permalinks import as_folder, permalinks
from opslore.exchange.digest import atom, json_feed
from opslore.exchange.digest._place import place
from opslore.views.digests import newest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from opslore.catalogue import Catalogue

CATALOGUE = "catalogue.json"


class Asset(NamedTuple):
    """One file of the site."""

    path: str  # below the site's root
    raw: bytes
    feed: str = ""  # the media type of a feed, for pages to point to


def assets(catalogue: Catalogue, address: Callable[[str], str] = as_folder) -> Iterator[Asset]:
    """Yield every file, for whoever builds a site of the library.

    `address` says where a document's page stands, relative to the site's root and quoted.
    """
    yield Asset(CATALOGUE, json.export(catalogue))
    if briefs := newest(catalogue):
        where = place(catalogue.settings)
        yield Asset(atom.FEED, atom.write(briefs, where), "application/atom+xml")
        yield Asset(json_feed.FEED, json_feed.write(briefs, where), "application/feed+json")
    if catalogue.settings.site.reference:
        for name in schema.names():
            yield Asset(f"schemas/{name}{schema.SUFFIX}", schema.raw(name))
    for path, raw in permalinks(catalogue, address):
        yield Asset(path, raw)
