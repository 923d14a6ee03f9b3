"""Where a link of a document points."""

from __future__ import annotations

import posixpath
import re
from typing import NamedTuple
from urllib.parse import unquote

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")


class Target(NamedTuple):
    """A link, resolved; `key` is None for one that leaves the library."""

    key: str | None  # path below the content folder; "" above it
    anchor: str  # without `#`; empty if none


def resolve(source: str, target: str) -> Target:
    """Return where `target` in the document at key `source` points.

    An address with a scheme, a host or an absolute path leaves the library.
    """
    if _SCHEME.match(target) or target.startswith("/"):
        return Target(None, "")
    path, _, anchor = target.partition("#")
    path = unquote(path.partition("?")[0])
    if not path:
        return Target(source, unquote(anchor))
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(source), path))
    return Target("" if joined.startswith("..") else joined, unquote(anchor))


def relative(source: str, key: str) -> str:
    """Return the address of `key` as the document at `source` writes it."""
    return posixpath.relpath(key, posixpath.dirname(source) or ".")
