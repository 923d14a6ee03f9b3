"""Front matter: where it stands, what it says, where each value is, and what may be wrong."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Any

import pytest

from opslore.document import Document, front_matter, parse, parse_data, quick
from opslore.document.events import PythonParser

if TYPE_CHECKING:
    from opslore.findings import Location


def span(at: Location) -> str:
    return f"{at.line}:{at.column}-{at.end_line}:{at.end_column}"


def faults(document: Document) -> list[tuple[str, str, str, str]]:
    return [(f.kind, span(f.at), f.message, f.help) for f in document.faults]


@pytest.fixture(params=["libyaml", "pure Python"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Either of the two parsers; a text simple enough for neither is not read line by line."""
    if request.param == "pure Python":
        monkeypatch.setattr("opslore.document.events.PARSER", PythonParser)
    monkeypatch.setattr(quick, "read", lambda _: None)
    return str(request.param)


FENCES: list[tuple[str, str, dict[str, Any], str]] = [
    # name, text, data, body
    ("usual", "---\na: 1\n---\nx\n", {"a": 1}, "x\n"),
    ("dots close", "---\na: 1\n...\nx\n", {"a": 1}, "x\n"),
    ("no end of line behind it", "---\na: 1\n---", {"a": 1}, ""),
    ("spaces behind the fences", "--- \na: 1\n---\t \nx\n", {"a": 1}, "x\n"),
    ("empty", "---\n---\nx\n", {}, "x\n"),
    ("only a comment", "---\n# later\n---\nx\n", {}, "x\n"),
    ("CRLF", "---\r\na: 1\r\nb: c\r\n---\r\nx\r\n", {"a": 1, "b": "c"}, "x\r\n"),
    ("CR", "---\ra: 1\rb: c\r---\rx\r", {"a": 1, "b": "c"}, "x\r"),
    ("mixed ends", "---\r\na: 1\nb: c\r\n---\nx\n", {"a": 1, "b": "c"}, "x\n"),
    ("a rule in the body", "---\na: 1\n---\nx\n\n---\n\ny\n", {"a": 1}, "x\n\n---\n\ny\n"),
    ("four hyphens close nothing", "---\na: 1\n----: 2\n---\n", {"a": 1, "----": 2}, ""),
    ("a fence inside a text", "---\na: |\n  ---\n  b\n---\nx\n", {"a": "---\nb\n"}, "x\n"),
    (
        "a setext heading follows",
        "---\na: 1\n---\ntitle: b\n\n---\n",
        {"a": 1},
        "title: b\n\n---\n",
    ),
]


@pytest.mark.parametrize(
    ("text", "data", "body"), [case[1:] for case in FENCES], ids=[case[0] for case in FENCES]
)
def test_fences(text: str, data: dict[str, Any], body: str) -> None:
    document = parse("content/x.md", text)
    assert document.faults == ()
    assert document.data == data
    assert document.text[document.body_offset :] == body
    assert document.has_front_matter


