"""The first look at a text for a long expression: it may say yes too often, never no."""

from __future__ import annotations

import re
import sys

import pytest

from opslore.rules import _secrets
from opslore.rules._gate import gate
from test_secrets import SECRETS


@pytest.fixture(params=["schema engine", "plain Python"])
def engine(request, monkeypatch):
    if request.param == "plain Python":
        monkeypatch.setitem(sys.modules, "jsonschema_rs", None)
    gate.cache_clear()
    yield request.param
    gate.cache_clear()


@pytest.mark.parametrize(
    "pattern, text, through",
    [
        ("abc", "x abc y", True),
        ("abc", "x ab c y", False),
        ("a{2,3}b", "x aab", True),
        ("a{2,3}b", "x aaaaaab", True),
        ("a{2,3}b", "x ab", False),
        ("a(?![b-z])", "ab", True),
        ("(?<!x)a(?P<s>[0-9])(?=[(])", "xa1", True),
        ("(?i:KEY) *=", "Ké key  =", True),
        ("é", "caf\u00e9", True),
        ("abc", "\ud800 abc", True),
    ],
)
@pytest.mark.usefixtures("engine")
def test_what_may_match_goes_through(pattern, text, through):
    assert gate(pattern)(text) is through


@pytest.mark.usefixtures("engine")
def test_one_of_several_is_enough():
    either = gate("one", "tw[o0]")
    assert [either(text) for text in ("one", "a tw0", "three")] == [True, True, False]


def test_nothing_is_asked_on_which_the_engines_differ():
    told = re.compile(r"\\[wWdDsSbB]|\.\*|(?<!\[)\^|\$")
    assert not [sign for sign in _secrets._SIGNS if told.search(re.sub(r"\(\?<?!.*?\)", "", sign))]


@pytest.mark.parametrize("before, value, after", [secret[1:] for secret in SECRETS])
@pytest.mark.usefixtures("engine")
def test_a_secret_goes_through(before, value, after):
    assert gate(*_secrets._SIGNS)(f"Übung\n{before}{value}{after}\n")


def test_prose_does_not_and_that_is_what_it_is_for(engine):
    text = "Export the key of the token (see https://example.com/a:b/c) to the SKIPPED task.\n"
    assert not gate(*_secrets._SIGNS)(text * 20), engine
