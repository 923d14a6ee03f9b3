"""From a file, or from bytes in memory, to a document. Nothing in a file raises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.document import front_matter, source
from opslore.document.front_matter import Found, Values
from opslore.document.lines import Lines
from opslore.document.model import UNUSABLE, Document, Fault, FrontMatter
from opslore.document.trouble import Trouble
from opslore.findings import Location

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_YAML = (".yaml", ".yml", ".json")


def read(root: Path, path: str, content: str = "content") -> Document:
    """Return the document in the file at `path`, relative to the project's `root`.

    A file that is no regular file, too large or cannot be read is a document with a fault.
    """
    found = source.load(root, path, content)
    if isinstance(found, Trouble):
        return _unread(path, content, found)
    return parse(path, found, content)


def parse(path: str, raw: bytes | str, content: str = "content") -> Document:
    """Return the document that a file at `path` with this content would be.

    A YAML file (a Backstage descriptor) is front matter from end to end.
    """
    if path.endswith(_YAML):
        return parse_data(path, raw, content)
    text, troubles, digest = source.decode(raw)
    if not text.strip() or any(t.kind in UNUSABLE for t in troubles):
        found = front_matter.find(text) if text.strip() else Found(FrontMatter(), 0, present=False)
        found = found._replace(trouble=None)
        values = Values({})
    else:
        found = front_matter.find(text)
        unusable = found.trouble is not None and found.trouble.kind in UNUSABLE
        readable = found.present and not unusable
        values = front_matter.values(text, found.place) if readable else Values({})
    said = (*troubles, *((found.trouble,) if found.trouble else ()), *values.troubles)
    place = _shown(path)
    return Document(
        place,
        key_of(place, content),
        text,
        values.data,
        found.present,
        _faults(place, path, text, said),
        found.body,
        digest,
        found.place,
    )


def read_data(root: Path, path: str, content: str = "content") -> Document:
    """Return a data file as a document: YAML and JSON as its data, of others only the text."""
    found = source.load(root, path, content, source.DATA_LIMIT)
    if isinstance(found, Trouble):
        return _unread(path, content, found)
    return parse_data(path, found, content)


def parse_data(path: str, raw: bytes | str, content: str = "content") -> Document:
    """Return a data file from memory; see :func:`read_data`."""
    text, troubles, digest = source.decode(raw)
    structured = path.endswith(_YAML)
    unusable = any(t.kind in UNUSABLE for t in troubles) or not text
    values = (
        front_matter.whole(text, as_json=path.endswith(".json"))
        if structured and not unusable
        else Values({})
    )
    place = _shown(path)
    return Document(
        place,
        key_of(place, content),
        text,
        values.data,
        structured,
        _faults(place, path, text, (*troubles, *values.troubles)),
        len(text),
        digest,
        FrontMatter(0, len(text)),
    )


def _unread(path: str, content: str, trouble: Trouble) -> Document:
    place = _shown(path)
    return Document(
        place, key_of(place, content), "", {}, False, _faults(place, path, "", (trouble,))
    )


def _faults(place: str, path: str, text: str, troubles: Iterable[Trouble]) -> tuple[Fault, ...]:
    name = source.name_trouble(path)
    said = [*troubles, name] if name else list(troubles)
    if not said:
        return ()
    lines = Lines(text)

    def location(start: int, end: int) -> Location:
        return Location(place, *lines.place(start), *lines.place(max(start, end)))

    return tuple(
        Fault(
            trouble.kind,
            location(trouble.start, trouble.end),
            trouble.message,
            trouble.help,
            tuple(location(*other) for other in trouble.also),
        )
        for trouble in said
    )


def _shown(path: str) -> str:
    """Return a path that can be printed: bytes of its name that are not UTF-8 written out."""
    return path.encode("utf-8", "backslashreplace").decode() if not path.isascii() else path


def key_of(path: str, content: str) -> str:
    """Return the path below the content folder of a path below the root."""
    folder = content.strip("/")
    return path if folder in ("", ".") else path.removeprefix(f"{folder}/")