EXAMPLE = "begin the file with a block like this:\n---\ntitle: What this is about\nowner: name-of-the-team\n---"
MISSING: list[tuple[str, str, dict[str, Any], str, str, str, str, str]] = [
    # name, text, data, body, kind, place, message, help
    (
        "none",
        "# Pool\n\nText\n",
        {},
        "# Pool\n\nText\n",
        "no-front-matter",
        "1:1-1:7",
        "has no front matter",
        EXAMPLE,
    ),
    (
        "something behind the fence",
        "--- yaml\na: 1\n---\n",
        {},
        "--- yaml\na: 1\n---\n",
        "no-front-matter",
        "1:1-1:9",
        "begins with `--- yaml`; front matter begins with a line of three hyphens",
        "let the first line be `---`, with nothing else on it",
    ),
    (
        "four hyphens",
        "----\na: 1\n----\n",
        {},
        "----\na: 1\n----\n",
        "no-front-matter",
        "1:1-1:5",
        "begins with `----`; front matter begins with a line of three hyphens",
        "let the first line be `---`, with nothing else on it",
    ),
    (
        "two blank lines before",
        "\n\n---\na: 1\n---\nx\n",
        {"a": 1},
        "x\n",
        "blank-before-front-matter",
        "3:1-3:4",
        "2 blank lines stand before the front matter, so MkDocs prints it as text",
        "delete what stands above `---`",
    ),
    (
        "an indented fence",
        " ---\na: 1\n---\nx\n",
        {"a": 1},
        "x\n",
        "blank-before-front-matter",
        "1:2-1:5",
        "the `---` is indented by 1 space, so MkDocs prints it as text",
        "move it to the beginning of the line",
    ),
    (
        "a rule after a blank line is no front matter",
        "\n---\n\n# Pool\n\n---\n",
        {},
        "\n---\n\n# Pool\n\n---\n",
        "no-front-matter",
        "1:1-1:1",
        "has no front matter",
        EXAMPLE,
    ),
    (
        "TOML",
        '+++\ntitle = "Pool"\n+++\nx\n',
        {},
        "x\n",
        "toml-front-matter",
        "1:1-1:4",
        "the front matter is TOML (between `+++`), only YAML is read",
        (
            "write `---` instead of `+++`, and fields with a colon: "
            '`title: "Pool"` instead of `title = "Pool"`'
        ),
    ),
    (
        "never closed",
        "---\ntitle: Pool\ntags:\n  - a\n\n# Pool\n\nText\n",
        {},
        "\n# Pool\n\nText\n",
        "unclosed-front-matter",
        "1:1-1:4",
        "the front matter that opens here is never closed",
        "add a line `---` after line 4",
    ),
    (
        "closed by four",
        "---\ntitle: Pool\n----\n# Pool\n",
        {},
        "# Pool\n",
        "unclosed-front-matter",
        "1:1-1:4",
        "the front matter that opens here is never closed",
        "line 3 is `----`: write `---`",
    ),
    (
        "closed by an em dash",
        "---\ntitle: Pool\n—\n# Pool\n",
        {},
        "# Pool\n",
        "unclosed-front-matter",
        "1:1-1:4",
        "the front matter that opens here is never closed",
        "line 3 is `—`: write `---`",
    ),
    (
        "a rule on the first line",
        "---\n\nText\n",
        {},
        "\nText\n",
        "unclosed-front-matter",
        "1:1-1:4",
        "the front matter that opens here is never closed",
        "if it is meant as a rule across the page, write `***`",
    ),
    (
        "closed too early",
        "---\ntitle: Pool\n---\nowner: payments\ntags:\n  - a\n---\n# Pool\n",
        {},
        "owner: payments\ntags:\n  - a\n---\n# Pool\n",
        "front-matter-syntax",
        "3:1-3:4",
        "this line ends the front matter, but fields and another `---` follow",
        "delete this line if the fields below it belong to the front matter",
    ),
    (
        "a list",
        "---\n# first\n- a\n- b\n---\n",
        {},
        "",
        "front-matter-not-a-mapping",
        "3:1-3:4",
        "the front matter is a list, expected fields like `owner: name-of-the-team`",
        "write it as\n---\ntitle: What this is about\nowner: name-of-the-team\n---",
    ),
    (
        "prose",
        "---\nthe pool ran dry\n---\n",
        {},
        "",
        "front-matter-not-a-mapping",
        "2:1-2:17",
        "the front matter is a piece of text, expected fields like `owner: name-of-the-team`",
        "write it as\n---\ntitle: What this is about\nowner: name-of-the-team\n---",
    ),
    (
        "too much",
        f"---\na: {'b' * 70000}\n---\nx\n",
        {},
        "x\n",
        "front-matter-too-large",
        "2:1-2:1",
        "the front matter has 70,004 characters, more than the 65,536 that are read",
        "move what is prose into the body",
    ),
]


