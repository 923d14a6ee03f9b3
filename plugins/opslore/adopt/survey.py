"""Which files of a folder are read, and which files beside them name owners."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, NamedTuple

from opslore.adopt import owners, source
from opslore.document import parse
from opslore.document import source as files
from opslore.document.trouble import Trouble

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from opslore.adopt.source import Source

_SUFFIX = re.compile(r".*\.(?:md|markdown|mkd|mdown|mdx|erb|txt)", re.IGNORECASE)
_ERB = re.compile(r".*\.(?:md|markdown)\.erb", re.IGNORECASE)
_SKIPPED = frozenset({"node_modules", "vendor", "venv", "__pycache__", "site-packages", "target"})
_OWNER_FILES = ("CODEOWNERS", ".github/CODEOWNERS", ".gitlab/CODEOWNERS", "docs/CODEOWNERS")
SIDE = 1 << 18  # bytes that a file naming owners may have


class Unread(NamedTuple):
    """A file that cannot be read, and why."""

    path: str
    why: str


class Survey(NamedTuple):
    """A folder: its documents in the order of their paths, and who owns them."""

    root: Path
    sources: tuple[Source, ...]
    unread: tuple[Unread, ...]
    owners: owners.OwnerFiles
    inside: str = ""  # the folder's path in its Git repository; empty outside of one


def survey(root: Path, step: Callable[[], object] | None = None, only: str | None = None) -> Survey:
    """Return all that stands in a folder, or one file of it; nothing in it raises."""
    sources: list[Source] = []
    unread: list[Unread] = []
    folders: dict[str, owners.Owner] = {}
    rules: list[tuple[str, tuple[str, ...], str, int]] = []
    for path in sorted(_walk(root, "")):
        name = path.rsplit("/", 1)[-1]
        if name == "OWNERS" and (text := _side(root, path)) is not None:
            if found := owners.owners_file(text, path):
                folders[path.rpartition("/")[0]] = found
            continue
        if not _is_candidate(path, name) or (only is not None and path != only):
            continue
        if step:
            step()
        raw = files.load(root, path, "")
        if isinstance(raw, Trouble):
            if "." in name:
                unread.append(Unread(path, raw.message))
            continue
        if "." not in name and not _is_markdown(raw):
            continue
        sources.append(source.read(parse(path, raw, ""), raw))
    prefix, above = _repository(root)
    inside = prefix.rstrip("/")
    for place, below in ((root, ""), (above, prefix)):
        found_file = _code_owners(place) if place else None
        if found_file:
            rules, prefix = found_file, below
            break
    for number, folder in enumerate(_up_to(root, above), 1):
        if (text := _side(folder, "OWNERS")) is not None:
            file = f"{'../' * number}OWNERS"
            if found := owners.owners_file(text, file):
                folders.setdefault("", found)
    beside = owners.OwnerFiles(tuple(rules), folders, prefix if rules else "")
    return Survey(root, tuple(sources), tuple(unread), beside, inside)


def _code_owners(folder: Path) -> list[tuple[str, tuple[str, ...], str, int]]:
    for path in _OWNER_FILES:
        if (text := _side(folder, path)) is not None:
            return owners.code_owners(text, path)
    return []


def _repository(root: Path) -> tuple[str, Path | None]:
    """Return the path of a folder in its Git repository, and the repository; None without one."""
    names: list[str] = []
    for folder in (root, *root.parents):
        if (folder / ".git").exists():
            return "".join(f"{name}/" for name in reversed(names)), folder if names else None
        names.append(folder.name)
    return "", None


def _up_to(root: Path, above: Path | None) -> Iterator[Path]:
    """Yield the folders above one, up to its repository."""
    for folder in root.parents if above else ():
        yield folder
        if folder == above:
            return


def _walk(folder: Path, below: str) -> Iterator[str]:
    """Yield every file; links are not followed, for what they lead to is met on its own."""
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith(".") or entry.is_symlink():
            continue
        if entry.is_dir(follow_symlinks=False):
            if entry.name not in _SKIPPED:
                yield from _walk(folder / entry.name, f"{below}{entry.name}/")
        else:
            yield f"{below}{entry.name}"


def _is_candidate(path: str, name: str) -> bool:
    if name.endswith(".erb"):
        return bool(_ERB.fullmatch(name))
    if _SUFFIX.fullmatch(name):
        return not name.endswith(".txt") or not re.match(
            r"requirements|robots|llms|license", name, re.IGNORECASE
        )
    return "." not in name and not re.fullmatch(r"[A-Z][A-Z_-]+", name) and bool(path)


def _is_markdown(raw: bytes) -> bool:
    """Whether a file without a suffix begins as a document does."""
    head = raw[:2000].lstrip()
    return head.startswith((b"# ", b"---\n", b"+++\n")) and b"\0" not in raw[:2000]


def _side(root: Path, path: str) -> str | None:
    raw = files.load(root, path, "", SIDE)
    return None if isinstance(raw, Trouble) else raw.decode("utf-8", "replace")
