"""`opslore init`: a library that passes, and a site that builds."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
import yaml

from console import run
from opslore import settings


@pytest.fixture
def begun(tmp_path):
    _, out, err, code = run(["init", "."], tmp_path)
    assert code == 0, err
    assert out.splitlines() == sorted(
        path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()
    )
    return tmp_path


@pytest.mark.parametrize("day", ["2026-01-01", "2031-12-31"])
def test_it_passes_on_any_day(day, begun):
    _, out, err, code = run(["check", "--format", "concise", "--as-of", day], begun)
    assert code == 0, out
    # A runbook that nobody has tried is the one thing to do.
    assert [line.split()[2] for line in out.splitlines()] == ["never-tested-runbook"]
    assert err.startswith("4 documents: no errors, 1 warning")


def test_no_day_is_pinned(begun):
    read = settings.load(begun)
    assert read.as_of is None
    assert read.problems == ()
    assert "as-of" not in (begun / "opslore.toml").read_text()


def test_a_vocabulary_to_begin_with(begun):
    terms = yaml.safe_load((begun / "content/vocabulary.yml").read_text())
    assert len(terms["failure_modes"]) >= 15
    named = [term for term in terms["failure_modes"] if term["id"] != "unclassified"]
    assert all(len(term["synonyms"]) >= 2 and term["description"] for term in named)
    assert terms["failure_modes"][-1]["id"] == "unclassified"


def test_the_first_documents_fit_into_it(begun):
    for options in (
        ["postmortem", "--severity", "sev1", "--service", "example-api", "--title", "It fell over",
         "--started-at", "2026-02-20T10:00Z"],
        ["near-miss", "--service", "example-api", "--what", "A", "--caught-by", "luck", "--fix", "B"],
        ["readiness-review", "--service", "example-api", "--stage", "periodic"],
    ):  # fmt: skip
        _, _, err, code = run(["new", *options], begun)
        assert code == 0, err
    _, out, _, code = run(["check", "--format", "concise"], begun)
    assert code == 0, out


def test_the_site_builds(begun):
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build"],
        cwd=begun, capture_output=True, text=True, check=False,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    page = (begun / "site/runbooks/example-api/error-rate-high/index.html").read_text("utf-8")
    assert "The error rate of the example API is high" in page
    assert not list((begun / "site").glob("*.yml"))
    assert (begun / "site/pagefind/pagefind.js").is_file()
    # Nothing has happened yet, so there is no feed, and no page that links to one.
    warnings = [line for line in done.stderr.splitlines() if "WARNING" in line]
    assert [line.partition(": warning ")[2].split()[0] for line in warnings] == [
        "never-tested-runbook"
    ]


def test_a_folder_of_its_own(tmp_path):
    _, out, _, code = run(["init", "hand/book"], tmp_path)
    assert code == 0
    assert "hand/book/opslore.toml" in out.splitlines()
    assert (tmp_path / "hand/book/.github/workflows/opslore.yml").is_file()


@pytest.mark.parametrize(
    ("path", "text", "told"),
    [
        ("opslore.toml", "", "opslore.toml is there already, so this is a library"),
        ("pyproject.toml", "[tool.opslore]\n", "pyproject.toml is there already"),
        ("content/old.md", "x", "content/old.md is there already and nothing was written"),
        ("content/directory.yml", "x", "content/directory.yml is there already"),
    ],
)
def test_nothing_is_mixed_into_what_exists(path, text, told, tmp_path):
    file = tmp_path / path
    file.parent.mkdir(exist_ok=True)
    file.write_text(text)
    _, _, err, code = run(["init"], tmp_path)
    assert code == 2
    assert told in err
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == [file]
    assert file.read_text() == text


def test_files_around_it_stay(tmp_path):
    (tmp_path / ".gitignore").write_text("mine\n")
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    _, out, err, code = run(["init"], tmp_path)
    assert code == 0
    assert (tmp_path / ".gitignore").read_text() == "mine\n"
    assert ".gitignore exists and is left as it is" in err
    assert ".gitignore" not in out


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "x").touch()
    _, _, err, code = run(["init", "x"], tmp_path)
    assert (code, err) == (2, "opslore: x is a file; name a folder\n")
