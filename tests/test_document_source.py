"""Files of every kind, bytes of every encoding, names of every sort."""

from __future__ import annotations

import errno
import os
import socket
import sys
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from opslore.document import Document, parse, read, read_data

if TYPE_CHECKING:
    from collections.abc import Callable

GOOD = b"---\ntitle: Pool\n---\n# Pool\n"


def place(document: Document, number: int = 0) -> str:
    at = document.faults[number].at
    return f"{at.line}:{at.column}-{at.end_line}:{at.end_column}"


def told(document: Document) -> list[tuple[str, str]]:
    return [(fault.kind, fault.message) for fault in document.faults]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    (root / "content" / "runbooks").mkdir(parents=True)
    (root / "content" / "runbooks" / "good.md").write_bytes(GOOD)
    (tmp_path / "outside.md").write_bytes(GOOD)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "x.md").write_bytes(GOOD)
    (root / "README.md").write_bytes(GOOD)
    return root


def test_an_ordinary_file(project: Path) -> None:
    document = read(project, "content/runbooks/good.md")
    assert document.path == "content/runbooks/good.md"
    assert document.key == "runbooks/good.md"
    assert document.data == {"title": "Pool"}
    assert document.text == GOOD.decode()
    assert document.digest == blake2b(GOOD, digest_size=16).hexdigest()
    assert document.faults == ()
    assert not document.broken


@pytest.mark.parametrize(
    ("content", "path", "key"),
    [
        ("content", "content/runbooks/good.md", "runbooks/good.md"),
        ("content/", "content/runbooks/good.md", "runbooks/good.md"),
        ("content/runbooks", "content/runbooks/good.md", "good.md"),
        (".", "content/runbooks/good.md", "content/runbooks/good.md"),
        ("", "README.md", "README.md"),
        ("content", "README.md", "README.md"),
    ],
)
def test_key_is_the_path_below_content(project: Path, content: str, path: str, key: str) -> None:
    document = read(project, path, content)
    assert (document.path, document.key, document.faults) == (path, key, ())


def pipe(path: Path) -> None:
    os.mkfifo(path)


def listener(path: Path) -> None:
    holder = socket.socket(socket.AF_UNIX)
    here = Path.cwd()
    os.chdir(path.parent)  # an address has at most 108 bytes
    try:
        holder.bind(path.name)
    finally:
        os.chdir(here)
        holder.close()


def null(path: Path) -> None:
    path.symlink_to("/dev/zero")


SPECIAL: list[tuple[str, Callable[[Path], object], str, str]] = [
    ("folder", lambda p: p.mkdir(), "not-a-regular-file", "is a folder, not a file with text"),
    ("pipe", pipe, "not-a-regular-file", "is a named pipe (FIFO), not a file with text"),
    ("socket", listener, "not-a-regular-file", "is a socket, not a file with text"),
    ("device", null, "not-a-regular-file", "leads out of `content`, so it is not read"),
    (
        "link out",
        lambda p: p.symlink_to("../../outside.md"),
        "not-a-regular-file",
        "leads out of `content`, so it is not read",
    ),
    (
        "link to a file of the project outside content",
        lambda p: p.symlink_to("../../project/README.md"),
        "not-a-regular-file",
        "leads out of `content`, so it is not read",
    ),
    (
        "broken link",
        lambda p: p.symlink_to("gone.md"),
        "not-a-regular-file",
        "is a symbolic link to `gone.md`, which does not exist",
    ),
    (
        "link to itself",
        lambda p: p.symlink_to("x.md"),
        "unreadable-file",
        "is a symbolic link that leads back to itself",
    ),
    ("nothing", lambda _: None, "unreadable-file", "does not exist"),
]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither pipes nor devices")
@pytest.mark.parametrize(
    ("make", "kind", "message"),
    [case[1:] for case in SPECIAL],
    ids=[case[0] for case in SPECIAL],
)
def test_what_is_no_file_is_not_opened(
    project: Path, make: Callable[[Path], object], kind: str, message: str
) -> None:
    make(project / "content" / "x.md")
    document = read(project, "content/x.md")
    assert told(document) == [(kind, message)]
    assert (document.text, document.data, document.digest) == ("", {}, "")
    assert document.broken
    assert place(document) == "1:1-1:1"


def test_a_link_inside_the_library_is_read(project: Path) -> None:
    (project / "content" / "x.md").symlink_to("runbooks/good.md")
    (project / "content" / "linked").symlink_to("runbooks")
    for path in ("content/x.md", "content/linked/good.md"):
        document = read(project, path)
        assert (document.data, document.faults) == ({"title": "Pool"}, ())


