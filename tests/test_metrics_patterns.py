"""Patterns of parameters: what every engine reads alike, and none takes for ever on."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opslore.metrics.patterns import fault

FINE = r"""
[a-z0-9-]+
[a-z0-9]+(-[a-z0-9]+)*
[a-z]+-[0-9a-f]{8,10}-[a-z0-9]{5}
i-[0-9a-f]{8}([0-9a-f]{9})?
\d{4}-\d{2}-\d{2}T\d{2}:\d{2}Z
(eu|us)-(west|east)-[123]
https?://[^/\s]+(/[^\s]*)?
^[A-Z][A-Za-z0-9_]*$
(\d{1,3}\.){3}\d{1,3}
(?:a|b)+c
.*
[^,]+(,[^,]+)*
\w+(\.\w+)*@\w+(\.\w+)+
a{2,}b?
[]a]+
(a|b|ab)c
[\w.-]+
é+
(a?)*
a{0}b
(ab){0,2}
(a{1,2}){2,3}
"""
FOR_EVER = r"""
(a+)+
(a*)*
(a|a)*
(a|aa)+
([a-z]+-?)*
(\w+\s?)+
(.*,)*
([a-zA-Z0-9])(([\-.]|[_]+)?([a-zA-Z0-9]+))*(@)
(x+x+)+y
((a|b)*c?)*
(\d+|[0-9a-f]+)*
"""


@pytest.mark.parametrize("pattern", FINE.strip().split("\n"))
def test_fine(pattern):
    assert fault(pattern) is None
    re.compile(pattern)


@pytest.mark.parametrize("pattern", FOR_EVER.strip().split("\n"))
def test_for_ever(pattern):
    assert fault(pattern) == (
        "can take for ever: a repetition inside a repetition matches the same text"
    )
    re.compile(pattern)


@pytest.mark.parametrize(
    "pattern, start",
    [
        ("(a", "opens a group that is never closed"),
        ("a)", "closes a group that was never opened"),
        ("[a", "opens a class with `[` that is never closed"),
        ("*a", "repeats nothing with `*`"),
        ("a**", "repeats a repetition with `*`"),
        ("a{x}", "has a `{` that is no count"),
        ("a{3,2}", "has a count that ends before it begins, `{3,2}`"),
        ("[z-a]", "has a range in a class that ends before it begins"),
        ("a\\", "ends with a single backslash"),
        (r"(a)\1", r"uses `\1`, which not every engine knows"),
        (r"\pL", r"uses `\p`, which not every engine knows"),
        ("a(?=b)", "uses `(?=b`, which not every engine knows"),
        ("(?i)a", "uses `(?i)`, which not every engine knows"),
        ("(?P<a>b)", "uses `(?P<`, which not every engine knows"),
        ("[[a]", "has `[` in a class where engines differ"),
        ("[a&&b]", "has `&` in a class where engines differ"),
        ("$?", "repeats an anchor with `?`"),
        (r"\b+", "repeats an anchor with `+`"),
        ("a{1000}", "is longer than 150 characters when written out"),
        ("(" * 30 + ")" * 30, "is nested more than 20 deep"),
    ],
)
def test_faults(pattern, start):
    assert (fault(pattern) or "").startswith(start)


@given(st.text(alphabet="ab01-.^$|()[]{},*+?\\dwsn:=<!", max_size=30))
def test_what_is_fine_here_is_fine_for_python(pattern):
    if fault(pattern) is None:
        re.compile(pattern)


@given(st.from_regex(r"(?:[ab]|\(|\)|\||\*|\+|\?){1,10}", fullmatch=True))
def test_what_is_fine_is_never_slow(pattern):
    if fault(pattern) is None:
        started = time.process_time()
        re.fullmatch(pattern, "ab" * 12 + "a" * 12 + "x")
        assert time.process_time() - started < 1
