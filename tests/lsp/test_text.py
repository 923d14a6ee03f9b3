"""Columns as editors count them."""

from __future__ import annotations

import pytest
from lsprotocol import types

from opslore.findings import Location
from opslore.lsp.text import Text

LINE = "a😀é\U0001f680z"  # code points: a=0, 😀=1, é=2, rocket=3, z=4


@pytest.mark.parametrize(
    ("encoding", "columns"),
    [
        ("utf-16", [0, 1, 3, 4, 6, 7]),
        ("utf-8", [0, 1, 5, 7, 11, 12]),
        ("utf-32", [0, 1, 2, 3, 4, 5]),
    ],
)
def test_both_ways(encoding, columns) -> None:
    text = Text(f"x\n{LINE}\ny", encoding)
    for column, units in enumerate(columns):
        assert text.position(1, column) == types.Position(1, units)
        assert text.column(types.Position(1, units)) == column


@pytest.mark.parametrize(("units", "column"), [(2, 1), (5, 3), (99, 5)])
def test_inside_a_character_and_beyond_the_line(units, column) -> None:
    assert Text(LINE).column(types.Position(0, units)) == column


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a\r\nb\rc\nd", ["a", "b", "c", "d"]),
        ("a\u2028b\x0bc\x85d", ["a\u2028b\x0bc\x85d"]),  # for an editor that is one line
        ("a\n", ["a", ""]),
        ("", [""]),
    ],
)
def test_lines(text, lines) -> None:
    assert Text(text).lines() == lines


@pytest.mark.parametrize(
    ("text", "at", "span"),
    [
        ("ab\ncd", Location("x", 1, 1, 1, 3), (0, 0, 0, 2)),
        ("ab\ncd", Location("x", 1, 2, 2, 2), (0, 1, 1, 1)),
        ("abc  \n", Location("x", 1, 2), (0, 1, 0, 3)),  # without a span: the rest of the line
        ("\ufeffab", Location("x", 1, 1, 1, 3), (0, 1, 0, 3)),  # the mark is no part of it
        ("😀ab", Location("x", 1, 2, 1, 3), (0, 2, 0, 3)),
        ("ab", Location("x", 9, 1, 9, 2), (0, 0, 0, 1)),  # a line that is gone
    ],
)
def test_places_of_findings(text, at, span) -> None:
    found = Text(text).range(at)
    start, end = found.start, found.end
    assert (start.line, start.character, end.line, end.character) == span


@pytest.mark.parametrize(
    ("text", "put"),
    [
        ("a\r\nb\n", "x\r\ny\r\n"),
        ("a\nb\r\n", "x\ny\n"),
        ("\n\r\n", "x\ny\n"),
        ("\r\n", "x\r\ny\r\n"),
        ("", "x\ny\n"),
        ("no end", "x\ny\n"),
    ],
)
def test_lines_that_are_put_in_end_as_the_first_one_does(text, put) -> None:
    assert Text(text).with_ends("x\ny\n") == put
