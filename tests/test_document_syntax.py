"""Mistakes people make in YAML: the place of the mistake, what it is, and what to type."""

from __future__ import annotations

import pytest

from opslore.document import parse
from opslore.document.events import PythonParser

COLON = "the value of `title` holds a colon, which YAML takes for the end of another name"
TAB = "a tab indents this line; YAML takes only spaces"
OPEN_QUOTE = "the quotation mark that opens here is not closed on this line"
BEHIND_QUOTE = "text goes on behind the closing quotation mark"
SPACE = "a space is missing behind this colon"
DASHES = "let all dashes of a list stand in one column"

MISTAKES: list[tuple[str, str, str, str, str]] = [
    # YAML, line:column, the text marked, message, help
    # 1 a colon inside an unquoted value
    ("title: Fix: the pool\n", "2:11", ":", COLON, 'put the value in quotes: `title: "Fix: the pool"`'),
    ("title: the pool:\nb: 1\n", "2:16", ":", COLON, 'put the value in quotes: `title: "the pool:"`'),
    ("a: 1\r\ntitle: é 😀: x\r\n", "3:11", ":", COLON, 'put the value in quotes: `title: "é 😀: x"`'),
    ('title: the "pool": x\n', "2:18", ":", COLON, "put the value in quotes: `title: 'the \"pool\": x'`"),
    ("a:\n  - title: b: c\n", "3:13", ":", COLON, 'put the value in quotes: `title: "b: c"`'),
    # 2 tabs
    ("a:\n\tb: 1\n", "3:1", "\t", TAB, "write 2 spaces instead"),
    ("a:\n  - x\n\t- y\n", "4:1", "\t", TAB, "write 2 spaces instead"),
    ("a: 1\n\tb: 2\n", "3:1", "\t", TAB, "write 2 spaces instead"),
    ("a:\n  b:\n\t\tc: 1\n", "4:1", "\t\t", TAB, "write 4 spaces instead"),
    ("a: |\n\tb\n", "3:1", "\t", TAB, "write 2 spaces instead"),
    ("a:\n  -\tb\n", "3:4", "\t", "a tab stands where YAML takes only spaces", "write a space"),
    # 3 an unclosed quotation mark
    ('title: "Pool\nowner: a\n', "2:8", '"Pool', OPEN_QUOTE, 'close it: `"Pool"`'),
    ("title: 'Pool\nowner: a\nb: c\n", "2:8", "'Pool", OPEN_QUOTE, "close it: `'Pool'`"),
    ('title: "Pool\nowner: "a"\nz: 1\n', "2:8", '"Pool', OPEN_QUOTE, 'close it: `"Pool"`'),
    ("title: 'it's here'\nb: 1\n", "2:12", "s here'", BEHIND_QUOTE, "put all of the value in quotes: `\"it's here\"`"),
    ('title: "Pool" dry\nb: 1\n', "2:15", "dry", BEHIND_QUOTE, "put all of the value in quotes: `'\"Pool\" dry'`"),
    ('a: "x "y" z"\n', "2:8", 'y" z"', BEHIND_QUOTE, "put all of the value in quotes: `'x \"y\" z'`"),
    # 4 an unclosed bracket
    ("tags: [a, b\nowner: x\n", "2:7", "[a, b", "the bracket `[` that opens here is not closed", "close it: `[a, b]`"),
    ("tags: [a, b,\n", "2:7", "[a, b,", "the bracket `[` that opens here is not closed", "close it: `[a, b]`"),
    ("x: {a: 1\nowner: x\n", "2:4", "{a: 1", "the bracket `{` that opens here is not closed", "close it: `{a: 1}`"),
    ("tags: [a, b]]\n", "2:13", "]", "`]` closes a bracket that is not open", "delete it"),
    (
        "title: [PM-1] pool\n",
        "2:15",
        "pool",
        "text goes on behind the closing bracket",
        'put all of the value in quotes: `"[PM-1] pool"`',
    ),
    # 5 wrong indentation
    (
        "a:\n    b: 1\n  c: 2\n",
        "4:1",
        "  c: 2",
        "this line is indented by 2 spaces, the fields above by 0 or 4",
        "remove the spaces before it",
    ),
    (
        "a:\n    b: 1\n   c: 2\n",
        "4:1",
        "   c: 2",
        "this line is indented by 3 spaces, the fields above by 0 or 4",
        "indent it by 4 spaces",
    ),
    (
        "title: Pool\n  owner: a\n",
        "3:1",
        "  ",
        "this line is indented deeper than `title` above, which already has the value `Pool`",
        "remove the spaces before it",
    ),
    (
        "a:\n  - id: A1\n      due: x\n",
        "4:1",
        "      ",
        "this line is indented deeper than `id` above, which already has the value `A1`",
        "indent it by 4 spaces",
    ),
    (
        "  a: 1\nb: 2\n",
        "3:1",
        "b: 2",
        "this line is indented by no space, the fields above by 2",
        "indent it by 2 spaces",
    ),
    (
        "a: |\n    b\n  c\nd: 1\n",
        "4:1",
        "  c",
        "this line is indented less than the first line of the text it belongs to",
        "let all lines of the text begin in the column of the first, or further right",
    ),
    # 6 a value that begins with a sign YAML keeps for itself
    ("owner: @dana\n", "2:8", "@", "a value without quotation marks may not begin with `@`", 'put it in quotes: `"@dana"`'),
    ("title: `x` fails\n", "2:8", "`", "a value without quotation marks may not begin with `` ` ``", 'put it in quotes: `` "`x` fails" ``'),
    ("a: %x\n", "2:4", "%", "a value without quotation marks may not begin with `%`", 'put it in quotes: `"%x"`'),
    ("a: *b* c\n", "2:4", "*", "a value without quotation marks may not begin with `*`", 'put it in quotes: `"*b* c"`'),
    ("a: , b\n", "2:4", ",", "a value without quotation marks may not begin with `,`", 'put it in quotes: `", b"`'),
    ("a:\n  - @b\n", "3:5", "@", "a value without quotation marks may not begin with `@`", 'put it in quotes: `"@b"`'),
    ("a: 1\n%b: 2\n", "3:1", "%", "a line may not begin with `%`", "begin a comment with `#`"),
    (
        "title: > Pool\n",
        "2:8",
        "> Pool",
        "behind `>` the text begins on the next line",
        'move it there, indented, or put it in quotes: `"> Pool"`',
    ),
    # 7 a missing space behind a colon
    ("title:Pool\nowner: a\n", "2:6", ":", SPACE, "write `title: Pool`"),
    ("owner: a\ntitle:Pool\n", "3:6", ":", SPACE, "write `title: Pool`"),
    ("owner: a\ntitle:Pool\nb: c\n", "3:6", ":", SPACE, "write `title: Pool`"),
    ("title:Pool\n", "2:6", ":", SPACE, "write `title: Pool`"),
    ("a:\n  - b: 1\n    c:2\n    d: 3\n", "4:6", ":", SPACE, "write `c: 2`"),
    # 8 a list item out of its column
    (
        "tags:\n  - a\n - b\n",
        "4:2",
        "-",
        "this list item is indented by 1 space, the one above by 2 spaces",
        "indent it by 2 spaces",
    ),
    (
        "tags:\n  - a\n   - b\n",
        "4:4",
        "-",
        "this list item is not in the column of the one above, so it is joined to it",
        DASHES,
    ),
    (
        "tags:\n- a\n  - b\nx: y\n",
        "4:3",
        "-",
        "this list item is not in the column of the one above, so it is joined to it",
        DASHES,
    ),
    (
        "tags:\n  -a\n  -b\n",
        "3:3",
        "-",
        "a dash without a space behind it begins no list item",
        "write `- a`",
    ),
    (
        "b: c\n- a\n",
        "3:1",
        "-",
        "a list item stands where a name is expected",
        "a list stands below the name it belongs to: is that line missing?",
    ),
    (
        "a: - b\n",
        "2:4",
        "-",
        "a list begins on a line of its own, not behind `a:`",
        "write `- b` on the next line, indented by two spaces",
    ),
    (
        "tags:\n  - a\n  b: c\nx: 1\n",
        "4:3",
        "b: c",
        "a name stands in the column of the dashes above it",
        "indent it by 4 spaces if it belongs to the item above; else by less than the dashes",
    ),
    # 9 a backslash in double quotation marks
    (
        'p: "C:\\dir"\n',
        "2:7",
        "\\d",
        "`\\d` means nothing between double quotation marks, where a backslash begins an escape",
        "use single quotation marks: `'C:\\dir'`",
    ),
    (
        'a: 1\np: "it\'s \\xZZ"\n',
        "3:10",
        "\\x",
        "`\\x` means nothing between double quotation marks, where a backslash begins an escape",
        "use single quotation marks: `'it''s \\xZZ'`",
    ),
    # 10 a line that is no field (a stray `---` is among the fences)
    (
        "a: 1\nsome words\nb: 2\n",
        "3:1",
        "some words",
        "`some words` is neither `name: value` nor an item of a list",
        "give it a name and a colon, begin it with `- `, or put it in quotes behind its name",
    ),
    (
        "tags:\n  - a\n  b\nx: 1\n",
        "4:3",
        "b",
        "`b` is neither `name: value` nor an item of a list",
        "give it a name and a colon, begin it with `- `, or put it in quotes behind its name",
    ),
    # none of them
    (
        "a: 1\n: b\n",
        "3:1",
        ": b",
        "this cannot be read as YAML: `: b`",
        "compare indentation, quotation marks and brackets with the lines above",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("yaml", "place", "marked", "message", "mend"), MISTAKES, ids=[repr(m[0]) for m in MISTAKES]
)
@pytest.mark.parametrize("python", [False, True], ids=["libyaml", "pure Python"])
def test_mistakes(
    yaml: str,
    place: str,
    marked: str,
    message: str,
    mend: str,
    python: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if python:
        monkeypatch.setattr("opslore.document.events.PARSER", PythonParser)
    document = parse("content/x.md", f"---\n{yaml}---\n# T\n")
    assert document.data == {}
    (fault,) = document.faults
    at = fault.at
    text = document.line(at.line)[at.column - 1 : at.end_column - 1]
    assert (fault.kind, f"{at.line}:{at.column}", text) == ("front-matter-syntax", place, marked)
    assert (fault.message, fault.help) == (message, mend)
    assert at.end_line == at.line


@pytest.mark.parametrize(
    "mended",
    [
        'title: "Fix: the pool"\n',
        "title: 'the \"pool\": x'\n",
        'title: "it\'s here"\n',
        "title: '\"Pool\" dry'\n",
        "tags: [a, b]\nowner: x\n",
        'title: "[PM-1] pool"\n',
        'owner: "@dana"\n',
        'title: "`x` fails"\n',
        "p: 'C:\\dir'\n",
        "p: 'it''s \\xZZ'\n",
    ],
)
def test_what_the_help_says_to_type_is_read(mended: str) -> None:
    assert parse("x.md", f"---\n{mended}---\n").faults == ()
