"""A folder of runbooks as a site or a code host would publish it: which paths lead where."""

from __future__ import annotations

import os
import re
import unicodedata
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import unquote

from opslore import document as reader
from opslore.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from opslore.document import Document

Segments = tuple[str, ...]

MARKDOWN = (".md", ".markdown", ".mdx", ".erb")
_SUFFIXES = (*MARKDOWN, ".html", ".htm", ".adoc", ".asciidoc", ".rst", ".org", ".txt")
_INDEX = frozenset({"index", "_index", "readme"})
MOST_FILES = 50_000  # of a plain folder
_NO_SLUG = re.compile(r"[^\w\- ]")


def segments(path: str) -> Segments:
    """Return a page's path without what sites differ in: suffix, index, slashes at the ends."""
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if parts:
        parts[-1] = _bare(parts[-1])
        if parts[-1].casefold() in _INDEX:
            parts.pop()
    return tuple(parts)


def _bare(name: str) -> str:
    while True:
        stem, dot, suffix = name.rpartition(".")
        if not stem or f"{dot}{suffix}".casefold() not in _SUFFIXES:
            return name
        name = stem


def is_page(path: str) -> bool:
    """Whether a file is one that people read as a page."""
    return path.casefold().endswith(_SUFFIXES)


@dataclass(frozen=True, eq=False)
class Shelf:
    """The pages below one folder; `read` returns one of them, or None if it cannot be read."""

    root: str  # absolute
    paths: tuple[str, ...]  # below the root, with forward slashes
    read: Callable[[str], Document | None]
    names: Mapping[str, str]  # further names of pages (ids, aliases) -> path

    @classmethod
    def of_folder(cls, folder: Path) -> Shelf:
        """Return the pages of a plain folder; links are not followed."""

        def read(path: str) -> Document | None:
            found = reader.read(folder, path, ".")
            return found if found.text else None

        return cls(str(folder), tuple(sorted(_walk(str(folder)))), read, {})

    @cached_property
    def by_segments(self) -> dict[Segments, str]:
        """Path of each page, by what a site makes of it; `index` gives way to a page's own name."""
        found: dict[Segments, str] = {}
        for path in sorted(self.paths, key=lambda p: (p.count("/"), p)):
            found.setdefault(segments(path), path)
        return found

    @cached_property
    def by_folded(self) -> dict[Segments, str]:
        """The same without regard to case."""
        found: dict[Segments, str] = {}
        for parts, path in self.by_segments.items():
            found.setdefault(folded(parts), path)
        return found

    @cached_property
    def by_last(self) -> dict[str, list[Segments]]:
        """Pages by the last part of their path, without regard to case."""
        found: dict[str, list[Segments]] = {}
        for parts in self.by_segments:
            if parts:
                found.setdefault(parts[-1].casefold(), []).append(parts)
        return found

    @cached_property
    def _files(self) -> frozenset[str]:
        return frozenset(self.paths)

    @cached_property
    def _files_folded(self) -> dict[str, str]:
        return {path.casefold(): path for path in reversed(self.paths)}

    def file(self, path: str) -> str | None:
        """Return the file at exactly this path."""
        return path if path in self._files else None

    def file_folded(self, path: str) -> str | None:
        """Return the file at this path, without regard to case."""
        return self._files_folded.get(path.casefold())

    def lower_cases(self, folder: Segments) -> bool:
        """Whether the pages below a folder are Hugo's, which publishes paths in lower case."""
        start = "".join(f"{part}/" for part in folder)
        return any(path.startswith(start) and path.endswith("_index.md") for path in self.paths)

    @cached_property
    def _anchors(self) -> dict[str, frozenset[str] | None]:
        return {}

    def anchors(self, path: str) -> frozenset[str] | None:
        """Return the anchors of a page, as any generator may give them; None: cannot be told."""
        if path not in self._anchors:
            found = self.read(path) if path.casefold().endswith(MARKDOWN) else None
            self._anchors[path] = anchors_of(found) if found else None
        return self._anchors[path]


def folded(parts: Segments) -> Segments:
    """Return a path without its case."""
    return tuple(part.casefold() for part in parts)


def anchors_of(document: Document) -> frozenset[str]:
    """Return the anchors that Python-Markdown, GitHub or Hugo give the headings of a page."""
    body = document.body
    found = set(body.anchors)
    taken: dict[str, int] = {}
    for heading in body.headings:
        found.add(heading.slug)
        text = unicodedata.normalize("NFC", heading.text.strip().lower())
        slug = _NO_SLUG.sub("", text).replace(" ", "-")
        count = taken.get(slug, 0)
        taken[slug] = count + 1
        found.add(f"{slug}-{count}" if count else slug)
    return frozenset(found)


def decoded(path: str) -> str:
    """Return an address's path as a file's, without `%20` and its like, and without `..`."""
    parts: list[str] = []
    for part in unquote(path).split("/"):
        if part == "..":
            if parts:
                parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def _walk(folder: str) -> Iterable[str]:
    count = 0
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        below = os.path.relpath(place, folder).replace(os.sep, "/")
        for name in names:
            if is_page(name) and not name.startswith("."):
                yield name if below == "." else f"{below}/{name}"
                count += 1
                if count >= MOST_FILES:
                    return
