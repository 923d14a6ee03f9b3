"""Freshness: what evidence earns, what a failure voids, on which day the state changes."""

from __future__ import annotations

import pytest

from freshness_library import TRIED, entry, library, of
from opslore.metrics.freshness import State, due_window, states
from opslore.settings import Settings


@pytest.mark.parametrize(
    "as_of, verified, uses, state, day",
    [
        # the interval, day by day: 90 days, of which the last 22 are due
        ("2026-01-10", TRIED, (), "good-until", "2026-04-10"),
        ("2026-03-18", TRIED, (), "good-until", "2026-04-10"),
        ("2026-03-19", TRIED, (), "due", "2026-04-10"),
        ("2026-04-10", TRIED, (), "due", "2026-04-10"),
        ("2026-04-11", TRIED, (), "stale", "2026-04-11"),
        # what lies after the day is not known yet
        ("2026-01-09", TRIED, (), "never-tested", None),
        ("2026-03-01", "", (), "never-tested", None),
        ("2026-03-01", "", ("postmortem 2026-03-02 failed",), "never-tested", None),
        # a use that worked renews by itself, whoever used it
        ("2026-04-11", TRIED, ("postmortem 2026-02-01 worked",), "due", "2026-05-02"),
        ("2026-04-11", TRIED, ("drill 2026-04-01 worked",), "good-until", "2026-06-30"),
        # an earlier use takes nothing away
        ("2026-03-01", TRIED, ("drill 2025-12-01 worked",), "good-until", "2026-04-10"),
        ("2026-03-01", TRIED, ("drill 2025-12-01 failed",), "good-until", "2026-04-10"),
        # a failure voids what was before it, at once
        ("2026-01-20", TRIED, ("postmortem 2026-01-20 failed",), "failed", "2026-01-20"),
        ("2026-12-01", TRIED, ("postmortem 2026-01-20 failed",), "failed", "2026-01-20"),
        ("2026-01-10", TRIED, ("postmortem 2026-01-10 failed",), "failed", "2026-01-10"),
        ("2026-03-01", "", ("drill 2026-02-01 failed",), "failed", "2026-02-01"),
        # ... and only a success on a later day ends it, not a reading, not a use in part
        (
            "2026-03-01",
            f"{TRIED}, {entry('2026-02-03')}",
            ("drill 2026-02-01 failed",),
            "good-until",
            "2026-05-04",
        ),
        (
            "2026-03-01",
            f"{TRIED}, {entry('2026-02-03', 'read')}",
            ("drill 2026-02-01 failed",),
            "failed",
            "2026-02-01",
        ),
        # in part: nothing earned, to be looked at now; the earlier evidence still counts
        ("2026-02-01", TRIED, ("postmortem 2026-02-01 partly",), "due", "2026-04-10"),
        ("2026-04-11", TRIED, ("postmortem 2026-02-01 partly",), "stale", "2026-04-11"),
        ("2026-02-20", "", ("postmortem 2026-02-01 partly",), "due", "2026-02-23"),
        ("2026-02-24", "", ("postmortem 2026-02-01 partly",), "stale", "2026-02-24"),
        (
            "2026-03-01",
            entry("2026-02-02"),
            ("postmortem 2026-02-01 partly",),
            "good-until",
            "2026-05-03",
        ),
        # what did not exist was not used
        ("2026-03-01", TRIED, ("postmortem 2026-02-01 did-not-exist",), "good-until", "2026-04-10"),
        # reading: the whole interval once, nothing the second time in a row
        ("2026-03-01", entry("2026-01-10", "read"), (), "good-until", "2026-04-10"),
        (
            "2026-04-11",
            f"{entry('2026-01-10', 'read')}, {entry('2026-04-09', 'read')}",
            (),
            "stale",
            "2026-04-11",
        ),
        (
            "2026-04-11",
            f"{TRIED}, {entry('2026-04-09', 'read')}",
            (),
            "good-until",
            "2026-07-08",
        ),
        (
            "2026-04-11",
            f"{entry('2026-01-10', 'read')}, {entry('2026-04-09', 'read')}",
            ("drill 2026-03-01 worked",),
            "good-until",
            "2026-07-08",
        ),
        # the ways that count as a trial
        ("2026-02-01", entry("2026-01-10", "game-day"), (), "good-until", "2026-04-10"),
        ("2026-02-01", entry("2026-01-10", "used-in-incident"), (), "good-until", "2026-04-10"),
        ("2026-02-01", entry("2026-01-10", "automated"), (), "good-until", "2026-04-10"),
        # a word nobody knows is no evidence
        ("2026-02-01", entry("2026-01-10", "looked-at"), (), "never-tested", None),
    ],
)
def test_state_and_day(as_of, verified, uses, state, day):
    found = of(library(as_of, verified=verified, uses=uses))
    assert (found.state, found.day and found.day.isoformat()) == (state, day)


