"""Digests: what belongs into a period, what came back, and what a past one says of its own time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest

from cases import Case, catalogue, project
from opslore.catalogue import load
from opslore.metrics.digest import digests
from opslore.metrics.freshness import State, states
from opslore.metrics.returns import returns
from opslore.metrics.turns import turns

ROOT = Path(__file__).parents[1]


def settings(as_of, zone="UTC"):
    return f'content = "content"\nas-of = {as_of}\ntimezone = "{zone}"\n'.encode()


def library(folder, as_of, files, zone="UTC"):
    documents = {path: text.encode() for path, text in files.items()}
    written = Case({"opslore.toml": settings(as_of, zone), **documents}, ())
    return catalogue(project(written, folder))


def incident(started, *more, resolved="", severity="sev3", status="final", services="checkout"):
    lines = [
        f"status: {status}",
        f"severity: {severity}",
        f"services: [{services}]",
        f"started_at: {started}",
        *([f"resolved_at: {resolved}"] if resolved else []),
        *more,
    ]
    return "---\n" + "\n".join(lines) + "\n---\n\n# The queue fills\n\nIt filled.\n"


def names(found, kind="week"):
    return [name for name, digest in found.items() if digest.period.kind == kind]


@pytest.mark.parametrize(
    "started, zone, wanted",
    [
        ("2026-01-04T23:30Z", "UTC", ("2026-W01", "2026-01", "2026-Q1")),
        ("2026-01-04T23:30Z", "Europe/Berlin", ("2026-W02", "2026-01", "2026-Q1")),
        ("2025-12-31T23:30Z", "UTC", ("2026-W01", "2025-12", "2025-Q4")),
        ("2025-12-31T23:30Z", "Europe/Berlin", ("2026-W01", "2026-01", "2026-Q1")),
        ("2026-01-01T04:00Z", "America/New_York", ("2026-W01", "2025-12", "2025-Q4")),
        ("2026-01-01T01:00+05:00", "UTC", ("2026-W01", "2025-12", "2025-Q4")),
        ("2027-01-03T12:00Z", "UTC", ("2026-W53", "2027-01", "2027-Q1")),
        ("2028-02-29T12:00Z", "UTC", ("2028-W09", "2028-02", "2028-Q1")),
        ("2026-03-29T22:30Z", "Europe/Berlin", ("2026-W14", "2026-03", "2026-Q1")),
        ("2026-03-29T22:30Z", "UTC", ("2026-W13", "2026-03", "2026-Q1")),
        ("2026-10-25T22:30Z", "Europe/Berlin", ("2026-W43", "2026-10", "2026-Q4")),
        ("2026-10-25T23:30Z", "Europe/Berlin", ("2026-W44", "2026-10", "2026-Q4")),
    ],
)
def test_an_incident_belongs_to_the_period_of_its_start(started, zone, wanted, tmp_path):
    made = {"postmortems/2026/2026-01-01-a.md": incident(started)}
    found = digests(library(tmp_path, "2028-03-01", made, zone))
    ref = "postmortem/2026-01-01-a"
    held = [n for n, digest in found.items() if ref in [p.ref for p in digest.incidents]]
    assert tuple(held) == wanted


def test_open_and_resolved_later(tmp_path):
    found = digests(
        library(
            tmp_path,
            "2026-02-20",
            {
                "postmortems/2026/2026-01-20-a.md": incident("2026-01-20T10:00Z"),
                "postmortems/2026/2026-01-30-b.md": incident(
                    "2026-01-30T10:00Z", resolved="2026-02-03T10:00Z"
                ),
            },
        )
    )
    assert [p.id for p in found["2026-W04"].incidents] == ["2026-01-20-a"]
    assert [p.id for p in found["2026-W05"].incidents] == ["2026-01-30-b"]
    assert [p.id for p in found["2026-W06"].resolved] == ["2026-01-30-b"]
    assert not any(p.id == "2026-01-20-a" for d in found.values() for p in d.resolved)


ITEM = "action_items:\n  - {{id: A1, title: Limit it, owner: ada, due: 2026-01-31, {0}}}"


@pytest.mark.parametrize(
    "item, past, now",
    [
        ("status: open", {"2026-W05": None}, ["A1"]),  # Sunday 1 February is the first day
        ("status: done, done_on: 2026-01-31", {}, []),
        ("status: done, done_on: 2026-02-01", {"2026-W05": "2026-02-01"}, []),
        ("status: done, done_on: 2026-02-11", {"2026-W05": "2026-02-11"}, []),
        ("status: done", {}, []),  # nobody knows when
        ("status: cancelled, reason: no", {}, []),
    ],
)
def test_a_past_digest_tells_what_became_overdue_in_it(item, past, now, tmp_path):
    made = {"postmortems/2026/2026-01-12-a.md": incident("2026-01-12T10:00Z", ITEM.format(item))}
    found = digests(library(tmp_path, "2026-02-16", made))
    weeks = {
        name: str(lapse.done_on) if lapse.done_on else None
        for name in names(found)
        for lapse in found[name].overdue
        if not found[name].current
    }
    assert weeks == past
    current = found["2026-W08"]
    assert current.current
    assert [lapse.action.item.id for lapse in current.overdue] == now
    assert [lapse.days(current.as_of) for lapse in current.overdue] == [16] * len(now)


@pytest.mark.parametrize(
    "done, state, late",
    [
        ("status: open", "overdue", 9),
        ("status: done, done_on: 2026-02-09", "done", 0),
        ("status: done, done_on: 2026-02-10", "overdue", 9),
        ("status: cancelled, reason: no", "cancelled", 0),
    ],
)
def test_what_had_become_of_promises_on_the_day_it_came_back(done, state, late, tmp_path):
    modes = "failure_modes: [connection-pool-exhaustion]"
    made = {
        "postmortems/2026/2026-01-12-a.md": incident("2026-01-12T10:00Z", modes, ITEM.format(done)),
        "postmortems/2026/2026-02-09-b.md": incident("2026-02-09T10:00Z", modes),
    }
    found = returns(library(tmp_path, "2026-02-16", made))["postmortem/2026-02-09-b"]
    assert (found.earlier.id, found.days) == ("2026-01-12-a", 28)
    assert [(p.state, p.days) for p in found.promises] == [(state, late)]


def test_no_return_from_another_service_or_the_unclassified(tmp_path):
    made = {
        "postmortems/2026/2026-02-01-a.md": incident(
            "2026-02-01T10:00Z", "failure_modes: [connection-pool-exhaustion]", services="search"
        ),
        "postmortems/2026/2026-02-02-b.md": incident(
            "2026-02-02T10:00Z", "failure_modes: [unclassified]"
        ),
        "postmortems/2026/2026-02-03-c.md": incident(
            "2026-02-03T10:00Z", "failure_modes: [unclassified]"
        ),
    }
    found = returns(library(tmp_path, "2026-02-16", made))
    assert list(found) == []


def test_a_week_in_which_nothing_happened(tmp_path):
    made = {
        "postmortems/2026/2026-01-26-a.md": incident(
            "2026-01-26T10:00Z", resolved="2026-01-26T11:00Z"
        )
    }
    found = digests(library(tmp_path, "2026-02-16", made))
    silent = [name for name in names(found) if not found[name].happened]
    assert silent == ["2026-W03", "2026-W04", "2026-W06", "2026-W07", "2026-W08"]


@cache
def sample():
    return load(ROOT, date(2026, 11, 16))


@pytest.mark.parametrize("offset", range(0, 900, 23))
def test_turns_end_in_the_states_of_the_day(offset):
    """What the replay says of a day is what the site says on it."""
    on = replace(sample(), as_of=date(2025, 6, 1) + timedelta(days=offset))
    told = {turn.record.ref: (turn.state, turn.day) for turn in turns(on) if turn.until is None}
    wanted = {
        found.record.ref: (found.state, found.day)
        for found in states(on).values()
        if found.state in {State.STALE, State.FAILED}
    }
    changed = {f.record.ref for f in states(on).values() if f.state is State.CHANGED}
    assert {ref: turn for ref, turn in told.items() if ref not in changed} == wanted


@pytest.mark.parametrize("weeks", range(2, 60, 5))
def test_a_past_week_says_what_was_said_in_it(weeks):
    """An item that became overdue in a week was overdue on its last day, or done in between."""
    now = sample()
    then = replace(now, as_of=date(2026, 11, 15) - timedelta(weeks=weeks))
    name = "{0.year}-W{0.week:02}".format(then.as_of.isocalendar())
    past, current = digests(now)[name], digests(then)[name]
    assert [p.ref for p in past.incidents] == [p.ref for p in current.incidents]
    assert [p.ref for p in past.near_misses] == [p.ref for p in current.near_misses]
    began = {lapse.action.id for lapse in past.overdue if not lapse.done_on}
    assert began <= {lapse.action.id for lapse in current.overdue}
