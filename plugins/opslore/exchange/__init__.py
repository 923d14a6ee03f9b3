"""The library in other tools' words: one file a format, found by the folder.

A module here has `export(catalogue) -> bytes` and `SUFFIX`; its name is the format's. A
restricted document is in no export; it is counted where only numbers are told.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from opslore.catalogue import Catalogue


class Format(NamedTuple):
    """One format to export in."""

    name: str  # json, llms-txt ...
    suffix: str
    summary: str  # the first line of the module's docstring
    export: Callable[[Catalogue], bytes]


@cache
def formats() -> dict[str, Format]:
    """Return every format of the folder by name."""
    found = {}
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda m: m.name):
        if module.name.startswith("_"):
            continue
        loaded = importlib.import_module(f"{__name__}.{module.name}")
        if export := getattr(loaded, "export", None):
            name = module.name.replace("_", "-")
            summary = (loaded.__doc__ or "").split("\n", 1)[0]
            found[name] = Format(name, loaded.SUFFIX, summary, export)
    return found
