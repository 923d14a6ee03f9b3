"""From a file to text: any bytes, any kind of file, and what is wrong with it as a file."""

from __future__ import annotations

import errno
import os
import stat
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from opslore.counted import counted
from opslore.document.trouble import Trouble, quoted
from opslore.hashing import blake2b
from opslore.lazy import pattern

if TYPE_CHECKING:
    import re
    from pathlib import Path

DOCUMENT_LIMIT = 1 << 20  # bytes
DATA_LIMIT = 8 << 20  # bytes; a snapshot of a tracker is larger than any document

_BOM = "\ufeff"
_DAMAGED = "it may have been damaged while it was saved: take its last good version from git"
_REASONS = {
    errno.ENOENT: "does not exist",
    errno.EACCES: "may not be read: permission denied",
    errno.EPERM: "may not be read: permission denied",
    errno.ELOOP: "is a symbolic link that leads back to itself",
    errno.ENAMETOOLONG: "has a name longer than the file system takes",
    errno.ENOTDIR: "does not exist: a part of its path is a file",
    errno.EISDIR: "is a folder",
}
_KINDS = (
    (stat.S_ISDIR, "folder"),
    (stat.S_ISFIFO, "named pipe (FIFO)"),
    (stat.S_ISSOCK, "socket"),
    (stat.S_ISBLK, "device"),
    (stat.S_ISCHR, "device"),
)
# Controls, invisible and direction-changing characters; what a person cannot see in a listing.
_INVISIBLE = pattern(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


class Source(NamedTuple):
    """The text of a file and what is wrong with it; the text is empty if it was not read."""

    text: str
    troubles: tuple[Trouble, ...] = ()
    digest: str = ""


def load(root: Path, path: str, content: str, limit: int = DOCUMENT_LIMIT) -> bytes | Trouble:
    """Return the bytes of the file at `path` below `root`, or why they cannot be had.

    Only a regular file of at most `limit` bytes is opened, and only inside the content folder
    (or the root, for a file outside the content folder).
    """
    full = os.path.join(root, path)  # noqa: PTH118 - strings: pathlib costs as much as the read
    try:
        status = os.lstat(full)
        if stat.S_ISLNK(status.st_mode) or _winding(root, path):
            trouble = _outside(root, path, content)
            if trouble:
                return trouble
            status = os.stat(full)  # noqa: PTH116
        if not stat.S_ISREG(status.st_mode):
            return _irregular(status.st_mode)
        if status.st_size > limit:
            return _too_large(status.st_size, limit)
        return _bytes(full, limit)
    except OSError as error:
        return Trouble(
            "unreadable-file", 0, 0, _REASONS.get(error.errno or 0, _spoken(error)), _mend(error)
        )
    except ValueError:  # a NUL in the path
        return Trouble("unreadable-file", 0, 0, "has a name that no file can have")


def _bytes(full: str, limit: int) -> bytes | Trouble:
    # A pipe put in the file's place since would block an ordinary open for ever.
    handle = os.open(full, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            return _irregular(status.st_mode)
        found = os.read(handle, status.st_size + 1)
        if len(found) == status.st_size:
            return found
        parts = [found]  # grown meanwhile, or read in pieces
        size = len(found)
        while found and size <= limit:
            found = os.read(handle, 65536)
            parts.append(found)
            size += len(found)
        return b"".join(parts) if size <= limit else _too_large(size, limit)
    finally:
        os.close(handle)


def _winding(root: Path, path: str) -> bool:
    """Whether a folder on the way is a link, or the way goes up."""
    parts = path.split("/")
    if ".." in parts or path.startswith("/"):
        return True
    way = str(root)
    for part in parts[:-1]:
        way = f"{way}/{part}"
        if stat.S_ISLNK(os.lstat(way).st_mode):
            return True
    return False


def _outside(root: Path, path: str, content: str) -> Trouble | None:
    """Return the trouble with a path whose file is elsewhere than it seems."""
    full = os.path.join(root, path)  # noqa: PTH118
    folder = content.strip("/")
    inside = path.startswith(f"{folder}/") and folder not in ("", ".")
    bound = os.path.realpath(os.path.join(root, folder) if inside else root)  # noqa: PTH118
    real = os.path.realpath(full)
    if real == bound or real.startswith(bound.rstrip("/") + "/"):
        try:
            os.stat(full)  # noqa: PTH116
        except FileNotFoundError:
            pass
        else:
            return None
        return Trouble(
            "not-a-regular-file",
            0,
            0,
            f"is a symbolic link to {quoted(_target(full))}, which does not exist",
            "point the link at a file of the library, or delete it",
        )
    where = f"`{folder}`" if inside else "the project"
    return Trouble(
        "not-a-regular-file",
        0,
        0,
        f"leads out of {where}, so it is not read",
        f"move the file itself into {where}",
    )


def _target(full: str) -> str:
    try:
        return os.readlink(full)  # noqa: PTH115
    except OSError:
        return full


def _irregular(mode: int) -> Trouble:
    name = next((name for test, name in _KINDS if test(mode)), "special file")
    return Trouble(
        "not-a-regular-file",
        0,
        0,
        f"is a {name}, not a file with text",
        "rename it so that it does not look like a document, or delete it",
    )


def _too_large(size: int, limit: int) -> Trouble:
    return Trouble(
        "file-too-large",
        0,
        0,
        f"is {size / 2**20:,.1f} MiB long, more than the {limit >> 20} MiB a file may have",
        "keep logs and exports beside the document and link to them",
    )


def _spoken(error: OSError) -> str:
    return f"cannot be read: {(error.strerror or type(error).__name__).lower()}"


def _mend(error: OSError) -> str:
    return _WAYS_OUT.get(error.errno or 0, "")


_WAYS_OUT = {
    errno.EACCES: "give its owner's group the right to read it",
    errno.EPERM: "give its owner's group the right to read it",
    errno.ELOOP: "point the link at a file of the library, or delete it",
    errno.ENAMETOOLONG: "give it a shorter name",
}


def decode(raw: bytes | str) -> Source:
    """Return the text of a file's bytes, without byte order mark and with its line ends.

    Where the bytes are not UTF-8, what can be shown of them is the text, with U+FFFD in the gaps.
    """
    if isinstance(raw, str):
        digest = blake2b(raw.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
        return _settle(raw, digest)
    digest = blake2b(raw, digest_size=16).hexdigest()
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff") or raw[:4] == b"\x00\x00\xfe\xff":
        return Source("", (_utf16(wide=b"\x00\x00" in raw[:4]),), digest)
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        return _not_utf8(raw, error, digest)
    if "\0" in text and _looks_like_utf16(raw):
        return Source("", (_utf16(mark=False),), digest)
    return _settle(text, digest)


def _settle(text: str, digest: str) -> Source:
    troubles: tuple[Trouble, ...] = ()
    if text.startswith(_BOM):
        bare = text.lstrip(_BOM)
        if len(text) - len(bare) > 1:
            troubles = (
                Trouble(
                    "byte-order-mark",
                    0,
                    0,
                    f"begins with {len(text) - len(bare)} byte order marks; editors and MkDocs "
                    "drop one and take the rest for text",
                    "save the file as UTF-8 without a byte order mark",
                ),
            )
        text = bare
    if not text.strip():
        empty = Trouble(
            "empty-file",
            0,
            0,
            "is empty" if not text else "holds nothing but blank lines",
            "write the document, or delete the file",
        )
        return Source(text, (empty,), digest)
    if not text.isascii():
        found = _SURROGATE.search(text)
        if found:
            text, trouble = _without_surrogates(text, found)
            return Source(text, (*troubles, trouble), digest)
    at = text.find("\0")
    if at >= 0:
        nul = Trouble(
            "nul-byte",
            at,
            at + 1,
            f"holds {counted(text.count(chr(0)), 'NUL byte')}, which text never has",
            _DAMAGED,
        )
        return Source(text, (*troubles, nul), digest)
    return Source(text, troubles, digest)


_SURROGATE = pattern(r"[\ud800-\udfff]")


def _without_surrogates(text: str, found: re.Match[str]) -> tuple[str, Trouble]:
    trouble = Trouble(
        "bad-character",
        found.start(),
        found.end(),
        f"half a character stands here (the lone surrogate U+{ord(found[0]):04X})",
        "type the character again and save the file as UTF-8",
    )
    return _SURROGATE.sub("\ufffd", text), trouble


def _utf16(*, mark: bool = True, wide: bool = False) -> Trouble:
    name = "UTF-32" if wide else "UTF-16"
    said = f"begins with the byte order mark of {name}" if mark else f"looks like {name}"
    return Trouble(
        "byte-order-mark" if mark else "not-utf-8",
        0,
        0,
        f"{said}; documents are UTF-8",
        "save the file as UTF-8 (in PowerShell: Out-File -Encoding utf8NoBOM)",
    )


def _looks_like_utf16(raw: bytes) -> bool:
    start = raw[:64]
    return max(start[::2].count(0), start[1::2].count(0)) * 5 >= len(start) * 2


def _not_utf8(raw: bytes, error: UnicodeDecodeError, digest: str) -> Source:
    at = error.start
    before = raw[:at].decode().lstrip(_BOM)
    text = raw.decode("utf-8", "replace").lstrip(_BOM)
    if not text.strip():
        text = "\ufffd"
    place = (len(before), len(before) + 1)
    if error.reason == "unexpected end of data":
        cut = Trouble("not-utf-8", *place, "the file ends in the middle of a character", _DAMAGED)
        return Source(text, (cut,), digest)
    byte = raw[at]
    # 0x80 to 0x9F are control characters in Latin-1 and letters and signs in Windows-1252.
    name = "Latin-1" if byte >= 0xA0 else "Windows-1252"
    letter = bytes([byte]).decode("latin-1" if byte >= 0xA0 else "cp1252", "replace")
    meant = f"; in {name} it would be `{letter}`" if letter.isprintable() else ""
    trouble = Trouble(
        "not-utf-8",
        *place,
        f"byte {byte:#04x} is not UTF-8{meant}",
        "save the file as UTF-8, then look whether its accents and quotation marks are right",
    )
    return Source(text, (trouble,), digest)


def name_trouble(path: str) -> Trouble | None:
    """Return what is confusing about a file's name; None for a name people can type."""
    said = ""
    if not path.isprintable() or not path.isascii():
        if found := _INVISIBLE.search(path):
            what = "a line break" if found[0] in "\r\n" else "a character nobody can see"
            said = f"{what} (U+{ord(found[0]):04X})"
        elif _SURROGATE.search(path):
            said = "bytes that are not UTF-8"
        elif path != unicodedata.normalize("NFC", path):
            said = "accents written as characters of their own (Unicode normal form NFD)"
    if not said:
        parts = path.split("/")
        if "\\" in path:
            said = "a backslash, which is a folder separator on Windows"
        elif ".." in parts or "." in parts or "" in parts:
            said = "a part that is no name (`.`, `..` or nothing)"
        elif any(part != part.strip() for part in parts):
            said = "a space at the beginning or end of a part"
        elif refused := next((c for c in path if c in '<>:"|?*'), ""):
            said = f"a `{refused}`, which no file on Windows may have"
        elif any(part.startswith("-") for part in parts):
            said = "a part that begins with `-`, which commands take for an option"
    if not said:
        return None
    return Trouble(
        "confusing-name",
        0,
        0,
        f"the file's name has {said}",
        "rename it to letters, digits, hyphens and dots",
    )