@pytest.mark.parametrize(
    ("text", "data", "body", "kind", "place", "message", "mend"),
    [case[1:] for case in MISSING],
    ids=[case[0] for case in MISSING],
)
def test_what_is_wrong_with_the_fences(
    text: str, data: dict[str, Any], body: str, kind: str, place: str, message: str, mend: str
) -> None:
    document = parse("content/x.md", text)
    assert faults(document) == [(kind, place, message, mend)]
    assert document.data == data
    assert document.text[document.body_offset :] == body
    assert document.broken == (data == {})


YAML = """\
type: runbook  # a comment
services: [a, "b c"]
params:
  - name: x
    pattern: '[a-z]+'
  - name: y
text: |
  one
  two

empty:
"quoted key": 'it''s'
nested:
  deep: {a: 1, b: [1, 2.5]}
  # a comment
folded: >-
  three
  four
list:
- a
- [b]
long: five
  six
none: ~
last: "é😀" # c
"""
DATA = {
    "type": "runbook",
    "services": ["a", "b c"],
    "params": [{"name": "x", "pattern": "[a-z]+"}, {"name": "y"}],
    "text": "one\ntwo\n",
    "empty": None,
    "quoted key": "it's",
    "nested": {"deep": {"a": 1, "b": [1, 2.5]}},
    "folded": "three four",
    "list": ["a", ["b"]],
    "long": "five six",
    "none": None,
    "last": "é😀",
}
PLACES: list[tuple[tuple[str | int, ...], str, str]] = [
    # steps, place of the value, place of the key
    ((), "1:1-1:4", "1:1-1:4"),
    (("type",), "2:7-2:14", "2:1-2:5"),
    (("services",), "3:11-3:21", "3:1-3:9"),
    (("services", 0), "3:12-3:13", "3:12-3:13"),
    (("services", 1), "3:15-3:20", "3:15-3:20"),
    (("params",), "5:3-7:12", "4:1-4:7"),
    (("params", 0), "5:5-6:22", "5:5-6:22"),
    (("params", 0, "name"), "5:11-5:12", "5:5-5:9"),
    (("params", 0, "pattern"), "6:14-6:22", "6:5-6:12"),
    (("text",), "8:7-10:6", "8:1-8:5"),
    (("empty",), "12:7-12:7", "12:1-12:6"),
    (("quoted key",), "13:15-13:22", "13:1-13:13"),
    (("nested",), "15:3-15:28", "14:1-14:7"),
    (("nested", "deep"), "15:9-15:28", "15:3-15:7"),
    (("nested", "deep", "b", 1), "15:23-15:26", "15:23-15:26"),
    (("folded",), "17:9-19:7", "17:1-17:7"),
    (("list",), "21:1-22:6", "20:1-20:5"),
    (("list", 1, 0), "22:4-22:5", "22:4-22:5"),
    (("long",), "23:7-24:6", "23:1-23:5"),
    (("none",), "25:7-25:8", "25:1-25:5"),
    (("last",), "26:7-26:11", "26:1-26:5"),
    # what does not exist: the name of the nearest that would hold it
    (("owner",), "1:1-1:4", "1:1-1:4"),
    (("owner", "x"), "1:1-1:4", "1:1-1:4"),
    (("services", 7), "3:1-3:9", "3:1-3:9"),
    (("params", 1, "pattern"), "7:5-7:12", "7:5-7:12"),
    (("nested", "other"), "14:1-14:7", "14:1-14:7"),
    (("type", "x", 0), "2:1-2:5", "2:1-2:5"),
]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_values_and_places(parser: str, end: str) -> None:
    del parser
    document = parse("content/x.md", f"---\n{YAML}---\n# Title\n".replace("\n", end))
    assert document.faults == ()
    assert document.data == DATA
    for steps, value, key in PLACES:
        assert (steps, span(document.at(*steps))) == (steps, value)
        assert (steps, span(document.at(*steps, key=True))) == (steps, key)
    assert span(document.front_matter_end) == "27:1-27:1"
    assert document.front_matter_text.replace(end, "\n") == YAML
    assert [document.line(n) for n in (1, 3, 27, 28, 29, 0, 99)] == [
        "---", 'services: [a, "b c"]', "---", "# Title", "", "", "",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("steps", "there"),
    [
        ((), True),
        (("type",), True),
        (("empty",), True),
        (("params", 0, "name"), True),
        (("params", 2), False),
        (("params", "name"), False),
        (("type", 0), False),
        (("empty", "x"), False),
        (("owner",), False),
    ],
)
def test_has(steps: tuple[str | int, ...], there: bool) -> None:
    assert parse("x.md", f"---\n{YAML}---\n").has(*steps) is there


