"""Whatever the bytes: a document, and places that lie inside it."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

from hypothesis import example, given, settings
from hypothesis import strategies as st

from opslore.document import Document, parse, parse_data
from opslore.document.lines import Lines
from opslore.document.model import UNUSABLE

if TYPE_CHECKING:
    from opslore.findings import Location

WORDS = [
    "---\n", "---", "...\n", "+++\n", "\n", "\r\n", "\r", " ", "    ", "\t", "a: ", "- ", "1. ", "b", "é", "😀", "\ufeff",
    "\x00", "\u2028", "\x85", "\ud800", '"', "'", "[", "]", "{", "}", "|", ">", "*", "&", "!", "%", "@", "`", "```\n", "#",
    "# ", "## x\n", "!!! note\n", '=== "a"\n', "??? x\n", "<b>", "<!--", "-->", "[a](b)", "![c](d)", "{#e}", "| a |\n",
    "|---|\n", "> ", "\\", ":", "x: y\n", "- [ ] ", "<a id='f'>", "_", "~~~\n", "===\n", "1) ", "<<: ", "? ", "[r]: s\n",
]  # fmt: skip
SOUP = st.lists(st.sampled_from(WORDS) | st.text(max_size=4), max_size=40).map("".join)
FILES = SOUP | SOUP.map(lambda s: "---\n" + s) | st.text()
BYTES = st.binary() | FILES.map(lambda s: s.encode("utf-8", "surrogatepass")) | FILES.map(
    lambda s: s.encode("utf-16", "surrogatepass")
) | FILES.map(lambda s: s.encode("latin-1", "replace"))  # fmt: skip


def inside(document: Document, at: Location) -> None:
    lines = Lines(document.text)
    ends = [(at.line, at.column), (at.end_line, at.end_column)]
    assert ends == sorted(ends)
    for line, column in ends:
        assert 1 <= line <= len(lines.starts)
        end = lines.starts[line] if line < len(lines.starts) else len(document.text)
        assert 1 <= column <= end - lines.starts[line - 1] + 1
    assert at.path == document.path


def look(document: Document) -> None:
    for fault in document.faults:
        inside(document, fault.at)
        assert fault.message
        assert fault.message[0] == fault.message.strip()[0]
        for also in fault.also:
            inside(document, also)
    assert sum(fault.kind in UNUSABLE for fault in document.faults) <= 1
    for steps in ((), ("a",), ("x", 0), ("a", 0, "x")):
        inside(document, document.at(*steps))
        inside(document, document.at(*steps, key=True))
    inside(document, document.front_matter_end)
    assert pickle.loads(pickle.dumps(document)) == document
    document.text.encode()
    if not document.broken and isinstance(document.data, dict):
        for key in document.data:
            assert document.has(key)
            at = document.at(key, key=True)
            assert document.line(at.line)[at.column - 1 :].lstrip("\"'")[:1] in (
                key[:1],
                "\\",
                "",
                "'",
            )
    body = document.body
    last = len(Lines(document.text).starts) + 1
    for parts in (body.headings, body.steps, body.bullets, body.fences, body.tables, body.links):
        numbers = [part.line for part in parts]
        assert all(1 <= number <= last for number in numbers)
    for parts in (body.steps, body.bullets, body.fences, body.paragraphs, body.sections):
        assert all(part.line < part.end_line <= last for part in parts)
    for link in body.links:
        inside(document, link.at)
    numbers = [number for number, _ in body.prose()]
    assert numbers == sorted(set(numbers))
    for number, text in body.prose():
        assert len(text) <= len(document.line(number))


@settings(max_examples=600, deadline=None)
@given(BYTES)
@example(b"\xef\xbb\xbf\xef\xbb\xbf---\na: \xe9")
@example(b"---\r---")
@example(b"---\n? a\n---\n")
def test_any_bytes(raw: bytes) -> None:
    look(parse("content/x.md", raw))


@settings(max_examples=600, deadline=None)
@given(FILES)
@example("---\na: '\n'\n---\n")
@example("- ```\n\ud800")
def test_any_text(text: str) -> None:
    look(parse("content/x.md", text))


@settings(max_examples=300, deadline=None)
@given(FILES, st.sampled_from(["content/a.yml", "content/a.json", "content/a.csv"]))
def test_any_data_file(text: str, path: str) -> None:
    look(parse_data(path, text))


@settings(max_examples=300, deadline=None)
@given(st.text())
def test_any_path(path: str) -> None:
    document = parse(path, b"---\na: 1\n---\n")
    document.path.encode()
    document.key.encode()
