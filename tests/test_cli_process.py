"""A run as a process: its streams, its signals, its faults, what it loads and writes."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time

import pytest

from cases import case, project
from console import run
from opslore.rules import engine

PYTHON = (sys.executable, "-c", "import sys; from opslore.cli import main; sys.exit(main())")


@pytest.fixture
def library(tmp_path):
    return project(case(""), tmp_path)


@pytest.mark.parametrize(
    ("environ", "painted"),
    [({}, False), ({"FORCE_COLOR": "1"}, True), ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False)],
)
def test_colour(environ, painted, library):
    (library / "content/guides/bad.md").write_text("---\nownr: platform\n---\n\n# T\n\nText.\n")
    _, out, _, _ = run(["check"], library, environ=environ)
    assert ("\x1b[" in out) is painted
    assert re.sub(r"\x1b\[\d+m", "", out) == run(["check"], library)[1]


def test_a_rule_that_fails_is_named_and_the_rest_still_checked(library, monkeypatch):
    def broken(record, catalogue):
        raise ValueError("a fault of ours")
        yield

    whole = engine.all_rules()
    record = next(rule for rule in whole if rule.name == "time-order")
    made = engine.Rule(
        "PM999", "broken-rule", record.on, record.level, False, False, "0.1", "", broken
    )
    monkeypatch.setattr(engine, "all_rules", lambda: (*whole, made))
    (library / "content/guides/bad.md").write_text("---\nownr: platform\n---\n\n# T\n\nText.\n")
    _, out, err, code = run(["check"], library)
    assert code == 101
    assert "unknown-key" in out
    assert (
        "internal error: rule broken-rule failed on content/postmortems/2026/2026-01-10-pool.md"
        in err
    )
    assert "ValueError: a fault of ours" in err
    assert run(["check", "--exit-zero"], library)[3] == 101


def test_a_fault_elsewhere_is_no_finding(library, monkeypatch):
    monkeypatch.setattr("opslore.cli._library.find", lambda *_: 1 / 0)
    _, _, err, code = run(["check"], library)
    assert code == 101
    assert "ZeroDivisionError" in err
    assert "fault of opslore" in err


def test_a_reader_that_leaves_early(library):
    for number in range(300):
        path = library / f"content/guides/bad-{number}.md"
        path.write_text("---\nownr: platform\n---\n\n# T\n\nText.\n")
    started = subprocess.Popen(
        [*PYTHON, "check", "--exit-zero"],
        cwd=library,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    started.stdout.read(10)
    started.stdout.close()
    told = started.stderr.read().decode()
    started.stderr.close()
    assert started.wait(60) == 0
    assert "BrokenPipe" not in told
    assert "Traceback" not in told


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", ">&- 2>&- <&-"])
def test_streams_that_are_closed(closed, library):
    told = subprocess.run(
        ["sh", "-c", f'exec "$@" {closed}', "sh", *PYTHON, "check", "--no-cache"],
        cwd=library,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    assert "Traceback" not in told.stdout + told.stderr


def test_a_folder_that_nobody_may_look_into_is_told(library, monkeypatch):
    listed = os.scandir

    def scandir(path):
        if str(path).endswith("content/runbooks"):
            raise PermissionError(13, "Permission denied", str(path))
        return listed(path)

    monkeypatch.setattr(os, "scandir", scandir)
    arguments = ["check", "--no-cache", "--format", "concise", "--select", "SRC"]
    _, out, _, code = run(arguments, library)
    assert code == 1
    assert out == (
        "content/runbooks:1:1: error unreadable-file [SRC002] "
        "may not be opened: permission denied\n"
    )


def test_interrupted(library):
    os.mkfifo(library / "wait")
    started = subprocess.Popen(
        [*PYTHON, "check", "-"], cwd=library, stdin=subprocess.PIPE, stderr=subprocess.PIPE
    )
    time.sleep(1)  # it waits for standard input
    started.send_signal(signal.SIGINT)
    assert started.wait(60) == 130
    assert started.stderr.read().decode() == "interrupted\n"
    started.stderr.close()
    started.stdin.close()


def test_output_is_written_whole_or_not_at_all(library):
    target = library / "report.json"
    target.write_text("old")
    target.chmod(0o640)
    assert run(["check", "--format", "json", "--output", "report.json"], library)[3] == 0
    assert target.read_text().startswith('{\n  "schema_version": 1')
    assert target.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in library.iterdir() if path.name.startswith(".rep")] == []


@pytest.mark.parametrize(
    "environ", [{"TZ": "Asia/Tokyo"}, {"LC_ALL": "C"}, {"PYTHONHASHSEED": "7"}]
)
def test_same_input_same_bytes(environ, library):
    (library / "content/guides/bad.md").write_text("---\nownr: plätform\n---\n\n# T\n\nText.\n")
    made = [
        subprocess.run(
            [*PYTHON, "check"], cwd=library, env=os.environ | more, capture_output=True, check=False
        ).stdout
        for more in ({}, environ)
    ]
    assert made[0] == made[1]
    assert "plätform".encode() in made[0]


def test_a_plain_check_imports_nothing_it_does_not_need(library):
    code = (
        "import sys; from opslore.cli import main; main(['check']);"
        "print(*sorted(m for m in sys.modules if '.' not in m), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=library, capture_output=True, text=True, check=True
    )
    loaded = set(done.stderr.splitlines()[-1].split())
    assert not loaded & {"argparse", "click", "dateutil", "jinja2", "jsonschema", "rich"}
