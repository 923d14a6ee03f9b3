"""Where the runbook annotation of an alert rule leads, without asking the network."""

from __future__ import annotations

import os
import posixpath
import re
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from opslore.alerts.pages import Segments, Shelf, decoded, folded, is_page, segments
from opslore.frozen import dataclass
from opslore.lazy import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable


class Status(StrEnum):
    """What became of an annotation, the worst first."""

    DANGLING_PAGE = "dangling-page"
    DANGLING_ANCHOR = "dangling-anchor"
    CASE_DIFFERS = "case-differs"
    NONE = "none"
    TEMPLATED = "templated"
    EXTERNAL = "external"
    RESOLVES = "resolves"

    @property
    def dangling(self) -> bool:
        """Whether the person on call ends up nowhere."""
        return self in (Status.DANGLING_PAGE, Status.DANGLING_ANCHOR)


@dataclass(frozen=True, slots=True)
class Place:
    """Addresses below `prefix` are the pages below `folder` of a shelf."""

    prefix: str  # with scheme and host, without a closing slash
    shelf: Shelf
    folder: str  # below the shelf's root; empty: the root
    lower: bool = False  # the site publishes all paths in lower case
    inferred: bool = False

    @property
    def blob(self) -> bool:
        """Whether a code host shows the files themselves: suffix and case must be right."""
        return is_blob(f"{self.prefix}/x")

    @property
    def parts(self) -> Segments:
        """The folder's path."""
        return tuple(part for part in self.folder.split("/") if part not in ("", "."))


class Outcome(NamedTuple):
    """The status of an address, the file it leads to, and on which shelf that is."""

    status: Status
    target: str | None = None  # below the shelf's root
    shelf: Shelf | None = None


class Address(NamedTuple):
    """An address in parts; `base` is scheme and host in lower case, empty for a relative one."""

    base: str
    path: str
    anchor: str


_TEMPLATE = pattern(r"\{\{|\{%|\$\{|\$\(|%\(|\$labels\b")
_ADDRESS = pattern(r"(?P<base>[A-Za-z][A-Za-z0-9+.-]*://[^/?#\s]*)(?P<rest>.*)", re.DOTALL)
_SCHEME = pattern(r"[A-Za-z][A-Za-z0-9+.-]*:(?!/*$)")
_BLOB = pattern(
    r"(?i:https?)://(?:raw\.githubusercontent\.com/[^/]+/[^/]+/[^/]+/"
    r"|[^/]+/[^?#]*?/(?:-/)?(?:blob|tree|raw|edit)/[^/]+/"
    r"|[^/]+/[^?#]*?/src/(?:branch/|commit/|tag/)?[^/]+/)"
)
_LINE = pattern(r"L\d+(?:C\d+)?(?:-L?\d+(?:C\d+)?)?|lines-\d+(?::\d+)?")
_NOTHING = frozenset({"", "-", "n/a", "na", "none", "null", "tbd", "todo", "~"})


def is_blob(url: str) -> bool:
    """Whether an address is a file on a code host."""
    return _BLOB.match(url) is not None


def split(url: str) -> Address:
    """Return an address in parts; the query does not count."""
    found = _ADDRESS.match(url)
    base, rest = (found["base"], found["rest"]) if found else ("", url)
    rest, _, anchor = rest.partition("#")
    return Address(base.lower(), rest.partition("?")[0], anchor)


def templated(text: str) -> bool:
    """Whether a template decides where the text leads; one in the query does not matter."""
    if not _TEMPLATE.search(text):
        return False
    before, hash_, anchor = text.partition("#")
    page = before.partition("?")[0]
    return bool(_TEMPLATE.search(page) or (hash_ and _TEMPLATE.search(anchor)))


def resolve(
    text: str, rule_file: str, shelves: Iterable[Shelf], places: Iterable[Place]
) -> Outcome:
    """Return where an annotation leads; `rule_file` is the absolute path of its rule file."""
    text = text.strip()
    if text.casefold() in _NOTHING:
        return Outcome(Status.NONE)
    if templated(text):
        return Outcome(Status.TEMPLATED)
    address = split(text)
    if address.base:
        return _absolute(address, places)
    if _SCHEME.match(text) or text.startswith("//"):
        return Outcome(Status.EXTERNAL)
    return _relative(address, rule_file, tuple(shelves))


