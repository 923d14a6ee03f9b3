"""Coverage, load and the graph of services: minutes, targets, circles, who is hit."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from opslore.catalogue import Catalogue, assemble
from opslore.document import parse, parse_data
from opslore.metrics.coverage import coverage, escalation, load, worst_minutes
from opslore.metrics.dependencies import blast_radius, cycles, dependents
from opslore.records import OnCallPolicy
from opslore.settings import Settings

SEVERITIES = (
    "severities:\n"
    "  - {id: sev1, meaning: All, response_time: 5m, postmortem: full}\n"
    "  - {id: sev2, meaning: Many, response_time: 1h, postmortem: standard}\n"
)


def library(files: dict[str, str], as_of: str = "2026-03-01", pages: str = "") -> Catalogue:
    documents = [
        parse(f"content/{key}.md", f"---\n{front}---\n\n# A\n\nText.\n")
        for key, front in files.items()
    ]
    assert not [fault for document in documents for fault in document.faults]
    data = [parse_data("content/severities.yml", SEVERITIES.encode())]
    if pages:
        text = "period,service,pages,class,overnight\n" + pages
        data.append(parse_data("content/pages.csv", text.encode()))
    return assemble(Path(), date.fromisoformat(as_of), Settings(), documents, data=data)


def policy(levels: str, covers: str = "checkout") -> str:
    return f"coverage: 24x7\ncovers: [{covers}]\nrotation: {{size: 5}}\nlevels: [{levels}]\n"


def level(order: int, ack: str, then: str = "", when: str = "") -> str:
    escalate = f", escalate_after: {then}" if then else ""
    condition = f", when: {when}" if when else ""
    return f"{{order: {order}, target: 'team:t', ack_within: {ack}{escalate}{condition}}}"


@pytest.mark.parametrize(
    "levels, reached, worst",
    [
        ([level(1, "5m")], [(0, 5)], 5),
        ([level(1, "5m", "10m"), level(2, "5m")], [(0, 5), (10, 15)], 15),
        # without a time of its own the next level is reached when this one should have answered
        ([level(1, "5m"), level(2, "5m")], [(0, 5), (5, 10)], 10),
        # written in another order
        ([level(2, "5m"), level(1, "3m", "4m")], [(0, 3), (4, 9)], 9),
        ([level(1, "5m", "10m"), level(2, "1h", "2h"), level(3, "1d")], None, 10 + 120 + 1440),
        # who comes only at a severity, later, or in a breach promises no answer to every page
        ([level(1, "5m", "10m", "always"), level(2, "5m", "", "{severity: sev1}")], None, 5),
        ([level(1, "5m", "10m"), level(2, "5m", "", "{after: 30m}")], None, 5),
        ([level(1, "5m", "10m"), level(2, "5m", "", "{data_breach: true}")], None, 5),
        # where nobody is always paged all are counted
        (
            [level(1, "5m", "9m", "{severity: sev1}"), level(2, "5m", "", "{severity: sev2}")],
            None,
            14,
        ),
        # what the schema has found wanting is not computed
        ([level(1, "soon")], [], None),
        ([], [], None),
    ],
)
def test_worst_minutes(levels, reached, worst):
    catalogue = library({"on-call/payments": policy(", ".join(levels))})
    (found,) = catalogue.of(OnCallPolicy)
    if reached is not None:
        assert [(r.after, r.answered) for r in escalation(found)] == reached
    assert worst_minutes(found) == worst


@pytest.mark.parametrize(
    "tier, covering, minutes, severity, promised",
    [
        (1, ["a"], 5, "sev1", 5),
        (2, ["a"], 5, "sev2", 60),
        (3, ["a"], 5, "sev3", None),  # nobody said how fast
        (1, [], None, "sev1", 5),
        (1, ["a", "b"], None, "sev1", 5),  # which of them counts, nobody knows
    ],
)
def test_coverage(tier, covering, minutes, severity, promised):
    files = {f"on-call/{name}": policy(level(1, "5m")) for name in covering}
    catalogue = library({"services/checkout": f"owner: t\ntier: {tier}\n", **files})
    service = catalogue.service("checkout")
    found = coverage(service, catalogue)
    assert (found.minutes, found.severity, found.promised) == (minutes, severity, promised)
    assert [p.id for p in found.policies] == covering
    assert (found.policy is not None) is (len(covering) == 1)


def test_a_policy_may_name_a_service_by_its_old_name():
    catalogue = library(
        {
            "services/checkout": "owner: t\ntier: 1\naliases: [shop]\n",
            "on-call/payments": policy(level(1, "5m"), "shop"),
        }
    )
    assert coverage(catalogue.service("checkout"), catalogue).minutes == 5


@pytest.mark.parametrize(
    "pages, as_of, days, figures",
    [
        # (pages, overnight, actionable, noise) of the covered services in whole periods
        ("2026-W08,checkout,3,actionable,1\n", "2026-03-01", 7, (3, 1, 3, 0)),
        ("2026-W09,checkout,3,noise,0\n", "2026-03-01", 7, (3, 0, 0, 3)),
        # the week that is not over does not count; the last quarter does
        ("2026-W09,checkout,3,noise,0\n", "2026-02-28", None, None),
        ("2026-W01,checkout,3,noise,0\n", "2026-03-01", 7, (3, 0, 0, 3)),
        ("2025-W40,checkout,3,noise,0\n", "2026-03-01", None, None),
        # a quiet week of ours is known by the row of another service
        (
            "2026-W08,checkout,3,actionable,1\n2026-W07,search,9,noise,0\n",
            "2026-03-01",
            14,
            (3, 1, 3, 0),
        ),
        ("2026-02,checkout,3,auto-resolvable,0\n", "2026-03-01", 28, (3, 0, 0, 0)),
    ],
)
def test_load(pages, as_of, days, figures):
    catalogue = library({"on-call/payments": policy(level(1, "5m"))}, as_of, pages)
    (found,) = catalogue.of(OnCallPolicy)
    counted = load(found, catalogue)
    if days is None:
        assert counted is None
    else:
        assert counted.days == days
        assert (counted.pages, counted.overnight, counted.actionable, counted.noise) == figures


@pytest.mark.parametrize(
    "rows, missed",
    [
        ("2026-W08,checkout,14,actionable,1\n", []),
        ("2026-W08,checkout,15,actionable,0\n", ["pages a day"]),
        ("2026-W08,checkout,10,actionable,2\n", ["overnight pages a week"]),
        ("2026-W08,checkout,8,actionable,0\n2026-W08,checkout,2,noise,0\n", []),
        (
            "2026-W08,checkout,7,actionable,0\n2026-W08,checkout,3,noise,0\n",
            ["actionable", "noise"],
        ),
        ("2026-W08,checkout,4,noise,0\n", []),  # four pages are no share
    ],
)
def test_targets(rows, missed):
    catalogue = library({"on-call/payments": policy(level(1, "5m"))}, pages=rows)
    (found,) = catalogue.of(OnCallPolicy)
    assert [target.name for target in load(found, catalogue).missed] == missed


def graph(text: str) -> Catalogue:
    """`a>b` hard, `a~b` soft."""
    needs: dict[str, list[str]] = {}
    for edge in text.split():
        kind = "hard" if ">" in edge else "soft"
        source, target = edge.replace("~", ">").split(">")
        needs.setdefault(source, []).append(f"{{service: {target}, criticality: {kind}}}")
        needs.setdefault(target, [])
    return library(
        {
            f"services/{name}": f"owner: t\ntier: 1\ndepends_on: [{', '.join(of)}]\n"
            for name, of in needs.items()
        }
    )


@pytest.mark.parametrize(
    "edges, expected",
    [
        ("a>b b>c", []),
        ("a>b b>a", [("a", "b")]),
        ("a>b b~a", []),
        ("a>a", [("a",)]),
        ("c>a a>b b>c", [("a", "b", "c")]),
        ("a>b b>c c>a b>a", [("a", "b"), ("a", "b", "c")]),  # c is in no shorter one
        ("a>b b>a c>d d>c", [("a", "b"), ("c", "d")]),
        ("x>a a>b b>a", [("a", "b")]),
    ],
)
def test_cycles(edges, expected):
    assert list(cycles(graph(edges))) == expected


@pytest.mark.parametrize(
    "edges, hard, soft",
    [
        ("b>a c>b d>c", {"b": "a b", "c": "a b c", "d": "a b c d"}, {}),
        ("b~a c>b", {}, {"b": "a b"}),  # who goes on without takes nobody down
        ("b>a c~b", {"b": "a b"}, {"c": "a b c"}),
        ("b>a c>a c~b", {"b": "a b", "c": "a c"}, {}),  # hard hides soft
        ("a>b", {}, {}),
        ("b>a a>b", {"b": "a b"}, {}),
    ],
)
def test_blast_radius(edges, hard, soft):
    found = blast_radius("a", graph(edges))
    assert {hit.service: " ".join(hit.path) for hit in found.hard} == hard
    assert {hit.service: " ".join(hit.path) for hit in found.soft} == soft


def test_a_dependency_without_entry_is_known_by_its_name():
    catalogue = library(
        {"services/a": "owner: t\ntier: 1\ndepends_on: [{service: vendor, criticality: hard}]\n"}
    )
    assert [edge.source.id for edge in dependents("vendor", catalogue)] == ["a"]
    assert [hit.service for hit in blast_radius("vendor", catalogue).hard] == ["a"]


@pytest.mark.parametrize("written", ["20m", "20 m", "20min", "20 min"])
def test_minutes_are_minutes_however_the_schema_lets_them_be_written(written):
    levels = (
        f'{{order: 1, target: "team:a", ack_within: {written}, escalate_after: {written}}}, '
        '{order: 2, target: "team:b", ack_within: 5m}'
    )
    (found,) = library({"on-call/a": policy(levels)}).of(OnCallPolicy)
    assert worst_minutes(found) == 25
