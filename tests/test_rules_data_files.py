"""Data files that hold something else than they should: told of, and never a fault of ours."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from opslore.catalogue import load
from opslore.rules import engine
from opslore.settings import to_day

LIBRARY = Path(__file__).parent / "library"
FILES = "checklist.yml directory.yml pages.csv severities.yml tickets.json vocabulary.yml".split()
JUNK = (
    "[]",
    "x",
    "3",
    "null",
    "[1, {}]",
    '[{"id": {}}]',
    "people: 3",
    "teams: {a: 1}",
    "items: x",
    "people: [[]]\nteams: [1]\nfailure_modes: [x]\nitems: [{id: [1]}]\nseverities: [{id: {a: 1}}]",
    "teams: [{id: a, members: {x: 1}}]",
    "items: [{id: a, tiers: [{}]}]",
)


@pytest.mark.parametrize("name", FILES)
def test_junk(tmp_path, name) -> None:
    root = Path(shutil.copytree(LIBRARY, tmp_path / "library"))
    for junk in JUNK:
        (root / "content" / name).write_text(junk)
        result = engine.check(load(root, to_day("2026-03-01")))
        assert result.crashes == (), junk
        told = [f for f in result.findings if f.location.path == f"content/{name}"]
        assert told or junk == "null" or not name.endswith(".yml"), junk
