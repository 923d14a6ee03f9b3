"""Data files, and documents on their way between processes."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Any

import pytest

from opslore.document import Document, front_matter, parse, parse_data, quick
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
