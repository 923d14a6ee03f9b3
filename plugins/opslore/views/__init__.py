"""Views: pure functions from the catalogue to pages. The folder is the registry.

A module with `pages(catalogue)` yields :class:`Page`; `documents` makes a :class:`Frame`, what
stands around a document's own text. A restricted document is in no view.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING

from opslore.views._navigation import navigation
from opslore.views.base import Frame, Link, Page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from opslore.catalogue import Catalogue
    from opslore.records import Record

__all__ = ["Frame", "Link", "Page", "frame", "frames", "navigation", "pages"]


def pages(catalogue: Catalogue) -> Iterator[Page]:
    """Yield every generated page of the library, in the order of the views' names."""
    for view in _views():
        yield from view(catalogue)


def frames(catalogue: Catalogue) -> Iterator[Frame]:
    """Yield what stands around the own text of each document that may be shown."""
    return (frame(record, catalogue) for record in catalogue.records if not record.restricted)


def frame(record: Record, catalogue: Catalogue) -> Frame:
    """Return what stands around a document's own text."""
    from opslore.views import documents

    return documents.frame(record, catalogue)


@cache
def _views() -> tuple[Callable[[Catalogue], Iterator[Page]], ...]:
    found = []
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda m: m.name):
        loaded = importlib.import_module(f"{__name__}.{module.name}")
        if view := getattr(loaded, "pages", None):
            found.append(view)
    return tuple(found)