def _absolute(address: Address, places: Iterable[Place]) -> Outcome:
    best: Place | None = None
    rest = ""
    for place in places:
        below = _below(address, place.prefix)
        if below is not None and (best is None or len(place.prefix) > len(best.prefix)):
            best, rest = place, below
    if best is None:
        return Outcome(Status.EXTERNAL)
    path = decoded(f"{best.folder}/{decoded(rest)}")
    found, exact = _file(best, path) if best.blob else _page(best, path, decoded(rest))
    return _ended(found, best.shelf, address.anchor, exact=exact)


def _below(address: Address, prefix: str) -> str | None:
    """Return what of an address's path lies below a prefix; None if it is elsewhere."""
    base = split(prefix)
    one, other = (each.replace("https://", "http://") for each in (address.base, base.base))
    start = base.path.rstrip("/")
    if one != other or not (address.path == start or address.path.startswith(f"{start}/")):
        return None
    return address.path[len(start) :]


def _page(place: Place, path: str, rest: str) -> tuple[str | None, bool]:
    """Return the page a site shows there, and whether it does so with this very case."""
    shelf = place.shelf
    wanted = segments(path)
    exact = shelf.by_segments.get(wanted)
    if place.lower:
        found = exact or shelf.by_folded.get(folded(wanted))
        return found, rest == rest.lower()
    if exact:
        return exact, True
    return shelf.by_folded.get(folded(wanted)), False


def _file(place: Place, path: str) -> tuple[str | None, bool]:
    """Return the file a code host shows there; a folder shows its README."""
    shelf = place.shelf
    for name in (path, f"{path}/README.md".lstrip("/")):
        if found := shelf.file(name):
            return found, True
    return shelf.file_folded(path), False


def _ended(path: str | None, shelf: Shelf, anchor: str, *, exact: bool) -> Outcome:
    if path is None:
        return Outcome(Status.DANGLING_PAGE)
    if not exact:
        return Outcome(Status.CASE_DIFFERS, path, shelf)
    anchor = unquote(anchor)
    # A line of a file, or words of a text: no heading is asked for.
    if not anchor or _LINE.fullmatch(anchor) or anchor.startswith(":~:") or anchor == "top":
        return Outcome(Status.RESOLVES, path, shelf)
    anchor = anchor.partition(":~:")[0]
    known = shelf.anchors(path)
    if known is None or anchor in known or anchor.removeprefix("user-content-") in known:
        return Outcome(Status.RESOLVES, path, shelf)
    if anchor.casefold() in {each.casefold() for each in known}:
        return Outcome(Status.CASE_DIFFERS, path, shelf)
    return Outcome(Status.DANGLING_ANCHOR, path, shelf)


def _relative(address: Address, rule_file: str, shelves: tuple[Shelf, ...]) -> Outcome:
    """Follow an id, or a path from the rule file, the project or the folder of runbooks."""
    path = address.path.strip()
    nearly: Outcome | None = None
    for shelf in shelves:
        named = shelf.names.get(path.strip("/"))
        if named:
            return _ended(named, shelf, address.anchor, exact=True)
        for candidate in _candidates(path, rule_file, shelf):
            found = shelf.by_segments.get(segments(candidate))
            if found:
                return _ended(found, shelf, address.anchor, exact=True)
            found = shelf.by_folded.get(folded(segments(candidate)))
            if found and nearly is None:
                nearly = Outcome(Status.CASE_DIFFERS, found, shelf)
    if nearly:
        return nearly
    looks_like_path = is_page(path) or ("/" in path and not re.search(r"\s", path))
    # Words instead of an address: nobody can click on them.
    return Outcome(Status.DANGLING_PAGE if looks_like_path else Status.NONE)


def _candidates(path: str, rule_file: str, shelf: Shelf) -> list[str]:
    """Return the paths below a shelf's root that a relative one may mean."""
    bare = decoded(path)
    if not bare:
        return []
    made = [bare, f"runbooks/{bare}"]
    if not path.startswith("/"):
        parent = posixpath.dirname(shelf.root)
        for start in (posixpath.dirname(rule_file), parent):
            full = os.path.normpath(posixpath.join(start, unquote(path))).replace(os.sep, "/")
            if full.startswith(f"{shelf.root}/"):
                made.append(full[len(shelf.root) + 1 :])
    else:
        name = posixpath.basename(shelf.root)
        if bare.startswith(f"{name}/"):
            made.append(bare[len(name) + 1 :])
    return made
