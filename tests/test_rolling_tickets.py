"""ci/rolling_tickets.py: one ticket a team, which the tracker takes and nobody breaks out of."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def tickets():
    spec = importlib.util.spec_from_file_location("rolling", ROOT / "ci/rolling_tickets.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def item(**more):
    found = {"id": "postmortem/p#A1", "title": "x", "state": "open", "days_overdue": 0, "team": "a"}
    return found | {"owner": "ada", "due": "2026-02-01", "ticket": None} | more


@pytest.mark.parametrize("title", ["x", "&" * 300, "`" * 300])
@pytest.mark.parametrize("count", [1, 40, 3000])
def test_a_ticket_is_never_longer_than_the_tracker_takes(title, count, tickets):
    items = [item(title=title, id=f"postmortem/p#A{n}") for n in range(count)]
    (text,) = tickets.bodies(items).values()
    assert len(text) < 65_536
    shown = text.count("\n- ")
    rest = re.search(r"^(\d+) more: `opslore actions` lists them\.$", text, re.MULTILINE)
    assert shown + (int(rest[1]) if rest else 0) == count


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        (None, ""),
        ("https://t.example.com/browse/QF-1?a=b#c", ", [QF-1?a&#61;b#\u200bc](<https://t.example.com/browse/QF-1?a=b#c>)"),
        ("https://t.example.com/x>)[y](https://evil.example", ", https:\u200b//t.example.com/x&#62;)&#91;y&#93;(https:\u200b//evil.example"),
        ("javascript:alert(1)", ", javascript:alert(1)"),
        ("QF-1", ", QF-1"),
    ],
)  # fmt: skip
def test_a_ticket_of_the_tracker_is_a_link_or_only_words(address, shown, tickets):
    assert tickets.ticket(address) == shown
