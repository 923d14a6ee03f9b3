"""What belongs together is complete: a type's four parts, a folder's registry, the wheel."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import opslore
from opslore import schema
from opslore.exchange import formats
from opslore.records import FOLDERS, RECORDS

ROOT = Path(__file__).parents[1]
PACKAGE = Path(opslore.__file__).parent
RECORD_FOLDERS = {path.name for path in (ROOT / "tests/records").iterdir() if path.is_dir()}


def test_a_type_is_schema_record_template_and_examples():
    types = set(schema.types())
    assert len(types) == 11
    assert set(RECORDS) == types
    assert all(kind.NOUN and kind.NOUNS for kind in RECORDS.values())
    assert set(FOLDERS.values()) == types
    templates = {path.name.partition(".")[0] for path in (PACKAGE / "templates/new").iterdir()}
    assert templates == types
    assert types == RECORD_FOLDERS


@pytest.mark.parametrize("kind", sorted(RECORD_FOLDERS))
def test_a_type_has_good_and_bad_examples(kind):
    folder = ROOT / "tests/records" / kind
    assert list((folder / "valid").glob("*.md"))
    assert list((folder / "invalid").glob("*.md"))


def test_every_template_of_a_view_is_used():
    sources = [*PACKAGE.rglob("*.py"), *(PACKAGE / "templates").rglob("*.jinja")]
    text = "\n".join(path.read_text("utf-8") for path in sources)
    for path in (PACKAGE / "templates").rglob("*.md.jinja"):
        if path.parent.name != "new":
            assert path.relative_to(PACKAGE / "templates").as_posix() in text, path.name


def test_every_format_has_a_summary():
    for form in formats().values():
        assert form.summary.endswith("."), form.name
        assert form.suffix.isalnum(), form.name


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The names of the files in the wheel, built by its own backend without a network."""
    backend = pytest.importorskip("hatchling.build", reason="hatchling is not installed")
    del backend
    folder = tmp_path_factory.mktemp("wheel")
    code = f"import hatchling.build; print(hatchling.build.build_wheel({str(folder)!r}))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as archive:
        return set(archive.namelist())


class TestTheWheel:
    @pytest.mark.parametrize(
        ("folder", "inside"),
        [
            ("plugins/opslore", "opslore"),
            ("plugins/opslore_mkdocs", "opslore_mkdocs"),
            ("schemas", "opslore/schemas"),
        ],
    )
    def test_it_holds_every_file(self, folder, inside, wheel):
        there = {
            f"{inside}/{path.relative_to(ROOT / folder).as_posix()}"
            for path in (ROOT / folder).rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }
        assert len(there) > 10
        assert there - wheel == set()

    def test_it_holds_nothing_else(self, wheel):
        strange = {name for name in wheel if not name.startswith(("opslore/", "opslore_mkdocs/"))}
        assert {name.partition("/")[0].partition("-")[2] for name in strange} == {
            f"{opslore.__version__}.dist-info"
        }
        assert not [name for name in wheel if "__pycache__" in name or "/tests/" in name]
