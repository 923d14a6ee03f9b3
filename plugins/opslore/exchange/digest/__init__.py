"""A digest in the forms in which people get it: one file a form, found by the folder.

A module here has `write(briefs, site) -> bytes`, `SUFFIX` and `MANY`: a feed takes the newest
digests, every other form one. Nothing is sent: a job that runs somewhere else posts the file.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from opslore.exchange.digest._place import Place
    from opslore.views._brief import Brief


class Form(NamedTuple):
    """One form."""

    name: str  # markdown, json-feed ...
    suffix: str
    summary: str  # the first line of the module's docstring
    many: bool  # takes several digests, the newest first
    write: Callable[[Sequence[Brief], Place], bytes]


@cache
def forms() -> dict[str, Form]:
    """Return every form of the folder by name."""
    found = {}
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda m: m.name):
        if module.name.startswith("_"):
            continue
        loaded = importlib.import_module(f"{__name__}.{module.name}")
        name = module.name.replace("_", "-")
        summary = (loaded.__doc__ or "").split("\n", 1)[0]
        found[name] = Form(name, loaded.SUFFIX, summary, loaded.MANY, loaded.write)
    return found
