"""The command `opslore adopt`: what it prints, what it writes, and odd ways to call it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from console import Shell

HERE = Path(__file__).parent


def test_json_has_the_promised_shape(tmp_path):
    shutil.copytree(HERE / "adopt" / "forms", tmp_path / "forms")
    output, _ = Shell(tmp_path).run("opslore adopt forms --format json")
    found = json.loads(output[: output.rindex("]") + 1])
    keys = [
        "path",
        "type",
        "title",
        "date",
        "severity",
        "services",
        "owner",
        "action_items",
        "findings",
    ]
    assert all(list(entry) == keys for entry in found)
    items = [entry for document in found for entry in document["action_items"]]
    assert all(list(entry) == ["title", "owner", "due", "status", "ticket"] for entry in items)


def test_an_unchanged_file_is_written_only_if_it_still_is(tmp_path, monkeypatch):
    from opslore.cli import adopt as command
    from opslore.cli._failure import Failure

    file = tmp_path / "a.md"
    file.write_text("new")
    with pytest.raises(Failure, match="changed while it was read"):
        command._put(file, b"old", b"written")
    assert file.read_text() == "new"
