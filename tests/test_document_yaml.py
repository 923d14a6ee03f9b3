"""What front matter may not use, and what is said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from opslore.document import Document, parse, quick
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
