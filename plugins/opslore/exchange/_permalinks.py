"""A page that goes on to a postmortem from an address that says nothing of it.

A newsletter links to these: its readers see no title and no name in an address, and the link
holds when the document moves, as long as its id does. They are bare files, not pages of the
theme: a library of ten thousand postmortems has as many.
"""

from __future__ import annotations

import posixpath
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from opslore.metrics.newsletter import permalink
from opslore.records import Postmortem
from opslore.views._newsletter import permalink_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from opslore.catalogue import Catalogue

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="0; url={target}">
<title>Postmortem</title>
</head>
<body>
<p><a href="{target}">Go on to the postmortem</a></p>
</body>
</html>
"""


def permalinks(catalogue: Catalogue, address: Callable[[str], str]) -> Iterator[tuple[str, bytes]]:
    """Yield path and file for every postmortem that is written up and may be shown.

    `address` says where a document's page stands, relative to the site's root and quoted.
    """
    taken: set[str] = set()
    for record in catalogue.published(Postmortem):
        path = permalink_key(permalink(record))
        if record.status != "draft" and path not in taken:
            taken.add(path)
            up = posixpath.relpath(".", posixpath.dirname(path))
            target = escape(f"{up}/{address(record.key)}")
            yield path, _PAGE.format(target=target).encode("utf-8")


def as_folder(key: str) -> str:
    """Return where a page stands on a site with one folder a page, as MkDocs makes it."""
    path = key.removesuffix(".md")
    if path.rpartition("/")[2] in ("index", "README"):
        return quote(path.rpartition("/")[0] + "/" if "/" in path else "")
    return quote(f"{path}/")
