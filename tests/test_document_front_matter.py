"""Front matter: where it stands, what it says, where each value is, and what may be wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from opslore.document import Document, parse, quick
from opslore.document.events import PythonParser
from yaml_sample import YAML

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