@pytest.mark.parametrize(
    "verified, uses, as_of, reason",
    [
        (TRIED, (), "2026-02-01", "worked on 10 Jan 2026 in a dry run, good until 10 Apr 2026"),
        (
            TRIED,
            ("drill 2026-02-14 worked",),
            "2026-03-01",
            "worked on 14 Feb 2026 in the drill “The drill 0”, good until 15 May 2026",
        ),
        (
            TRIED,
            (),
            "2026-04-01",
            "worked on 10 Jan 2026 in a dry run, to be tested again by 10 Apr 2026",
        ),
        (
            TRIED,
            (),
            "2026-05-01",
            "worked on 10 Jan 2026 in a dry run, which counted until 10 Apr 2026; not tested since",
        ),
        (
            TRIED,
            ("postmortem 2026-02-01 failed",),
            "2026-05-01",
            "failed on 1 Feb 2026 in the incident “The postmortem 0”; not tested since",
        ),
        (
            TRIED,
            ("postmortem 2026-02-01 partly",),
            "2026-03-01",
            (
                "worked only in part on 1 Feb 2026 in the incident “The postmortem 0”,"
                " to be tested again by 10 Apr 2026"
            ),
        ),
        (
            f"{entry('2026-01-10', 'read')}, {entry('2026-04-09', 'read')}",
            (),
            "2026-05-01",
            "read on 10 Jan 2026 and again on 9 Apr 2026, never tested in between",
        ),
        ("", (), "2026-05-01", "nobody has recorded a test"),
    ],
)
def test_reason(verified, uses, as_of, reason):
    assert of(library(as_of, verified=verified, uses=uses)).reason == reason


@pytest.mark.parametrize("kind, result", [("postmortem", "failed"), ("drill", "worked")])
def test_a_restricted_source_counts_and_stays_unnamed(kind, result):
    catalogue = library("2026-02-02", uses=(f"{kind} 2026-02-01 {result} restricted",))
    found = of(catalogue)
    assert found.state == ("failed" if result == "failed" else "good-until")
    assert f"{result} on 1 Feb 2026 in a restricted {kind}" in found.reason
    assert found.evidence.ref == ""
    assert "n0" not in found.reason + found.next
    assert "The " not in found.reason + found.next


@pytest.mark.parametrize(
    "as_of, tier, verified, uses, state, grace_until",
    [
        ("2026-05-01", 2, TRIED, (), "stale", "2026-05-10"),
        ("2026-05-01", 1, TRIED, (), "stale", "2026-04-17"),
        ("2026-05-01", 2, TRIED, ("drill 2026-02-01 failed",), "failed", "2026-03-03"),
        ("2026-05-01", 1, TRIED, ("drill 2026-02-01 failed",), "failed", "2026-02-08"),
        ("2026-02-01", 1, TRIED, (), "good-until", None),
        ("2026-02-01", 1, "", (), "never-tested", None),
    ],
)
def test_grace(as_of, tier, verified, uses, state, grace_until):
    found = of(library(as_of, tier=tier, verified=verified, uses=uses))
    assert found.state == state
    assert (found.grace_until and found.grace_until.isoformat()) == grace_until


@pytest.mark.parametrize("interval, window", [(1, 0), (90, 22), (120, 30), (180, 30), (365, 30)])
def test_due_window(interval, window):
    assert due_window(interval).days == window


@pytest.mark.parametrize(
    "front, tier, until",
    [
        ("kind: procedure\n", 4, "2027-01-10"),
        ("kind: procedure\n", 2, "2026-07-09"),
        ("kind: procedure\n", 1, "2026-04-10"),
        ("kind: failover\n", 4, "2026-04-10"),
        ("risk: destructive\n", 4, "2026-04-10"),
        ("review_interval: 10\n", 1, "2026-01-20"),
        ("review_interval: 999999999999\n", 1, "2026-04-10"),  # no interval, and no crash
        ("review_interval: 10d\n", 1, "2026-04-10"),
    ],
)
def test_interval(front, tier, until):
    assert (
        of(library("2026-01-10", front=front, tier=tier, verified=TRIED)).day.isoformat() == until
    )