def test_a_new_field_goes_in_at_the_closing_fence() -> None:
    document = parse("x.md", "---\ntitle: Pool\n---\n# Pool\n")
    at = document.front_matter_end
    lines = document.text.split("\n")
    lines.insert(at.line - 1, "owner: payments")
    assert parse("x.md", "\n".join(lines)).data == {"title": "Pool", "owner": "payments"}


FEATURES: list[tuple[str, str, str, str, str, str]] = [
    # name, YAML, kind, place, message, help
    (
        "duplicate key",
        "a: 1\nb: 2\na: 3\n",
        "duplicate-key",
        "4:1-4:2",
        "`a` is already given above, and only the first one counts",
        "delete one of the two",
    ),
    (
        "anchor",
        "a: &x y\n",
        "yaml-feature",
        "2:4-2:6",
        "`&x` is read as an anchor of YAML, which is not read here",
        'if it is text, put it in quotes: `"&x y"`',
    ),
    (
        "anchor of a list",
        "a: &x\n  - y\n",
        "yaml-feature",
        "2:4-2:6",
        "`&x` is read as an anchor of YAML, which is not read here",
        'if it is text, put it in quotes: `"&x"`',
    ),
    (
        "alias",
        "a: *x\n",
        "yaml-feature",
        "2:4-2:6",
        "`*x` is read as an alias of YAML, which is not read here",
        'if it is text, put it in quotes: `"*x"`',
    ),
    (
        "tag",
        "a: !important x\n",
        "yaml-feature",
        "2:4-2:14",
        "`!important` is read as a tag of YAML, which is not read here",
        'if it is text, put it in quotes: `"!important x"`',
    ),
    (
        "tag of Python",
        "a: !!python/object:os.system x\n",
        "yaml-feature",
        "2:4-2:29",
        "`!!python/object:os.system` is read as a tag of YAML, which is not read here",
        'if it is text, put it in quotes: `"!!python/object:os.system x"`',
    ),
    (
        "merge key",
        "<<: {a: 1}\n",
        "yaml-feature",
        "2:1-2:3",
        "a merge key is not read here",
        "write the fields out",
    ),
    (
        "directive",
        "%YAML 1.1\n",
        "yaml-feature",
        "2:1-2:10",
        "a directive of YAML (a line that begins with `%`) is not read here",
        "delete it",
    ),
    (
        "template",
        "title: {{ name }}\n",
        "yaml-feature",
        "2:8-2:10",
        "a value that begins with `{{` is read as a mapping",
        'put it in quotes: `"{{ name }}"`',
    ),
    (
        "list as a key",
        "? [a]\n: b\n",
        "yaml-feature",
        "2:3-2:4",
        "a list is the name of a field here; names are plain words",
        "if it is text, put it in quotes",
    ),
    (
        "empty key",
        "~: 1\n'': 2\n? \n: 3\n",
        "yaml-feature",
        "4:2-4:2",
        "an empty key is not read here",
        "write a name before the colon",
    ),
    (
        "nine levels",
        "a: [[[[[[[[1]]]]]]]]\n",
        "nesting-too-deep",
        "2:11-2:12",
        "is nested 9 levels deep; 8 are read",
        "no field needs more than four levels: is a bracket or a dash too many here?",
    ),
    (
        "control character",
        "a: x\x07y\n",
        "bad-character",
        "2:5-2:6",
        "the character U+0007, which nobody can see, stands here",
        "delete it",
    ),
    (
        "line separator",
        "a: x\u2028y\n",
        "bad-character",
        "2:5-2:6",
        "the character U+2028, which nobody can see, stands here",
        "delete it",
    ),
    (
        "next line, which libyaml takes for an end of line",
        "a: x\x85b: y\n",
        "bad-character",
        "2:5-2:6",
        "the character U+0085, which nobody can see, stands here",
        "delete it",
    ),
    (
        "zero width space",
        "a: x\u200by\n",
        "bad-character",
        "2:5-2:6",
        "the character U+200B, which nobody can see, stands here",
        "delete it",
    ),
    (
        "escaped control character",
        'a: "x\\ay"\n',
        "bad-character",
        "2:4-2:10",
        "the text holds the character U+0007, which nobody can see",
        "delete the escape (a backslash and what follows it) that writes it",
    ),
]


