"""Any number of workers says the same."""

from __future__ import annotations

import os
import re
import signal
from datetime import date

import pytest

from cases import case, project
from console import run
from opslore import workers
from opslore.catalogue import load
from opslore.rules import engine


@pytest.fixture
def library(tmp_path):
    (tmp_path / "notes.txt").touch()
    return project(case(""), tmp_path)


@pytest.mark.parametrize("form", ["text", "json"])
def test_any_number_of_workers_says_the_same(form, library):
    for number in range(20):
        path = library / f"content/guides/bad-{number}.md"
        path.write_text("---\nownr: platform\n---\n\n# T\n\n[gone](gone.md)\n")
    told = [
        run(["check", "--format", form, "--no-cache", "--jobs", jobs], library)[1]
        for jobs in ("1", "2", "7", "0")
    ]
    assert told[0].count("unknown-key") >= 20
    assert set(told) == {told[0]}


def test_documents_read_by_several_are_the_same(library):
    one, *more = (load(library, date(2026, 3, 1), jobs=jobs) for jobs in (1, 3, 50))
    for other in more:
        assert other.documents == one.documents
        assert other.records == one.records
        assert list(other.ids.items()) == list(one.ids.items())


def test_without_processes_nothing_is_left_out(library, monkeypatch):
    _, told, err, _ = run(["check", "--format", "json", "--no-cache"], library)
    monkeypatch.setattr(workers, "POSSIBLE", False)
    again = run(["check", "--format", "json", "--no-cache", "--jobs", "3"], library)
    assert again[1:3] == (told, err)


def test_a_rule_that_fails_in_a_worker_is_named(library, monkeypatch):
    def broken(record, catalogue):
        raise ValueError(record.id)
        yield

    record = engine.find("time-order").on.__mro__[1]  # every record
    made = engine.Rule(
        "PM999", "broken-rule", record, engine.Level.ERROR, False, False, "0.1", "", broken
    )
    monkeypatch.setattr(engine, "all_rules", lambda: (made,))
    told = [run(["check", "--no-cache", "--jobs", jobs], library) for jobs in ("1", "3")]
    assert told[0][3] == 101
    assert told[0][2].count("ValueError: checkout/pool\n") == 1
    assert [re.findall(r"failed on \S+", err) for _, _, err, _ in told] == [
        [f"failed on {d}" for d in sorted(
            p.relative_to(library).as_posix() for p in (library / "content").rglob("*.md"))]
    ] * 2  # fmt: skip


def test_a_worker_that_dies_is_no_green_check(library, monkeypatch):
    parent = os.getpid()

    def deadly(record, catalogue):
        if os.getpid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)
        yield from ()

    record = engine.find("time-order").on.__mro__[1]
    made = engine.Rule(
        "PM999", "deadly-rule", record, engine.Level.ERROR, False, False, "0.1", "", deadly
    )
    monkeypatch.setattr(engine, "all_rules", lambda: (made,))
    _, _, err, code = run(["check", "--no-cache", "--jobs", "2"], library)
    assert code == 101
    assert "a worker process ended with -9" in err
