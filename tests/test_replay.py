"""A check that is told again: only where nothing that it depends on has changed."""

from __future__ import annotations

import json

import pytest

from cases import case, project
from console import run
from opslore import settings
from opslore.cli import _check, _replay
from opslore.document import source

FAULTY = "---\nownr: platform\n---\n\n# T\n\nText.\n"


@pytest.fixture
def library(tmp_path):
    root = project(case(""), tmp_path / "project")
    (root / "content/guides/bad.md").write_text(FAULTY)
    (root / "content/logo.svg").touch()
    (root / "opslore.baseline").write_text("# opslore baseline 1\n")
    return root


@pytest.fixture
def checked(monkeypatch):
    """Count the runs that are really made."""
    made = []
    real = _check.run
    monkeypatch.setattr(_check, "run", lambda *asked: made.append(1) or real(*asked))
    return made


def test_what_is_not_imported_is_the_same():
    assert _replay.SETTINGS == settings.FILES
    assert _replay.DOCUMENT_LIMIT == source.DOCUMENT_LIMIT


def check(library, *options, cache="cache", **environ):
    environ["XDG_CACHE_HOME"] = str(library.parent / cache)
    return run(["check", *options], library, environ=environ)


def edit(path, text="\nMore.\n"):
    def change(library):
        with (library / path).open("a") as file:
            file.write(text)

    return change


def write(path, text=""):
    def change(library):
        target = library / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)

    return change


@pytest.mark.parametrize(
    "options", [(), ("--format", "json"), ("content/guides",), ("--as-of", "+90d")]
)
def test_the_same_again_is_told_not_made(options, library, checked):
    first = check(library, *options)
    assert first[3] == 1
    assert check(library, *options) == first
    assert len(checked) == 1


CHANGES = {
    "a document": edit("content/guides/bad.md"),
    "a data file": edit("content/directory.yml", "\n# more\n"),
    "a plain page": write("content/index.md", "# Home\n"),
    "a new document": write("content/guides/new.md", FAULTY),
    "a document less": lambda library: (library / "content/guides/bad.md").unlink(),
    "another name": lambda library: (library / "content/guides/bad.md").rename(library / "content/guides/b.md"),
    "an image less": lambda library: (library / "content/logo.svg").unlink(),
    "a new folder": lambda library: (library / "content/runbooks/new").mkdir(),
    "a link": lambda library: (library / "content/guides/l.md").symlink_to("bad.md"),
    "settings": edit("opslore.toml", '[levels]\nunknown-key = "off"\n'),
    "the lock": write("opslore.lock", "{}"),
    "the baseline": edit("opslore.baseline", "\n"),
    "a repository around it": lambda library: (library.parent / ".git").mkdir(),
    "bytes of the same length": lambda library: (library / "content/guides/bad.md").write_text(FAULTY.replace("Text", "Next")),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_is_seen(change, library, checked):
    options = ("--baseline", "opslore.baseline")
    check(library, *options)
    change(library)
    again = check(library, *options)
    assert len(checked) == 2
    assert again == check(library, *options, "--no-cache")


def test_settings_that_appear_nearer_are_seen(library, checked):
    notes = library / "content/guides"
    run(["check"], notes, environ={"XDG_CACHE_HOME": str(library.parent / "cache")})
    (notes / "opslore.toml").write_text('content = "."\n')
    _, _, err, _ = run(["check"], notes, environ={"XDG_CACHE_HOME": str(library.parent / "cache")})
    assert len(checked) == 2
    assert err.startswith("2 documents")


@pytest.mark.parametrize(
    ("toml", "options", "environ", "made"),
    [
        ("as-of = 2026-03-01", (), {}, 1),
        ("", (), {}, 2),
        ("", ("--as-of", "2026-03-01"), {}, 1),
        ("", ("--as-of", "+90d"), {}, 2),
        ("", (), {"SOURCE_DATE_EPOCH": "1772323200"}, 1),
    ],
)
def test_a_new_day(toml, options, environ, made, library, checked, monkeypatch):
    (library / "opslore.toml").write_text(toml)
    monkeypatch.setattr(_replay, "today", lambda zone: f"one day in {zone}")
    check(library, *options, **environ)
    monkeypatch.setattr(_replay, "today", lambda zone: f"the next day in {zone}")
    check(library, *options, **environ)
    assert len(checked) == made


@pytest.mark.parametrize(
    ("first", "second", "environ"),
    [
        ((), ("--format", "concise"), {}),
        ((), (), {"FORCE_COLOR": "1"}),
        ((), (), {"SOURCE_DATE_EPOCH": "1772323200"}),
        ((), ("--no-cache",), {}),
    ],
)
def test_another_question_is_another_run(first, second, environ, library, checked):
    check(library, *first)
    check(library, *second, **environ)
    assert len(checked) == 2


@pytest.mark.parametrize(
    ("options", "environ"),
    [
        (("--no-cache",), {}),
        (("--output", "report.txt"), {}),
        (("--format", "github"), {"GITHUB_STEP_SUMMARY": "summary.md"}),
        (("--write-baseline",), {}),
    ],
)
def test_what_is_never_recorded(options, environ, library, checked):
    for _ in range(2):
        check(library, *options, **environ)
    assert len(checked) == 2
    assert not (library.parent / "cache").exists()


def test_alert_rules_lie_anywhere(library, checked):
    edit("opslore.toml", '[alerts]\nfiles = ["rules/*.yml"]\n')(library)
    check(library)
    check(library)
    assert len(checked) == 2


def test_another_version_checks_anew(library, checked, monkeypatch):
    check(library)
    monkeypatch.setattr(_replay, "_code", lambda: "another")
    check(library)
    assert len(checked) == 2


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"form": "0"}'])
def test_a_damaged_record_is_no_record(damage, library, checked):
    first = check(library)
    [record] = (library.parent / "cache/opslore").iterdir()
    assert json.loads(record.read_text())["exit"] == 1
    record.write_text(damage)
    assert check(library) == first
    assert len(checked) == 2


def test_no_place_for_records_is_no_trouble(library):
    (library.parent / "cache").touch()
    assert check(library) == check(library)
    assert check(library)[3] == 1


def test_records_are_few(library, monkeypatch):
    monkeypatch.setattr(_replay, "KEPT", 3)
    for day in range(1, 8):
        check(library, "--as-of", f"2026-03-0{day}")
    kept = sorted((library.parent / "cache/opslore").iterdir())
    assert len(kept) == 3
    assert all(path.stat().st_mode & 0o077 == 0 for path in kept)
