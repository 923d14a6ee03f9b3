"""What changed since the test: fingerprints of alerts and services."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from freshness_library import SERVICE, TRIED, entry, library, of
from opslore.catalogue import Catalogue
from opslore.catalogue import lock as locking
from opslore.metrics import fingerprints
from opslore.metrics.evidence import evidence
from opslore.metrics.freshness import changed_since_test
from opslore.records import Runbook


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
