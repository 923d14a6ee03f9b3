"""A page at each old address of a document, so that a moved runbook is no 404 from a firing alert."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.frozen import dataclass
from opslore.views.base import Link, Page, link_to

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue
    from opslore.records import Record


@dataclass(frozen=True, slots=True)
class RedirectModel:
    """All that the template can see."""

    target: Link


def pages(catalogue: Catalogue) -> Iterator[Page]:
    """Yield a stub for every alias that is not the address of another document."""
    taken = set(catalogue.keys)
    for record in catalogue.records:
        if record.restricted:
            continue
        for alias in record.aliases:
            key = old_key(alias, record, catalogue.settings.site.url)
            if key and key not in taken:
                taken.add(key)
                model = RedirectModel(link_to(record))
                yield Page(key, "redirect.md.jinja", model, record.title, redirect=record.key)


def old_key(alias: str, record: Record, site: str) -> str | None:
    """Return where an old id, path or address stood, below the content folder.

    None for an address on another host: nothing here can answer there.
    """
    if "://" in alias:
        if not site or not alias.startswith(site):
            return None
        path = alias.removeprefix(site)
    elif alias.startswith("/"):
        path = alias
    else:
        path = f"{record.FOLDER}/{alias}"
    path = path.strip("/").removesuffix(".html").removesuffix(".md")
    if not path or any(part in ("", ".", "..") for part in path.split("/")):
        return None
    return f"{path}.md"
