"""The library a command works on: where it is, its settings, its day, its documents."""

from __future__ import annotations

import os
import re
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from opslore import settings as configuration
from opslore.catalogue import load
from opslore.cli._failure import Failure
from opslore.frozen import dataclass
from opslore.settings import Settings, SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable
    from zoneinfo import ZoneInfo

    from opslore.catalogue import Catalogue

STDIN = "-"


@dataclass(frozen=True)
class Library:
    """A project folder, and the part of it that was asked about."""

    root: Path
    settings: Settings
    cwd: Path
    scope: tuple[str, ...] = ()  # files and folders below the root; none: everything
    stdin: tuple[str, bytes] | None = None  # a file's path and the text that stands for it
    starts: tuple[Path, ...] = ()  # from where the settings were looked for

    def covers(self, path: str) -> bool:
        """Whether what is found in a file was asked about."""
        if not self.scope:
            return True
        return any(path == part or path.startswith(f"{part}/") for part in self.scope)

    def show(self, path: str) -> str:
        """Return a path as people here write it: relative to the current folder."""
        if self.cwd == self.root or Path(path).is_absolute():
            return path
        return os.path.relpath(self.root / path, self.cwd).replace(os.sep, "/")

    def load(self, day: date, step: Callable[[], object], jobs: int = 1) -> Catalogue:
        """Return the catalogue; `step` is called after each file."""
        held = dict([self.stdin]) if self.stdin else {}
        return load(self.root, day, self.settings, held=held, step=step, jobs=jobs)


def find(paths: tuple[str, ...] = (), stdin_filename: str | None = None) -> Library:
    """Return the library that holds `paths`, or the current folder; raises Failure."""
    cwd = Path.cwd()
    named = [stdin_filename or "stdin.md" if path == STDIN else path for path in paths]
    if stdin_filename and STDIN not in paths:
        raise Failure("--stdin-filename says where standard input belongs; give `-` as the path")
    places = [absolute(cwd, name) for name in named]
    for path, place in zip(paths, places, strict=True):
        if path != STDIN and not os.path.lexists(place):
            raise Failure(f"there is no file or folder {path}")
    root = _root(places, cwd)
    settings = read_settings(root)
    scope = tuple(_below(root, path, place) for path, place in zip(paths, places, strict=True))
    stdin = None
    if STDIN in paths:
        path = scope[paths.index(STDIN)]
        if not stdin_filename and settings.prefix:
            path = f"{settings.prefix}stdin.md"
            scope = (*scope, path)
        stdin = path, sys.stdin.buffer.read()
    # Who names the whole content folder means the whole library, its settings included.
    if {".", settings.content.rstrip("/")} & set(scope):
        scope = ()
    starts = tuple(place if place.is_dir() else place.parent for place in places) or (cwd,)
    return Library(root, settings, cwd, scope, stdin, (*starts, cwd, root))


def absolute(cwd: Path, name: str) -> Path:
    """Return a path without `..`; links stay as they are named, so that paths print as typed."""
    return Path(os.path.normpath(cwd / name))


def here() -> Library:
    """Return the library of the current folder; raises Failure."""
    return find()


def read_settings(root: Path) -> Settings:
    """Return the settings of a project; raises Failure if the file cannot be read."""
    try:
        return configuration.load(root)
    except SettingsError as error:
        raise Failure(f"the settings cannot be read: {error}") from error


def choose_day(option: str | None, settings: Settings) -> tuple[date, str]:
    """Return the day of the run, and why it is that day; raises Failure."""
    try:
        day = configuration.day(option, settings, os.environ, _now)
        base = configuration.day(None, settings, os.environ, _now)
    except ValueError as error:
        raise Failure(str(error) if "SOURCE" in str(error) else f"--as-of {error}") from error
    if settings.as_of:
        why = f"pinned in {settings.file}"
    elif os.environ.get("SOURCE_DATE_EPOCH", "").strip():
        why = "from SOURCE_DATE_EPOCH"
    else:
        why = f"today in {settings.timezone}"
    if not option:
        return day, why
    if is_distance(option):
        return day, f"--as-of {option}, counted from {base}, {why}"
    return day, "--as-of"


def is_distance(option: str | None) -> bool:
    """Whether `--as-of` names a day to come, such as `+90d`."""
    return bool(option and re.fullmatch(r"\+\d+d", option))


def repository_prefix(root: Path) -> str:
    """Return the project's folder in its repository, with a closing slash; empty at the top.

    CI services resolve paths from the top of the repository, wherever a command ran.
    """
    for folder in (root, *root.parents):
        if (folder / ".git").exists():
            below = root.relative_to(folder).as_posix()
            return "" if below == "." else f"{below}/"
    return ""


def _now(zone: ZoneInfo) -> datetime:
    return datetime.now(zone)


def _root(places: list[Path], cwd: Path) -> Path:
    roots = []
    for place in places:
        start = place if place.is_dir() else place.parent
        root = configuration.find_root(start)
        if root == start and not _has_settings(root):
            # Without settings a named folder is the library; a named file is part of the one here.
            inside = place != cwd and place.is_relative_to(cwd)
            root = cwd if inside and not place.is_dir() else start
        roots.append(root)
    if not roots:
        return configuration.find_root(cwd)
    for path, root in zip(places, roots, strict=True):
        if root != roots[0] and not path.is_relative_to(roots[0]):
            raise Failure(f"{places[0]} and {path} lie in two libraries; check one at a time")
    return roots[0]


def _has_settings(root: Path) -> bool:
    return any((root / name).is_file() for name in configuration.FILES)


def _below(root: Path, path: str, place: Path) -> str:
    try:
        return place.relative_to(root).as_posix()
    except ValueError:
        raise Failure(f"{path} lies outside the library at {root}") from None
