"""No file costs more than two seconds or 200 MB, and none ends the process."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import hostile
from opslore.document import parse_data

SECONDS = 2.0
MEGABYTES = 200

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs fork and resource limits")


@pytest.fixture(scope="module")
def costs() -> dict[str, dict[str, Any]]:
    """What reading each case cost, in processes of their own."""
    done = subprocess.run(
        [sys.executable, str(Path(hostile.__file__))],
        capture_output=True,
        text=True,
        check=True,
        timeout=600,
    )
    return {line["name"]: line for line in map(json.loads, done.stdout.splitlines())}


@pytest.mark.parametrize("name", hostile.texts())
def test_a_hostile_file_costs_little(name: str, costs: dict[str, dict[str, Any]]) -> None:
    cost = costs[name]
    assert cost["status"] == 0
    assert cost["seconds"] < SECONDS
    assert cost["megabytes"] < MEGABYTES


def test_deep_nesting_is_refused_where_it_begins(costs: dict[str, dict[str, Any]]) -> None:
    kinds = {name.removeprefix("front matter: "): cost["faults"] for name, cost in costs.items()}
    assert kinds["60,000 ["] == kinds["30,000 dashes"] == ["nesting-too-deep"]
    assert kinds["60,000 {"] == kinds["30,000 ?"] == ["yaml-feature"]  # a mapping as a name
    assert kinds["100,000 ["] == ["front-matter-too-large"]


@pytest.mark.parametrize("bracket", ["[", "- ", "a: ["])
def test_a_data_file_of_brackets_only(bracket: str) -> None:
    document = parse_data("content/directory.yml", bracket * 100_000)
    assert [fault.kind for fault in document.faults] in (
        ["nesting-too-deep"],
        ["front-matter-syntax"],
    )
