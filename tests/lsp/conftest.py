"""A library of one's own, and an editor with it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from editing import POSTMORTEM, Typing
from editor import Editor

if TYPE_CHECKING:
    from collections.abc import Iterator

LIBRARY = Path(__file__).parents[1] / "library"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(shutil.copytree(LIBRARY, tmp_path / "library"))


@pytest.fixture(scope="module")
def server() -> Iterator[Editor]:
    """One server for all tests of a module; each has a library of its own."""
    with Editor() as started:
        yield started


@pytest.fixture
def editor(server: Editor) -> Iterator[Editor]:
    logged, told = len(server.log), len(server.shown)
    yield server
    server.close_all()
    assert server.log[logged:] == []
    assert server.shown[told:] == []


@pytest.fixture
def postmortem(editor: Editor, root: Path) -> Typing:
    """A postmortem that is open, without findings."""
    assert editor.open(root / POSTMORTEM) == []
    return Typing(editor, root / POSTMORTEM)
