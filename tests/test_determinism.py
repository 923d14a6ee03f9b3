"""Same input and day, same bytes: whatever the machine, the place and the number of workers."""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPO = Path(__file__).parent.parent
PYTHON = (sys.executable, "-c", "import sys; from opslore.cli import main; sys.exit(main())")
MACHINES = {
    "here": {},
    "another zone": {"TZ": "Pacific/Kiritimati"},
    "another order of sets": {"PYTHONHASHSEED": "4711"},
    "no order at all": {"PYTHONHASHSEED": "random"},
    "another language": {"LC_ALL": "C", "LANG": "C"},
    "no language": {"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0"},
    "all at once": {"TZ": "America/St_Johns", "PYTHONHASHSEED": "1", "LC_ALL": "C"},
}
BAD = {
    "guides/bad.md": "---\nownr: plätform\ntags: [a, a]\n---\n\n# T\n\n[gone](gone.md) [no](#no)\n",
    "guides/größe.md": "---\nowner: nobody\n---\n\n# T\n\nThe engineer forgot it. TODO: why?\n",
    "runbooks/open.md": "---\nalerts: [a\n---\n\n# T\n",
    "services/nothing.md": "",
    "near-misses/2026-01-01-x.md": "---\nservices: [none, nil, never]\n---\n",
}


def copied(folder):
    """Return a copy of the sample library, with faults of many kinds."""
    shutil.copytree(REPO / "content", folder / "content")
    for name in ("opslore.toml", "opslore.lock", "mkdocs.yml"):
        if (REPO / name).is_file():
            shutil.copy(REPO / name, folder / name)
    return folder


def faulty(folder):
    copied(folder)
    for path, text in BAD.items():
        (folder / "content" / path).write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    """Return the same library at two paths."""
    deep = tmp_path_factory.mktemp("b") / "a place" / "ünder another name"
    deep.mkdir(parents=True)
    return faulty(tmp_path_factory.mktemp("a")), faulty(deep)


def check(root, *options, **environ):
    done = subprocess.run(
        [*PYTHON, "check", "--no-cache", *options],
        cwd=root, env=os.environ | environ, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr.decode()
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def expected(places):
    return {form: check(places[0], "--format", form, "--jobs", "1") for form in ("text", "json")}


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("environ", MACHINES.values(), ids=MACHINES)
def test_check_on_another_machine(environ, form, places, expected):
    assert check(places[0], "--format", form, **environ) == expected[form]


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("jobs", ["2", "3", "16"])
def test_check_by_more_workers(jobs, form, places, expected):
    assert check(places[0], "--format", form, "--jobs", jobs) == expected[form]


@pytest.mark.parametrize("form", ["text", "json"])
def test_check_at_another_path(form, places, expected):
    told = check(places[1], "--format", form, TZ="Asia/Tokyo", PYTHONHASHSEED="9")
    assert told == expected[form]
    assert all(os.fsencode(place) not in told for place in places)


def test_all_the_faults_are_there(expected):
    for rule in (b"missing-fields", b"unknown-key", b"unknown-reference", b"broken-link",
                 b"broken-anchor", b"empty-file", b"front-matter-syntax", b"todo-left"):  # fmt: skip
        assert b" " + rule + b" [" in expected["text"], rule
    assert "größe.md".encode() in expected["text"]


# Pagefind writes what it filters by in an order of its own, another one at each run, and names
# the files by what is in them; the list of these names differs with them. All else must not.
UNORDERED = ("pagefind/filter/",)
LISTING = ("pagefind/pagefind-entry.json",)


def built(root, **environ):
    """Return the files of a site by their paths, those in an order of their own apart."""
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet"],
        cwd=root, env=os.environ | {"NO_MKDOCS_2_WARNING": "1"} | environ,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    files, unordered = {}, []
    for path in sorted((root / "site").rglob("*")):
        name = path.relative_to(root / "site").as_posix()
        if path.is_dir() or name in LISTING or name.endswith(".pf_meta"):
            continue
        if name.startswith(UNORDERED):
            unordered.append(sorted(gzip.decompress(path.read_bytes())))
        else:
            files[name] = path.read_bytes()
    return files, sorted(unordered)


def test_the_site_is_the_same_byte_for_byte(tmp_path):
    pytest.importorskip("material")
    pytest.importorskip("pagefind")
    deep = tmp_path / "b/another place"
    deep.mkdir(parents=True)
    (tmp_path / "a").mkdir()
    one, unordered = built(copied(tmp_path / "a"), TZ="UTC", PYTHONHASHSEED="1", LC_ALL="C.UTF-8")
    two, again = built(copied(deep), TZ="Asia/Tokyo", PYTHONHASHSEED="77", LC_ALL="C")
    assert sorted(one) == sorted(two)
    assert [name for name, raw in one.items() if raw != two[name]] == []
    assert unordered == again, "more than the order differs"
    assert len(one) > 500
    assert sum(name.endswith(".pf_fragment") for name in one) > 100
    for place in (os.fsencode(tmp_path), os.fsencode(REPO)):
        assert [name for name, raw in one.items() if place in raw] == []
