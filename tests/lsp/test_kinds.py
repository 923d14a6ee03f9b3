"""What is named at a place: the table says the same as the records do."""

from __future__ import annotations

from pathlib import Path

import pytest

from opslore import schema
from opslore.catalogue import Catalogue, load
from opslore.lsp.kinds import key_kind, kind_at
from opslore.settings import to_day

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def sample() -> Catalogue:
    return load(ROOT, to_day("2026-11-16"))


def test_every_reference_of_the_sample(sample: Catalogue) -> None:
    wrong = set()
    seen = set()
    for record in sample.records:
        for reference in record.references():
            steps = reference.steps
            found = kind_at(record.TYPE, steps)
            if found == "target":
                found = reference.kind
            if reference.kind == "checklist-item":
                found = key_kind(record.TYPE, steps[:-1])
            seen.add(reference.kind)
            if found != reference.kind:
                wrong.add((record.TYPE, steps, reference.kind, found))
    assert not wrong
    assert {"service", "person", "team", "failure-mode", "runbook", "postmortem"} <= seen


@pytest.mark.parametrize(
    ("name", "steps", "kind"),
    [
        ("postmortem", ("services",), ""),
        ("postmortem", ("services", 3), "service"),
        ("postmortem", ("contributing_factors", 0, "kind"), ""),
        ("postmortem", ("trigger", "kind"), "trigger"),
        ("postmortem", ("action_items", 0, "addresses", 0), "factor"),
        ("postmortem", ("waivers", 0, "rule"), "rule"),
        ("postmortem", ("tags", 0), "tag"),
        ("postmortem", ("x-own",), ""),
        ("postmortem", ("nonsense", 0, "runbook"), ""),
        ("postmortem", (), ""),
        ("postmortem", (0, 1), ""),
        ("drill", ("action_items", 0, "owner"), "person"),
        ("on-call-policy", ("levels", 0, "target"), "target"),
        ("directory", ("people", 0, "id"), ""),
        ("directory", ("teams", 0, "members", 0), "person"),
        ("vocabulary", ("failure_modes", 0, "id"), ""),
    ],
)
def test_places(name, steps, kind) -> None:
    assert kind_at(name, steps) == kind


def test_fields_of_an_assigned_action_item_are_those_of_any() -> None:
    ours = schema.fields("drill", ("action_items", 0))
    assert {"id", "title", "owner", "due"} <= set(ours)
    assert set(ours) == set(schema.fields("postmortem", ("action_items", 0)))
