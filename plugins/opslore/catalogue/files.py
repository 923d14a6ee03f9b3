"""Which files of the content folder are documents, which are data, which are left alone."""

from __future__ import annotations

import os
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from opslore.settings import Settings

DATA_FILES = (
    "directory.yml",
    "vocabulary.yml",
    "severities.yml",
    "checklist.yml",
    "tickets.json",
    "pages.csv",
)
# What MkDocs takes for Markdown, and what editors on Windows make of it.
MARKDOWN = (".md", ".markdown", ".mdown", ".mkdn", ".mkd")
BACKSTAGE = ("catalog-info.yaml", "catalog-info.yml")


class Files(NamedTuple):
    """Paths relative to the project root, sorted."""

    documents: tuple[str, ...]
    pages: tuple[str, ...]  # plain pages: only their links are checked
    data: tuple[str, ...]
    assets: tuple[str, ...] = ()  # all else: images, attachments; as paths below content
    locked: tuple[str, ...] = ()  # folders that nobody may look into


def files(root: Path, settings: Settings) -> Files:
    """Return the files of the library below `root`; an absent folder has none."""
    documents: list[str] = []
    pages: list[str] = []
    data: list[str] = []
    assets: list[str] = []
    prefix = settings.prefix
    lists = {"document": documents, "page": pages, "data": data}
    locked: list[str] = []
    for key in sorted(_walk(root / settings.content, "", locked)):
        kind = kind_of(key, settings)
        if kind == "asset":
            assets.append(key)
        else:
            lists[kind].append(prefix + key)
    closed = tuple(prefix + key for key in sorted(locked))
    return Files(tuple(documents), tuple(pages), tuple(data), tuple(assets), closed)


def kind_of(key: str, settings: Settings) -> str:
    """Return what a file below the content folder is: document, page, data or asset."""
    if excluded(key, settings):
        return "asset"
    if key in DATA_FILES:
        return "data"
    if key.rsplit("/", 1)[-1] in BACKSTAGE:
        return "document"
    if key.endswith(".md"):
        return "page" if any(matches(key, pattern) for pattern in settings.pages) else "document"
    return "asset"


def excluded(key: str, settings: Settings) -> bool:
    """Tell whether the settings say of a file that it is none of the library's."""
    return any(matches(key, pattern) for pattern in settings.exclude)


def data_meant(key: str) -> str | None:
    """Return the data file that the name of another file is meant for; None if it is for none."""
    name = key.rpartition("/")[2].lower().replace(".yaml", ".yml")
    return name if name in DATA_FILES and key not in DATA_FILES else None


def nearly_document(key: str) -> bool:
    """Tell whether a file that is no document looks as if it were one, by its name."""
    return not key.endswith(".md") and key.lower().endswith(MARKDOWN)


def matches(key: str, pattern: str) -> bool:
    """Tell whether a path below content matches a glob; `**/` also matches no folder."""
    if fnmatchcase(key, pattern):
        return True
    return pattern.startswith("**/") and fnmatchcase(key, pattern[3:])


def _walk(folder: Path, below: str, locked: list[str]) -> Iterator[str]:
    """Yield every file; a link to a folder is not followed, so no walk runs in circles.

    Folders that may not be looked into are added to `locked`.
    """
    try:
        entries = list(os.scandir(folder))
    except PermissionError:
        locked.append(below.rstrip("/"))
        return
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(folder / entry.name, f"{below}{entry.name}/", locked)
        else:
            yield f"{below}{entry.name}"
