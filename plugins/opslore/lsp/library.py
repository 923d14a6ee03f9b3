"""One library as an editor sees it: the files on disk, and over them the texts that are open."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from opslore import settings as configuration
from opslore.catalogue import Catalogue, changed, files, kind_of, load, lock, rederived
from opslore.document import Document, Fault, key_of, parse, parse_data, read, read_data
from opslore.document.source import DOCUMENT_LIMIT
from opslore.findings import Location
from opslore.records import FOLDERS, OnCallPolicy, Service
from opslore.rules import engine
from opslore.settings import Settings, SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date
    from pathlib import Path

    from opslore.records import Record
    from opslore.rules.engine import Result

MANY = 50  # after so many files changed at once (another branch), everything is read anew

Stamps = dict[str, tuple[int, int]]  # path -> time of the last change in ns, bytes


class Library:
    """A library that is loaded once and then follows what is typed and what is saved."""

    def __init__(self, root: Path, today: Callable[[Settings], date]) -> None:
        self.root = root
        self.texts: dict[str, str] = {}  # of the files that are open
        self.settings = Settings()
        self.trouble = ""  # why the settings could not be read
        self._today = today
        self._handed = False  # what services hand down to other documents has changed
        self.reload()

    def reload(self) -> None:
        """Read everything anew."""
        self.trouble = ""
        try:
            self.settings = configuration.load(self.root)
        except SettingsError as error:
            self.trouble = str(error)
        self._stamps = self._look()
        self.catalogue = load(self.root, self._today(self.settings), self.settings)
        self._handed = False
        for path in self.texts:
            self._take(path)

    def holds(self, path: str) -> bool:
        """Whether a file below the root is a document, a plain page or a data file."""
        if not path.startswith(self.settings.prefix):
            return False
        return kind_of(key_of(path, self.settings.content), self.settings) != "asset"

    def open(self, path: str, text: str) -> None:
        """Let a text stand for a file; again for each change of it."""
        self.texts[path] = text
        self._take(path)

    def close(self, path: str) -> None:
        """Let the file on disk count again."""
        self.texts.pop(path, None)
        self._take(path)

    def refresh(self) -> None:
        """Read what has changed on disk, and let a new day begin."""
        now = self._look()
        different = {
            p for p in now.keys() | self._stamps.keys() if now.get(p) != self._stamps.get(p)
        }
        beside = {name for name in different if "/" not in name and not self.holds(name)}
        if beside or len(different) > MANY:
            self.reload()
            return
        self._stamps = now
        for path in sorted(different - self.texts.keys()):
            self._take(path)
        found = files(self.root, self.settings)
        today = self._today(self.settings)
        assets = frozenset(found.assets)
        if today != self.catalogue.as_of or assets != self.catalogue.assets:
            self.catalogue = replace(self.catalogue, as_of=today, assets=assets)

    def settle(self) -> None:
        """Hand down anew what services and policies tell of others, if that has changed."""
        if self._handed:
            self.catalogue = rederived(self.catalogue)
            self._handed = False

    def check(self, path: str, *, alone: bool = False) -> Result:
        """Return what is found in one file; `alone` leaves out rules over the whole library."""
        return engine.check(self.catalogue, paths=(path,), ignore=over_all() if alone else ())

    def document(self, path: str) -> Document | None:
        """Return a file of the library as it was read last."""
        key = key_of(path, self.settings.content)
        return self.catalogue.data.get(key) or self.catalogue.document(key)

    def _take(self, path: str) -> None:
        """Put one file into the catalogue as it is now."""
        if not self.holds(path):
            return
        before = _handed_down(self.catalogue.by_path.get(path))
        self.catalogue = changed(self.catalogue, path, self._read(path))
        self._handed |= before != _handed_down(self.catalogue.by_path.get(path))

    def _read(self, path: str) -> Document | None:
        content = self.settings.content
        key = key_of(path, self.settings.content)
        data = kind_of(key, self.settings) == "data"
        text = self.texts.get(path)
        if text is None:
            if not os.path.lexists(self.root / path):
                return None
            return (read_data if data else read)(self.root, path, content)
        if len(text) > DOCUMENT_LIMIT and not data:
            fault = Fault(
                "file-too-large",
                Location(path),
                f"is longer than the {DOCUMENT_LIMIT >> 20} MiB a file may have",
                "keep logs and exports beside the document and link to them",
            )
            return Document(path, key, "", {}, has_front_matter=False, faults=(fault,))
        return (parse_data if data else parse)(path, text, content)

    def _look(self) -> Stamps:
        found = files(self.root, self.settings)
        beside = (*configuration.FILES, lock.FILE)
        return dict(_stamped(self.root, (*found.documents, *found.pages, *found.data, *beside)))


def _stamped(root: Path, paths: Iterable[str]) -> Iterable[tuple[str, tuple[int, int]]]:
    for path in paths:
        try:
            status = os.lstat(root / path)
        except OSError:
            continue
        yield path, (status.st_mtime_ns, status.st_size)


def _handed_down(record: Record | None) -> tuple[object, ...]:
    """Return what other documents take from this one."""
    if isinstance(record, Service):
        return (record.id, record.owner, record.tier)
    if isinstance(record, OnCallPolicy):
        return (record.id, record.covers)
    return ()


@cache
def over_all() -> tuple[str, ...]:
    """Return the names of the rules that look at the whole library at once."""
    whole = (Catalogue, engine.Findings)
    return tuple(rule.name for rule in engine.all_rules() if rule.on in whole)


def root_of(file: Path, folders: Iterable[Path]) -> Path | None:
    """Return the library that a file belongs to; None if it lies in none.

    That is the nearest folder above it with settings; without any, the innermost of the
    editor's `folders` that holds it, if there are documents of a type in it.
    """
    root = configuration.find_root(file.parent)
    if _has_settings(root):
        return root
    around = [folder for folder in folders if file.is_relative_to(folder)]
    for folder in sorted(around, key=lambda f: len(f.parts), reverse=True):
        content = folder / "content"
        base = content if content.is_dir() else folder
        if any((base / name).is_dir() for name in FOLDERS):
            return folder
    return None


def _has_settings(root: Path) -> bool:
    try:
        return bool(configuration.load(root).file)
    except SettingsError:
        return True
