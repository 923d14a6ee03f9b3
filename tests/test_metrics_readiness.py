"""Readiness: what the catalogue answers itself, and where it contradicts a person."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from opslore.catalogue import Catalogue, assemble
from opslore.document import parse, parse_data
from opslore.metrics.readiness import computed, contradictions, latest_review, readiness
from opslore.records import ReadinessReview
from opslore.settings import Settings

CHECKLIST = """
items:
  - {id: fresh-runbooks, category: alerting, requirement: Fresh., computed: true}
  - {id: people, category: on-call, requirement: Five., computed: staffed-on-call}
  - {id: no-overdue-actions, category: documentation, requirement: None., computed: true}
  - {id: documented-dependencies, category: dependencies, requirement: All., computed: true}
  - {id: load-tested, category: capacity, requirement: Twice., tiers: [1]}
  - {id: dashboards, category: observability, requirement: One.}
"""
SERVICE = "owner: payments\ntier: 2\ndepends_on: []\n"
RUNBOOK = "alerts: [A]\nverified: {by: ada, at: 2026-02-20, how: dry-run}\n"
POLICY = "coverage: 24x7\ncovers: [checkout]\nrotation: {members: [a, b, c, d, e]}\nlevels: []\n"
GOOD = {"services/checkout": SERVICE, "runbooks/checkout/a": RUNBOOK, "on-call/payments": POLICY}
ACTION = "action_items: [{{id: A1, title: Do it, owner: ada, due: {}, status: open}}]\n"
MEASURED = ("fresh-runbooks", "people", "no-overdue-actions", "documented-dependencies")


def library(files: dict[str, str], as_of: str = "2026-03-01") -> Catalogue:
    documents = [
        parse(f"content/{key}.md", f"---\n{front}---\n\n# The {key}\n\nText.\n")
        for key, front in files.items()
    ]
    assert not [fault for document in documents for fault in document.faults]
    data = [parse_data("content/checklist.yml", CHECKLIST.encode())]
    return assemble(Path(), date.fromisoformat(as_of), Settings(), documents, data=data)


@pytest.mark.parametrize(
    "changed, fails",
    [
        ({}, {}),
        # runbooks
        ({"runbooks/checkout/a": ""}, {"fresh-runbooks": "no active runbook of the service names"}),
        (
            {"runbooks/checkout/a": "alerts: [A]\n"},
            {"fresh-runbooks": "“The runbooks/checkout/a”: nobody has recorded a test"},
        ),
        (
            {"runbooks/checkout/a": "alerts: [A]\nvisibility: restricted\n"},
            {"fresh-runbooks": "a restricted runbook: nobody has recorded a test"},
        ),
        ({"runbooks/checkout/b": "kind: procedure\n"}, {}),  # no alert leads to it
        ({"runbooks/checkout/b": "alerts: [B]\nstatus: draft\n"}, {}),
        # people
        ({"on-call/payments": "covers: []\n"}, {"people": "no on-call policy covers the service"}),
        (
            {"on-call/payments": POLICY.replace(", e]", "]")},
            {"people": "4 people take turns in `payments`, at least 5 are asked"},
        ),
        ({"on-call/other": POLICY}, {"people": "2 on-call policies cover the service"}),
        ({"on-call/payments": "covers: [checkout]\nrotation: {size: 6}\n"}, {}),
        # action items
        (
            {"near-misses/a": "services: [checkout]\n" + ACTION.format("2026-02-27")},
            {"no-overdue-actions": "near-miss/a#A1 is 2 days overdue"},
        ),
        (
            {
                "near-misses/a": "visibility: restricted\nservices: [checkout]\n"
                + ACTION.format("2026-02-28")
            },
            {"no-overdue-actions": "an item of a restricted near miss is 1 day overdue"},
        ),
        ({"near-misses/a": "services: [checkout]\n" + ACTION.format("2026-03-01")}, {}),
        ({"near-misses/a": "services: [search]\n" + ACTION.format("2026-01-01")}, {}),
        # dependencies
        (
            {"services/checkout": "owner: payments\ntier: 2\n"},
            {"documented-dependencies": "`depends_on` is missing"},
        ),
        (
            {
                "services/checkout": "owner: payments\ntier: 2\n"
                "depends_on: [{service: x, criticality: hard}]\n"
            },
            {"documented-dependencies": "`x` has no entry of its own"},
        ),
        (
            {
                "services/search": "owner: payments\ntier: 3\n",
                "services/checkout": "owner: payments\ntier: 2\n"
                "depends_on: [{service: search, criticality: soft}]\n",
            },
            {"documented-dependencies": "the soft dependency `search` has no fallback"},
        ),
    ],
)
def test_computed_items(changed, fails):
    catalogue = library(GOOD | changed)
    service = catalogue.service("checkout")
    found = {
        name: computed(catalogue.checklist.items[name], service, catalogue) for name in MEASURED
    }
    assert {name for name, reasons in found.items() if reasons} == set(fails)
    for name, start in fails.items():
        assert found[name][0].startswith(start)


def review(day: str, answers: str = "{}") -> str:
    return f"service: checkout\nstage: launch\nreviewed_on: {day}\nanswers: {answers}\nverdict: approved\n"


@pytest.mark.parametrize(
    "answers, expected",
    [
        ("{people: {status: pass, evidence: [x]}}", ["people"]),
        ("{people: {status: fail}}", []),
        ("{people: {status: waived, reason: x, until: 2026-09-01}}", []),
        ("{fresh-runbooks: {status: pass, evidence: [x]}}", []),  # and so says the catalogue
        ("{dashboards: {status: pass, evidence: [x]}}", []),  # nothing computes it
        ("{}", []),
    ],
)
def test_contradictions(answers, expected):
    few = {"on-call/payments": POLICY.replace(", e]", "]")}
    path = "readiness/checkout/launch-2026-02-01"
    catalogue = library(GOOD | few | {path: review("2026-02-01", answers)})
    (found,) = catalogue.of(ReadinessReview)
    assert [c.answer.item for c in contradictions(found, catalogue)] == expected


@pytest.mark.parametrize(
    "as_of, expected",
    [("2025-01-31", None), ("2025-02-01", "2025-02-01"), ("2026-03-01", "2026-02-01")],
)
def test_only_the_last_review_speaks(as_of, expected):
    answers = "{people: {status: pass, evidence: [x]}}"
    few = {"on-call/payments": POLICY.replace(", e]", "]")}
    reviews = {
        f"readiness/checkout/launch-{day}": review(day, answers)
        for day in ("2025-02-01", "2026-02-01")
    }
    catalogue = library(GOOD | few | reviews, as_of)
    last = latest_review("checkout", catalogue)
    assert (last and last.reviewed_on.isoformat()) == expected
    contradicted = [r for r in catalogue.of(ReadinessReview) if contradictions(r, catalogue)]
    assert contradicted == ([last] if last else [])


@pytest.mark.parametrize(
    "answers, tier, status",
    [
        ("{}", 2, {"dashboards": "unanswered"}),
        ("{}", 1, {"dashboards": "unanswered", "load-tested": "unanswered"}),
        ("{dashboards: {status: pass, evidence: [x]}}", 2, {"dashboards": "pass"}),
        (
            "{dashboards: {status: waived, reason: x, until: 2026-03-01}}",
            2,
            {"dashboards": "waived"},
        ),
        (
            "{dashboards: {status: waived, reason: x, until: 2026-02-28}}",
            2,
            {"dashboards": "waiver-expired"},
        ),
    ],
)
def test_items(answers, tier, status):
    path = "readiness/checkout/launch-2026-02-01"
    service = {"services/checkout": SERVICE.replace("tier: 2", f"tier: {tier}")}
    catalogue = library(GOOD | service | {path: review("2026-02-01", answers)})
    found = readiness(catalogue.service("checkout"), catalogue)
    assert {i.item.id: i.status for i in found.items if not i.computed} == status
    assert {i.item.id: i.status for i in found.items if i.computed} == dict.fromkeys(
        MEASURED, "pass"
    )
    assert found.verdict == "approved"
    assert {i.item.id for i in found.open} == {
        name for name, s in status.items() if s in {"unanswered", "waiver-expired"}
    }


def test_a_service_nobody_reviewed():
    catalogue = library(GOOD)
    found = readiness(catalogue.service("checkout"), catalogue)
    assert (found.review, found.verdict) == (None, "never-reviewed")
