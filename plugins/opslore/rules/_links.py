"""Where the links of a text lead, for the rules about links."""

from __future__ import annotations

import posixpath
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from opslore.catalogue import links
from opslore.findings import Location
from opslore.records import FOLDERS
from opslore.rules._references import closest

if TYPE_CHECKING:
    from opslore.catalogue import Catalogue
    from opslore.document import Document, Link


class Internal(NamedTuple):
    """A link to another place of the library, or to where one should be."""

    document: Document
    link: Link
    key: str  # below the content folder; empty for a place above it
    anchor: str

    @property
    def target(self) -> str:
        """The address as written."""
        return self.link.target

    @property
    def at(self) -> Location:
        """Where the address stands."""
        return address(self.document, self.link.at, self.link.target)


@lru_cache(maxsize=2)  # several rules ask for the links of one document in a row
def internal(document: Document, catalogue: Catalogue) -> tuple[Internal, ...]:
    """Return the links and images of a document that are relative addresses."""
    if document.key in catalogue.data or document.body_offset == len(document.text):
        return ()
    found = []
    for link in document.body.links:
        if link.text == link.target and "@" in link.target:
            continue  # `<oncall@example.com>`
        key, anchor = links.resolve(document.key, link.target)
        if key is not None:
            found.append(Internal(document, link, key, anchor))
    return tuple(found)


def address(document: Document, at: Location, target: str) -> Location:
    """Return the place of the address inside a link; of all of the link where it is elsewhere."""
    if not target or at.line != at.end_line:
        return at
    line = document.line(at.line)
    start = line.rfind(target, at.column - 1, at.end_column - 1)
    if start < 0:
        return at
    return Location(at.path, at.line, start + 1, at.line, start + 1 + len(target))


def exists(key: str, catalogue: Catalogue) -> bool:
    """Whether a link to `key` leads somewhere, as far as anybody can tell."""
    if key in catalogue.keys:
        return True
    if key in catalogue.data:
        return False
    if catalogue.assets is None and not key.endswith(".md"):
        return True
    return key in (catalogue.assets or ()) or _generated(key, catalogue)


def _generated(key: str, catalogue: Catalogue) -> bool:
    """Whether a page that nobody wrote may lie there: lists of a type, and folders of views."""
    folder, slash, rest = key.partition("/")
    if folder in FOLDERS:
        return rest in ("", "index.md")
    if not slash and key.endswith(".md"):
        return False
    authored = _folders(catalogue)
    return folder not in authored and closest(folder, {*FOLDERS, *authored}) is None


@lru_cache(maxsize=2)
def _folders(catalogue: Catalogue) -> frozenset[str]:
    """Return the first folders of all files that people wrote."""
    keys = (*catalogue.keys, *(catalogue.assets or ()))
    return frozenset(key.partition("/")[0] for key in keys)


@lru_cache(maxsize=2)
def _known(catalogue: Catalogue) -> tuple[frozenset[str], dict[str, list[str]]]:
    """Return all files, and all files by their names in lower case."""
    known = catalogue.keys | (catalogue.assets or frozenset())
    by_name: dict[str, list[str]] = {}
    for key in sorted(known):
        by_name.setdefault(posixpath.basename(key).lower(), []).append(key)
    return known, by_name


def near(source: str, key: str, catalogue: Catalogue) -> str | None:
    """Return the address, relative to `source`, of the file that `key` probably means."""
    guesses = _guesses(catalogue)
    if key not in guesses:
        guesses[key] = _moved(key, catalogue) or _near(key, catalogue)
    found = guesses[key]
    return links.relative(source, found) if found else None


@lru_cache(maxsize=2)
def _guesses(catalogue: Catalogue) -> dict[str, str | None]:
    """Return what was guessed of a catalogue's keys so far, to be filled as they are asked for."""
    del catalogue
    return {}


def _moved(key: str, catalogue: Catalogue) -> str | None:
    folder, _, rest = key.partition("/")
    kind = FOLDERS.get(folder)
    if kind is None:
        return None
    record = catalogue.named(f"{kind}/{rest.removesuffix('.md')}")
    return record.key if record else None


def _near(key: str, catalogue: Catalogue) -> str | None:
    known, by_name = _known(catalogue)
    for candidate in (f"{key}.md", f"{key}/index.md", f"{key}/README.md"):
        if candidate in known:
            return candidate
    same = by_name.get(posixpath.basename(key).lower(), [])
    return closest(key, same) or (same[0] if len(same) == 1 else closest(key, known))