@pytest.mark.parametrize(
    ("yaml", "kind", "place", "message", "mend"),
    [case[1:] for case in FEATURES],
    ids=[case[0] for case in FEATURES],
)
def test_what_front_matter_may_not_use(
    parser: str, yaml: str, kind: str, place: str, message: str, mend: str
) -> None:
    del parser
    document = parse("content/x.md", f"---\n{yaml}---\n# T\n")
    assert faults(document) == [(kind, place, message, mend)]
    assert document.data == ({"a": 1, "b": 2} if kind == "duplicate-key" else {})


def test_eight_levels_are_read() -> None:
    document = parse("x.md", "---\na: [[[[[[[1]]]]]]]\n---\n")
    assert document.data == {"a": [[[[[[[1]]]]]]]}
    assert document.faults == ()


def test_duplicate_keys_show_both_places_and_keep_the_first() -> None:
    yaml = "a:\n  b: 1\n  b: [{x: 1}]\nc: 1\na: 2\na: {b: 3}\n"
    document = parse("x.md", f"---\n{yaml}---\n")
    assert document.data == {"a": {"b": 1}, "c": 1}
    assert [(span(f.at), [span(also) for also in f.also]) for f in document.faults] == [
        ("4:3-4:4", ["3:3-3:4"]),
        ("6:1-6:2", ["2:1-2:2"]),
        ("7:1-7:2", ["2:1-2:2"]),
    ]
    assert span(document.at("a", "b")) == "3:6-3:7"
    assert span(document.at("c")) == "5:4-5:5"
    assert not document.broken


def test_one_fault_where_nothing_can_be_known() -> None:
    """Everything is wrong at once: the first fault is told, the rest would only repeat it."""
    text = b"---\na: &x [[[[[[[[[1]]]]]]]]]\na: *x\nb: : :\n\t- c\n---\n" + b"\xe9"
    document = parse("x.md", text)
    assert [f.kind for f in document.faults] == ["not-utf-8"]
    assert document.data == {}


DATA_FILES: list[tuple[str, str, Any, list[str]]] = [
    ("directory.yml", "teams:\n  - id: a\n", {"teams": [{"id": "a"}]}, []),
    ("directory.yml", "---\nteams: []\n", {"teams": []}, []),
    ("directory.yml", "# nobody yet\n", {}, []),
    ("tickets.json", '[{"url": "x", "n": 1.5, "t": [true, null]}]', [{"url": "x", "n": 1.5, "t": [True, None]}], []),
    ("tickets.json", '[\n\t{"url":"x",\n\t"n":-1}\n]\n', [{"url": "x", "n": -1}], []),
    ("tickets.json", '{"a": "\\ud83d\\ude00 \\/"}', {"a": "😀 /"}, []),
    ("catalog-info.yaml", "kind: Component\n---\nkind: API\n", {"kind": "Component"}, []),
    ("pages.csv", "period,service\n2026-W01,a\n", {}, []),
    ("directory.yml", "a: 1\na: 2\n", {"a": 1}, ["duplicate-key"]),
    ("directory.yml", "a: [1\n", {}, ["front-matter-syntax"]),
    ("directory.yml", "", {}, ["empty-file"]),
    ("tickets.json", '{"a": [1, 2}', {}, ["front-matter-syntax"]),
    ("tickets.json", '{"a": 1, "b": {}, "a": 2}', {"a": 1, "b": {}}, ["duplicate-key"]),
    ("tickets.json", '["\\ud83d"]', {}, ["bad-character"]),
    ("tickets.json", "[" * 100_000, {}, ["nesting-too-deep"]),
    ("tickets.json", "[" * 50 + "1" + "]" * 50, None, []),
    ("tickets.json", "[NaN, 1e999, 123456789012345678901]", ["NaN", "1e999", "123456789012345678901"], []),
]  # fmt: skip


