"""Freshness: what evidence earns, what a failure voids, on which day the state changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from opslore.catalogue import Catalogue, assemble
from opslore.catalogue import lock as locking
from opslore.document import parse
from opslore.metrics import fingerprints
from opslore.metrics.evidence import evidence
from opslore.metrics.freshness import State, changed_since_test, due_window, freshness, states
from opslore.records import Runbook
from opslore.settings import Settings

SERVICE = "---\nowner: payments\ntier: {tier}\ndepends_on: []\n---\n\n# Checkout\n\nSells.\n"


def library(
    as_of: str,
    *,
    verified: str = "",
    tier: int = 2,
    front: str = "alerts: [PoolFull]\n",
    uses: tuple[str, ...] = (),
    more: dict[str, str] | None = None,
    settings: Settings | None = None,
    lock: locking.Lock | None = None,
) -> Catalogue:
    """A runbook with `verified: [...]`, and postmortems or drills that used it.

    A use is `postmortem 2026-02-01 failed`, with ` restricted` at its end where it is.
    """
    files = {
        "services/checkout.md": SERVICE.format(tier=tier),
        "runbooks/checkout/pool.md": f"---\n{front}verified: [{verified}]\n---\n\n# Pool\n\nFull.\n",
        **(more or {}),
    }
    for number, use in enumerate(uses):
        kind, day, result, *rest = use.split()
        hidden = "visibility: restricted\n" if rest else ""
        used = f"runbooks_used: [{{runbook: checkout/pool, result: {result}}}]\n"
        when = f"held_on: {day}" if kind == "drill" else f"severity: sev3\nstarted_at: {day}T10:00Z"
        folder = "drills" if kind == "drill" else "postmortems/2026"
        text = f"---\n{when}\nservices: [checkout]\n{hidden}{used}---\n\n# The {kind} {number}\n"
        files[f"{folder}/{day}-n{number}.md"] = text
    documents = [parse(f"content/{key}", text) for key, text in files.items()]
    assert not [fault for document in documents for fault in document.faults]
    day = date.fromisoformat(as_of)
    return assemble(Path(), day, settings or Settings(), documents, lock=lock)


def of(catalogue: Catalogue):
    (runbook,) = catalogue.of(Runbook)
    return freshness(runbook, catalogue)


def entry(day: str, how: str = "dry-run") -> str:
    return f"{{by: ada, at: {day}, how: {how}, evidence: notes}}"


TRIED = entry("2026-01-10")  # 90 days: good until 2026-04-10


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


def with_lock(as_of: str, tested: str, marks: dict[str, str], **given: object) -> Catalogue:
    lock = locking.Lock({"runbook/checkout/pool": locking.Trial(date.fromisoformat(tested), marks)})
    catalogue = library(as_of, lock=lock, **given)
    return replace(catalogue, alerts={"PoolFull": fingerprints.of_alert("x > 1", "5m")})


SAME = fingerprints.of_alert("x > 1", "5m")


@pytest.mark.parametrize(
    "marks, changed",
    [
        ({"alert/PoolFull": SAME}, ()),
        ({"alert/PoolFull": "0"}, ("its alert `PoolFull`",)),
        (
            {"alert/PoolFull": "0", "service/checkout": "0"},
            ("its alert `PoolFull`", "its service `checkout`"),
        ),
        ({"alert/Gone": "0"}, ()),  # no rule of that name is known: absence is no change
        ({}, ()),
    ],
)
def test_what_changed_since_the_test(marks, changed):
    catalogue = with_lock("2026-02-01", "2026-01-10", marks, verified=TRIED)
    (runbook,) = catalogue.of(Runbook)
    assert changed_since_test(runbook, catalogue) == changed
    assert of(catalogue).state == ("alert-changed" if changed else "good-until")


@pytest.mark.parametrize(
    "as_of, verified, uses, state",
    [
        ("2026-02-01", TRIED, (), "alert-changed"),
        # a later trial may have met the change already
        ("2026-03-01", TRIED, ("drill 2026-02-20 worked",), "good-until"),
        ("2026-03-01", f"{TRIED}, {entry('2026-02-01', 'read')}", (), "alert-changed"),
        # graver states are told first
        ("2026-03-01", TRIED, ("drill 2026-02-20 failed",), "failed"),
        ("2026-05-01", TRIED, (), "stale"),
    ],
)
def test_a_change_counts_until_the_next_trial(as_of, verified, uses, state):
    catalogue = with_lock(
        as_of, "2026-01-10", {"alert/PoolFull": "0"}, verified=verified, uses=uses
    )
    assert of(catalogue).state == state


def test_the_sentence_of_a_change():
    catalogue = with_lock("2026-02-01", "2026-01-10", {"alert/PoolFull": "0"}, verified=TRIED)
    assert of(catalogue).reason == "its alert `PoolFull` changed since the test on 10 Jan 2026"


@pytest.mark.parametrize(
    "one, other, same",
    [
        (("a  >\n 1", "5m"), ("a > 1", "5m"), True),
        (("a > 1", "5m"), ("a > 2", "5m"), False),
        (("a > 1", "5m"), ("a > 1", "10m"), False),
    ],
)
def test_fingerprint_of_an_alert(one, other, same):
    assert (fingerprints.of_alert(*one) == fingerprints.of_alert(*other)) is same


@pytest.mark.parametrize(
    "service, same",
    [
        (SERVICE.format(tier=2).replace("owner: payments", "owner: platform"), True),
        (SERVICE.format(tier=2).replace("Sells.", "Sells a lot."), True),
        (SERVICE.format(tier=2).replace("[]", "[{service: a, criticality: hard}]"), False),
        (SERVICE.format(tier=2).replace("tier: 2", "tier: 2\nrto: 1h"), False),
    ],
)
def test_fingerprint_of_a_service(service, same):
    before = library("2026-02-01")
    after = library("2026-02-01", more={"services/checkout.md": service})
    (one,), (other,) = before.of(Runbook), after.of(Runbook)
    assert (
        fingerprints.dependencies(one, before) == fingerprints.dependencies(other, after)
    ) is same


def test_every_use_is_told_once_in_order():
    catalogue = library(
        "2026-05-01",
        verified=f"{entry('2026-02-01', 'read')}, {TRIED}",
        uses=("drill 2026-02-01 worked", "postmortem 2026-01-01 partly"),
    )
    (runbook,) = catalogue.of(Runbook)
    told = [(item.day.isoformat(), item.how) for item in evidence(runbook, catalogue)]
    assert told == [
        ("2026-01-01", "partly"),
        ("2026-01-10", "dry-run"),
        ("2026-02-01", "read"),
        ("2026-02-01", "worked"),
    ]
