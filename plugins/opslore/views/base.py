"""What a view makes: pages, and frames around the authored text of documents."""

from __future__ import annotations

import posixpath
from functools import lru_cache
from typing import TYPE_CHECKING

from opslore.frozen import dataclass

if TYPE_CHECKING:
    from opslore.records import Record


@dataclass(frozen=True, slots=True)
class Page:
    """One generated page, before it is Markdown."""

    path: str  # below the content folder, "digests/2026-w07.md"
    template: str  # "digest.md.jinja"
    model: object  # a frozen dataclass; all that the template can see, as `page`
    title: str  # in the tab and in search results
    description: str = ""  # one sentence
    redirect: str = ""  # a page to go on to at once, below the content folder
    hide: tuple[str, ...] = ()  # sidebars whose room its tables need: "toc", "navigation"


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands above and below the authored text of one document."""

    key: str  # the document, below the content folder
    above: str  # template
    below: str  # template
    model: object


@dataclass(frozen=True, slots=True)
class Link:
    """A page to go to and the words for it; templates make it relative."""

    key: str  # path below the content folder; empty: only words
    title: str


def link_to(record: Record) -> Link:
    """Return the link to a document's page."""
    return Link(record.key, record.title)


def relative(source: str, target: str) -> str:
    """Return how the page at `source` names `target` (both below the content folder)."""
    path, hash_, anchor = target.partition("#")
    if not path:
        return f"#{anchor}"
    folder, _, name = path.rpartition("/")
    way = _way(source.rpartition("/")[0], folder)
    return f"{way}{name}{hash_}{anchor}"


@lru_cache(maxsize=10_000)
def _way(source: str, target: str) -> str:
    """Return how one leads from a folder to another, with a slash at its end."""
    way = posixpath.relpath(target or ".", source or ".")
    return "" if way == "." else f"{way}/"