@pytest.mark.parametrize(("path", "text", "data", "kinds"), DATA_FILES)
def test_data_files(path: str, text: str, data: Any, kinds: list[str]) -> None:
    document = parse_data(f"content/{path}", text)
    assert document.data == data or data is None
    assert [f.kind for f in document.faults] == kinds
    assert document.key == path
    assert document.body.paragraphs == ()


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ('[{"a": 1} {"b": 2}]', "1:11-1:12", "a comma is missing before this"),
        ('{"a" 1}', "1:6-1:7", "a colon is missing before this"),
        ("{'a': 1}", "1:2-1:3", "a name in double quotation marks is expected here"),
        ('{"a": }', "1:7-1:8", "a value is expected here"),
        ('[\n  "abc\n]', "2:7-2:7", "a line break or a tab stands between quotation marks"),
        ('["abc', "1:2-1:3", "the quotation mark that opens here is not closed"),
        ('["\\x"]', "1:3-1:4", "this is no escape"),
        ("[1]\n[2]", "2:1-2:2", "the data ended before this"),
    ],
)
def test_mistakes_in_json(text: str, place: str, message: str) -> None:
    document = parse_data("content/tickets.json", text)
    assert [(f.kind, span(f.at), f.message) for f in document.faults] == [
        ("front-matter-syntax", place, message)
    ]


def test_places_in_json() -> None:
    document = parse_data("t.json", '[{"url": "\\ud83d\\ude00", "n": 1},\n {"url": "y"}]')
    assert document.data == [{"url": "😀", "n": 1}, {"url": "y"}]
    assert span(document.at(0, "n")) == "1:31-1:32"
    assert span(document.at(1, "url", key=True)) == "2:3-2:8"


def test_a_large_data_file_is_read() -> None:
    text = "people:\n" + "".join(f"  - id: p{i}\n    name: Name {i}\n" for i in range(6000))
    document = parse_data("content/directory.yml", text)
    assert document.faults == ()
    assert document.data["people"][5999] == {"id": "p5999", "name": "Name 5999"}
    assert span(document.at("people", 5999, "id")) == "12000:9-12000:14"


def test_documents_travel_between_processes() -> None:
    document = parse("x.md", f"---\n{YAML}a: 1\na: 2\n---\n# Title\n")
    document.at("type"), document.body  # what is made on demand stays behind
    again = pickle.loads(pickle.dumps(document))
    assert again == document
    assert hash(again) == hash(document)
    assert again.faults == document.faults
    assert again.at("params", 0, "name") == document.at("params", 0, "name")
    assert again.body.headings == document.body.headings
    assert again.front_matter_end == document.front_matter_end
    assert len(pickle.dumps(document)) < 2 * len(document.text) + 1000


def test_documents_with_other_words_are_not_equal() -> None:
    one = parse("x.md", "---\na: 1\n---\n")
    assert one == parse("x.md", "---\na: 1\n---\n")
    assert one != parse("y.md", "---\na: 1\n---\n")
    assert one != parse("x.md", "---\na: 2\n---\n")
    assert one != "x.md"


def test_places_are_found_without_libyaml(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = front_matter.spans(YAML, front_matter.FrontMatter(0, len(YAML)))
    monkeypatch.setattr("opslore.document.events.PARSER", PythonParser)
    assert front_matter.spans(YAML, front_matter.FrontMatter(0, len(YAML))) == expected
