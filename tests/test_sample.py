"""The sample library on its pinned day, without its waivers, and a quarter later."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from console import run
from opslore import settings

REPO = Path(__file__).parent.parent


def check(*options):
    return run(["check", "--no-cache", *options], REPO)


@pytest.fixture(scope="module")
def plan():
    return check("--as-of", "+90d")


def test_it_passes_and_lists_what_is_waived():
    _, told, summary, code = check()
    assert code == 0
    reasons = re.findall(r"^     = waived: (.+)$", told, re.MULTILINE)
    assert f"{len(reasons)} waived" in summary
    assert len(reasons) >= 5
    assert len(reasons) == len(re.findall(r"^content/\S+:\d+:\d+: ", told, re.MULTILINE))
    assert "pinned in opslore.toml" in summary


def test_a_waiver_is_what_lets_it_pass():
    _, told, summary, code = check("--ignore-waivers")
    assert code == 1
    assert "waived" not in summary
    assert "= waived:" not in told
    for rule in ("overdue-action", "stale-runbook", "failed-runbook"):
        assert f" {rule} [" in told, "the deliberate faults are gone"


def test_next_quarter_is_a_plan(plan):
    """After the findings: what is due already, then week by week, by team, with its place."""
    _, told, summary, code = plan
    assert code == 1
    first = settings.load(REPO).as_of
    last = first + timedelta(days=90)
    assert f"as of {last} (--as-of +90d, counted from {first}, pinned in opslore.toml)" in summary
    head, _, text = told.partition(f"Plan from {first} to {last}: ")
    assert head.endswith("\n\n")
    due, coming = map(int, re.match(r"(\d+) due already, (\d+) to come\n", text).groups())
    places = re.findall(r"^      (content/\S+):\d+$", text, re.MULTILINE)
    assert len(places) == due + coming
    assert all((REPO / place).is_file() for place in places)
    titles = re.findall(r"^    \S.*: [a-z-]+", text, re.MULTILINE)
    assert len(titles) == due + coming, "every entry begins with what it is about"
    teams = set(re.findall(r"^  (\S.*)$", text, re.MULTILINE))
    known = {"delivery", "identity", "network-hubs", "payments", "platform", "shipping", "support"}
    assert teams & known
    days = [
        date.fromisoformat(day)
        for day in re.findall(r"^\S.*?(20\d\d-\d\d-\d\d)", text, re.MULTILINE)
    ]
    assert days == sorted(days)
    assert all(first <= day <= last for day in days)


def test_a_plan_has_no_words_of_a_program(plan):
    text = plan[1]
    for word in ("None", "Traceback", "datetime", "True", "grace_until"):
        assert not re.search(rf"\b{word}\b", text.partition("Plan from")[2])