@pytest.mark.parametrize(
    "started, zone, day",
    [
        ("2026-03-28T23:30Z", "UTC", "2026-03-28"),
        ("2026-03-28T23:30Z", "Europe/Berlin", "2026-03-29"),  # the night of the change
        ("2026-10-24T22:30Z", "Europe/Berlin", "2026-10-25"),
        ("2026-12-31T23:30Z", "Australia/Melbourne", "2027-01-01"),
    ],
)
def test_the_day_of_an_incident_is_that_of_the_zone(started, zone, day):
    text = (
        f"---\nseverity: sev3\nservices: [checkout]\nstarted_at: {started}\n"
        "runbooks_used: [{runbook: checkout/pool, result: failed}]\n---\n\n# One\n"
    )
    catalogue = library(
        "2027-02-01",
        more={"postmortems/2026/2026-03-28-one.md": text},
        settings=Settings(timezone=zone),
    )
    assert of(catalogue).day.isoformat() == day


def test_an_alias_of_a_runbook_is_the_runbook():
    text = (
        "---\nseverity: sev3\nservices: [checkout]\nstarted_at: 2026-02-01T10:00Z\n"
        "runbooks_used: [{runbook: checkout/old-name, result: failed}]\n---\n\n# One\n"
    )
    catalogue = library(
        "2026-02-02",
        front="aliases: [checkout/old-name]\n",
        verified=TRIED,
        more={"postmortems/2026/2026-02-01-one.md": text},
    )
    assert of(catalogue).state is State.FAILED


@pytest.mark.parametrize(
    "front", ["status: draft\n", "status: deprecated\n", "superseded_by: runbook/checkout/x\n"]
)
def test_who_is_not_asked(front):
    assert of(library("2026-02-01", front=front)) is None


@pytest.mark.parametrize(
    "path, front, state, day",
    [
        ("guides/a.md", "owner: platform\n", None, None),
        ("guides/a.md", "owner: platform\nreview_interval: 90\n", "never-tested", None),
        # nobody can try a guide: every reading counts
        (
            "guides/a.md",
            "verified: [{by: ada, at: 2025-06-01, how: read}, {by: ada, at: 2026-01-10, how: read}]\n",
            "good-until",
            "2027-01-10",
        ),
        (
            "on-call/a.md",
            "review_interval: 10\nverified: {by: ada, at: 2026-01-10, how: read}\n",
            "stale",
            "2026-01-21",
        ),
        (
            "readiness/checkout/launch-2026-01-10.md",
            "service: checkout\nreviewed_on: 2026-01-10\nnext_review: 2026-02-01\n",
            "due",
            "2026-02-01",
        ),
        (
            "readiness/checkout/launch-2026-01-10.md",
            "service: checkout\nreviewed_on: 2026-01-10\nnext_review: 2026-01-31\n",
            "stale",
            "2026-02-01",
        ),
        (
            "readiness/checkout/launch-2026-01-10.md",
            "service: checkout\nreviewed_on: 2026-01-10\n",
            None,
            None,
        ),
        ("postmortems/2026/2026-01-10-a.md", "severity: sev3\nreview_interval: 9\n", None, None),
    ],
)
def test_other_kinds(path, front, state, day):
    catalogue = library("2026-02-01", more={path: f"---\n{front}---\n\n# A\n\nText.\n"})
    found = states(catalogue).get(f"content/{path}")
    assert (found and found.state) == state
    assert (found and found.day and found.day.isoformat()) == day


def test_only_the_last_review_of_a_service_is_asked():
    review = "---\nservice: checkout\nreviewed_on: {}\nnext_review: {}\n---\n\n# A\n\nText.\n"
    catalogue = library(
        "2026-02-01",
        more={
            "readiness/checkout/launch-2024-01-10.md": review.format("2024-01-10", "2025-01-10"),
            "readiness/checkout/periodic-2025-12-10.md": review.format("2025-12-10", "2026-12-10"),
        },
    )
    asked = [path for path in states(catalogue) if "readiness" in path]
    assert asked == ["content/readiness/checkout/periodic-2025-12-10.md"]
