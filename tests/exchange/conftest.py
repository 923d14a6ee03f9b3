"""The libraries that are exported: the sample, and one whose texts are attacks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cases import DAY
from exported import HOSTILE
from opslore import settings
from opslore.catalogue import load
from restricted import hide
from site_build import library

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def sample():
    read = settings.load(ROOT)
    return load(ROOT, read.as_of, read)


@pytest.fixture(scope="session")
def hostile(tmp_path_factory):
    """A library whose titles are each an attack on some format, and what nobody may see."""
    root = library(tmp_path_factory.mktemp("hostile"))
    folder = root / "content/near-misses"
    folder.mkdir()
    for number, title in enumerate(HOSTILE):
        front = {
            "occurred_on": f"2026-02-{number + 1:02}",
            "services": ["checkout"],
            "title": title,
            "description": title,
            "what_failed": title,
            "caught_by": "human",
            "corrective_action": title,
            "action_items": [
                {"id": "A1", "title": title, "owner": "ada", "due": "2026-02-20", "status": "open"}
            ],
        }
        text = "".join(f"{key}: {json.dumps(value)}\n" for key, value in front.items())
        text = text.replace("\\ud83d\\ude00", "\U0001f600")
        (folder / f"2026-02-{number + 1:02}-a.md").write_text(f"---\n{text}---\n", "utf-8")
    assert hide(root / "content") > 300
    return load(root, DAY)


@pytest.fixture(params=["sample", "hostile"])
def catalogue(request):
    return request.getfixturevalue(request.param)
