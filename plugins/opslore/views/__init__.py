"""Views: pure functions from the catalogue to pages. The folder is the registry.

A module with `pages(catalogue)` yields :class:`Page`; one with `frames(catalogue)` yields
:class:`Frame`, what stands around a document's own text. A restricted document is in no view.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING, Any

from opslore.views._navigation import navigation
from opslore.views.base import Frame, Link, Page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from opslore.catalogue import Catalogue

__all__ = ["Frame", "Link", "Page", "frames", "navigation", "pages"]


def pages(catalogue: Catalogue) -> Iterator[Page]:
    """Yield every generated page of the library, in the order of the views' names."""
    for view in _views("pages"):
        yield from view(catalogue)


def frames(catalogue: Catalogue) -> Iterator[Frame]:
    """Yield what stands around each document's own text; one frame a document."""
    for view in _views("frames"):
        yield from view(catalogue)


@cache
def _views(function: str) -> tuple[Callable[[Catalogue], Iterator[Any]], ...]:
    found = []
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda m: m.name):
        loaded = importlib.import_module(f"{__name__}.{module.name}")
        if view := getattr(loaded, function, None):
            found.append(view)
    return tuple(found)
