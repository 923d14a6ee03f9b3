"""Where a cursor (`‸`) stands in YAML that is half typed."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opslore.lsp.cursor import Cursor, find
from opslore.lsp.regions import link_target, region
from opslore.lsp.text import Text


def at(marked: str) -> Cursor | None:
    lines = marked.split("\n")
    number = next(n for n, line in enumerate(lines) if "‸" in line)
    column = lines[number].index("‸")
    lines[number] = lines[number].replace("‸", "")
    return find(lines, number, column)


@pytest.mark.parametrize(
    ("marked", "steps", "slot", "typed", "word"),
    [
        ("‸", (), "key", "", ""),
        ("sev‸", (), "key", "sev", "sev"),
        ("sev‸erity: sev1", (), "key", "sev", "severity"),
        ("severity: ‸", ("severity",), "value", "", ""),
        ("severity: se‸v1 # why", ("severity",), "value", "se", "sev1"),
        ("title: ‸", ("title",), "value", "", ""),
        ('title: "two w‸ords"', ("title",), "value", "two w", "two words"),
        ("title: 'open‸", ("title",), "value", "open", "open"),
        ("url: https://exa‸mple.com", ("url",), "value", "https://exa", "https://example.com"),
        ("'a b': ‸", ("a b",), "value", "", ""),
        ("roles:\n  ‸", ("roles",), "key", "", ""),
        ("roles:\n  inc‸: x\n  scribe: y", ("roles",), "key", "inc", "inc"),
        ("roles:\n  scribe: x\n‸", (), "key", "", ""),
        ("services: [‸", ("services", 0), "value", "", ""),
        ("services: [che‸ckout, b]", ("services", 0), "value", "che", "checkout"),
        ("services: [a, b‸", ("services", 1), "value", "b", "b"),
        ("services: ['a', 'b‸c']", ("services", 1), "value", "b", "bc"),
        ("services: [a,\n  b‸,\n  c]\nx: 1", ("services", 1), "value", "b", "b"),
        ("services: [a\nseverity: ‸", ("severity",), "value", "", ""),
        ("services:\n- ‸", ("services", 0), "item", "", ""),
        ("services:\n  - a\n  - ‸", ("services", 1), "item", "", ""),
        ("services:\n- a\n- b‸\nx: 1", ("services", 1), "item", "b", "b"),
        ("items:\n  - id: A1\n    ‸", ("items", 0), "key", "", ""),
        ("items:\n  - id: A1\n    ow‸", ("items", 0), "key", "ow", "ow"),
        ("items:\n  - id: A1\n  - i‸d: A2", ("items", 1), "key", "i", "id"),
        ("items:\n  - id: A1\n    due: ‸\n    owner: x", ("items", 0, "due"), "value", "", ""),
        ("items:\n  - {id: F1, ki‸}", ("items", 0), "key", "ki", "ki"),
        ("items:\n  - {id: F1, kind: te‸, x: 1}", ("items", 0, "kind"), "value", "te", "te"),
        ("when: {severity: [sev1, ‸]}", ("when", "severity", 1), "value", "", ""),
        ("a:\n  - - b\n    - ‸", ("a", 0, 1), "item", "", ""),
        ("text: >-\n  sentence: one\nse‸", (), "key", "se", "se"),
        ("text: |\n\n  long\n\nse‸", (), "key", "se", "se"),
        ("# severity: x\nse‸", (), "key", "se", "se"),
        ("broken\nroles:\n  ‸", ("roles",), "key", "", ""),
        ("a: [x, {y: 1\nroles:\n  ‸", ("roles",), "key", "", ""),
    ],
)
def test_what_is_being_written(marked, steps, slot, typed, word) -> None:
    found = at(marked)
    assert found is not None
    assert (found.steps, found.slot, found.typed, found.word) == (steps, slot, typed, word)
    line = next(line for line in marked.split("\n") if "‸" in line).replace("‸", "")
    assert line[found.start : found.end] == word


@pytest.mark.parametrize(
    "marked",
    [
        "severity:‸",  # a value begins behind a blank
        "# sev‸",
        "severity: sev1 # why‸",
        "services: [a] ‸",
        "text: >-\n  word‸",
        "text: |\n  one\n\n  two‸",
        "title: one\n  two‸",  # goes on with the value above
        "services:\n  -‸",
        "x: &a‸",
        "x: |‸",
    ],
)
def test_nothing_is_offered(marked) -> None:
    assert at(marked) is None


@pytest.mark.parametrize(
    ("marked", "siblings"),
    [
        ("a: 1\n‸\nb: 2", {"a", "b"}),
        ("a: 1\nb‸\nc:\n  d: 1", {"a", "c"}),
        ("c:\n  d: 1\n  ‸\n  e: [\nf: 1", {"d", "e"}),
        ("xs:\n- a: 1\n  ‸\n  b: 1\n- c: 1", {"a", "b"}),
        ("x: {a: 1, b: 2, ‸}", {"a", "b"}),
    ],
)
def test_keys_beside_the_cursor(marked, siblings) -> None:
    found = at(marked)
    assert found is not None
    assert found.siblings == siblings


@pytest.mark.parametrize(
    ("marked", "listed"),
    [
        ("x: [a, 'b c', ‸]", {"a", "b c"}),
        ("x: [a,\n  b, ‸", {"a", "b"}),
        ("x: [‸", set()),
        ("x: [{a: 1, b: [c, ‸", {"c"}),
        ("x:\n  - a\n  - ‸\n  - b", {"a", "b"}),
        ('x:\n  - a\n  - c‸\n  - "b" # why\ny:\n  - d', {"a", "b"}),
        ("x:\n- a\n- ‸", {"a"}),
        ("x:\n  - y: a\n  - ‸", set()),
        ("x: ‸", set()),
    ],
)
def test_values_that_a_list_has_already(marked, listed) -> None:
    found = at(marked)
    assert found is not None
    assert found.listed == listed


YAML = st.text(alphabet="ab:- \n[]{},'\"#|>&\t\ufeff\u2028😀", max_size=80)


@settings(max_examples=500, deadline=None)
@given(YAML, st.integers(0, 90), st.integers(0, 90))
def test_any_text_and_any_place(text, number, column) -> None:
    lines = text.split("\n")
    found = find(lines, number, column)
    if found:
        line = lines[number] if number < len(lines) else ""
        assert 0 <= found.start <= min(column, len(line)) <= found.end <= len(line)
        assert line[found.start : found.end] == found.word


@pytest.mark.parametrize("piece", ["[", "{a: ", "- ", "'", '"', ": ", " ", "a: [", "#", ",", "-"])
def test_time_grows_with_the_text_and_not_faster(piece) -> None:
    line = piece * (200_000 // len(piece))
    begun = time.process_time()
    find([line], 0, len(line))
    find([piece] * 5_000, 4_999, 1)
    assert time.process_time() - begun < 5


@pytest.mark.parametrize(
    ("text", "data", "first", "end"),
    [
        ("---\na: 1\n---\nx", False, 1, 2),
        ("---\na: 1\n", False, 1, 3),  # not closed yet
        ("\ufeff---\na\n...\n", False, 1, 2),
        ("# x\n---\na: 1\n---\n", False, 0, 0),
        ("", False, 0, 0),
        ("a: 1\n", True, 0, 3),
    ],
)
def test_lines_of_yaml(text, data, first, end) -> None:
    found = region(Text(text), data=data)
    assert (found.first, found.end) == (first, end)


@pytest.mark.parametrize(
    ("marked", "typed"),
    [
        ("see [x](../ru‸", "../ru"),
        ("see [x](‸) and", ""),
        ("see [x](a.md#b‸c)", "a.md#b"),
        ("see [x](a.md) ‸", None),
        ("see [x‸](a.md)", None),
        ("[x](a b‸", None),
        ("‸", None),
    ],
)
def test_address_of_a_link(marked, typed) -> None:
    column = marked.index("‸")
    found = link_target(marked.replace("‸", ""), column)
    assert (found and found[2]) == typed