@pytest.mark.parametrize(
    "path",
    ["content/away/x.md", "content/../../outside.md", "../outside.md"],
)
def test_nothing_outside_is_read_by_any_way(project: Path, path: str) -> None:
    (project / "content" / "away").symlink_to("../../elsewhere")
    document = read(project, path)
    assert document.faults[0].kind == "not-a-regular-file"
    assert document.text == ""


def test_a_file_reached_by_an_absolute_path_must_lie_inside(project: Path) -> None:
    inside = read(project, str(project / "content" / "runbooks" / "good.md"))
    assert inside.data == {"title": "Pool"}
    outside = read(project, str(project.parent / "outside.md"))
    assert outside.faults[0].kind == "not-a-regular-file"


def test_a_file_without_the_right_to_read_it(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = project / "content" / "x.md"
    path.write_bytes(GOOD)
    path.chmod(0)
    if os.geteuid() == 0:  # root may read everything: the system's answer is played
        opened = os.open

        def refuse(name: str, *arguments: int, **named: int) -> int:
            if str(name).endswith("x.md"):
                raise PermissionError(errno.EACCES, "Permission denied", str(name))
            return opened(name, *arguments, **named)

        monkeypatch.setattr(os, "open", refuse)
    assert told(read(project, "content/x.md")) == [
        ("unreadable-file", "may not be read: permission denied")
    ]


def test_names_no_file_can_have(project: Path) -> None:
    assert told(read(project, "content/a\0b.md"))[0] == (
        "unreadable-file",
        "has a name that no file can have",
    )
    long = "content/" + "a" * 300 + ".md"
    assert told(read(project, long)) == [
        ("unreadable-file", "has a name longer than the file system takes")
    ]
    assert told(read(project, "README.md/x.md")) == [
        ("unreadable-file", "does not exist: a part of its path is a file")
    ]


def test_a_huge_file_is_measured_and_not_read(project: Path) -> None:
    path = project / "content" / "huge.md"
    with path.open("wb") as file:
        file.truncate(20 << 20)
    document = read(project, "content/huge.md")
    assert told(document) == [
        ("file-too-large", "is 20.0 MiB long, more than the 1 MiB a file may have")
    ]
    assert document.text == ""
    assert read_data(project, "content/huge.md").faults[0].message == (
        "is 20.0 MiB long, more than the 8 MiB a file may have"
    )


def test_the_largest_file_is_read(project: Path) -> None:
    (project / "content" / "x.md").write_bytes(GOOD.ljust(1 << 20, b"\n"))
    assert read(project, "content/x.md").faults == ()
    (project / "content" / "x.md").write_bytes(GOOD.ljust((1 << 20) + 1, b"\n"))
    assert [f.kind for f in read(project, "content/x.md").faults] == ["file-too-large"]


BODY = "---\ntitle: é\n---\n# T\n"
TEXTS: list[tuple[str, bytes | str, str, str, str, dict[str, object]]] = [
    # name, bytes, place, kind, message, data
    ("plain", BODY.encode(), "", "", "", {"title": "é"}),
    ("text", BODY, "", "", "", {"title": "é"}),
    ("one byte order mark", BODY.encode("utf-8-sig"), "", "", "", {"title": "é"}),
    ("one in text", "\ufeff" + BODY, "", "", "", {"title": "é"}),
    (
        "two byte order marks",
        b"\xef\xbb\xbf" + BODY.encode("utf-8-sig"),
        "1:1-1:1",
        "byte-order-mark",
        "begins with 2 byte order marks; editors and MkDocs drop one and take the rest for text",
        {"title": "é"},
    ),
    (
        "UTF-16",
        BODY.encode("utf-16"),
        "1:1-1:1",
        "byte-order-mark",
        "begins with the byte order mark of UTF-16; documents are UTF-8",
        {},
    ),
    (
        "UTF-16, the other end first",
        b"\xfe\xff" + BODY.encode("utf-16-be"),
        "1:1-1:1",
        "byte-order-mark",
        "begins with the byte order mark of UTF-16; documents are UTF-8",
        {},
    ),
    (
        "UTF-16 without a mark",
        "---\ntitle: x\n---\n".encode("utf-16-le"),
        "1:1-1:1",
        "not-utf-8",
        "looks like UTF-16; documents are UTF-8",
        {},
    ),
    (
        "Latin-1",
        BODY.encode("latin-1"),
        "2:8-2:9",
        "not-utf-8",
        "byte 0xe9 is not UTF-8; in Latin-1 it would be `é`",
        {},
    ),
    (
        "Latin-1 behind wide characters",
        "---\na: 😀é".encode() + b"\xfc\n---\n",
        "2:6-2:7",
        "not-utf-8",
        "byte 0xfc is not UTF-8; in Latin-1 it would be `ü`",
        {},
    ),
    (
        "Windows-1252",
        b"---\na: \x93b\x94\n---\n",
        "2:4-2:5",
        "not-utf-8",
        "byte 0x93 is not UTF-8; in Windows-1252 it would be `“`",
        {},
    ),
    (
        "cut off in a character",
        BODY.encode() + b"\xe2\x82",
        "5:1-5:2",
        "not-utf-8",
        "the file ends in the middle of a character",
        {},
    ),
    (
        "NUL in the front matter",
        b"---\na: b\0c\n---\n",
        "2:5-2:6",
        "nul-byte",
        "holds 1 NUL byte, which text never has",
        {},
    ),
    (
        "NULs in the body",
        BODY.encode() + b"x\n\0y" + b"\0" * 3,
        "6:1-6:2",
        "nul-byte",
        "holds 4 NUL bytes, which text never has",
        {},
    ),
    (
        "half a character, in text from an editor",
        "---\na: \ud83d\n---\n",
        "2:4-2:5",
        "bad-character",
        "half a character stands here (the lone surrogate U+D83D)",
        {},
    ),
    ("empty", b"", "1:1-1:1", "empty-file", "is empty", {}),
    ("only a mark", b"\xef\xbb\xbf", "1:1-1:1", "empty-file", "is empty", {}),
    ("blank", b"\n \t\r\n", "1:1-1:1", "empty-file", "holds nothing but blank lines", {}),
]


@pytest.mark.parametrize(
    ("raw", "where", "kind", "message", "data"),
    [case[1:] for case in TEXTS],
    ids=[case[0] for case in TEXTS],
)
def test_bytes(
    raw: bytes | str, where: str, kind: str, message: str, data: dict[str, object]
) -> None:
    document = parse("content/x.md", raw)
    assert told(document) == ([(kind, message)] if kind else [])
    assert document.data == data
    if kind:
        assert place(document) == where
        assert document.faults[0].help
        assert document.broken == (data == {})
    assert document.body is document.body


def test_text_and_bytes_have_one_digest() -> None:
    assert parse("x.md", BODY).digest == parse("x.md", BODY.encode()).digest


NAMES = [
    ("content/runbooks/a b.md", None),
    ("content/runbooks/zurück.md", None),
    ("content/ポストモーテム.md", None),
    ("content/.hidden.md", None),
    ("content/a\nb.md", "a line break (U+000A)"),
    ("content/a\x1bb.md", "a character nobody can see (U+001B)"),
    ("content/a\u202eb.md", "a character nobody can see (U+202E)"),
    ("content/a\u200bb.md", "a character nobody can see (U+200B)"),
    (
        "content/zuru\u0308ck.md",
        "accents written as characters of their own (Unicode normal form NFD)",
    ),
    ("content/caf\udce9.md", "bytes that are not UTF-8"),
    ("content/a\\b.md", "a backslash, which is a folder separator on Windows"),
    ("content/../x.md", "a part that is no name (`.`, `..` or nothing)"),
    ("content//x.md", "a part that is no name (`.`, `..` or nothing)"),
    ("content/ x.md", "a space at the beginning or end of a part"),
    ("content/-rf.md", "a part that begins with `-`, which commands take for an option"),
]


@pytest.mark.parametrize(("path", "what"), NAMES)
def test_names(path: str, what: str | None) -> None:
    document = parse(path, GOOD)
    expected = [("confusing-name", f"the file's name has {what}")] if what else []
    assert told(document) == expected
    assert document.data == {"title": "Pool"}  # a name is no reason not to read
    assert not document.broken
    document.path.encode()  # can be printed


def test_a_name_that_is_not_utf_8_is_read_and_written_out(project: Path) -> None:
    name = os.fsencode(project / "content") + b"/caf\xe9.md"
    try:
        with open(name, "wb") as file:  # noqa: PTH123 - a name of bytes
            file.write(GOOD)
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")
    document = read(project, "content/caf\udce9.md")
    assert document.data == {"title": "Pool"}
    assert document.path == "content/caf\\udce9.md"
    assert document.key == "caf\\udce9.md"
    assert document.faults[0].at.path == document.path
