"""`opslore.lock`: what is written is read again, what is damaged is told of and never raises."""

from __future__ import annotations

from datetime import date

import pytest

from opslore.catalogue import lock as locking
from opslore.catalogue.lock import Lock, Trial, parse, read, text, with_test

LOCK = Lock(
    {
        "runbook/checkout/pool": Trial(
            date(2026, 2, 10), {"service/checkout": "b90a", "alert/Pool": "6f1c"}
        ),
        "runbook/checkout/a": Trial(date(2026, 1, 2), {}),
    }
)
WRITTEN = """\
# What each runbook depended on when it was last tested. Written by `opslore review`.

["runbook/checkout/a"]
tested = 2026-01-02

["runbook/checkout/pool"]
tested = 2026-02-10
"alert/Pool" = "6f1c"
"service/checkout" = "b90a"
"""


def test_sorted_and_one_line_a_fingerprint():
    assert text(LOCK) == WRITTEN


def test_what_is_written_is_read_again():
    assert parse(text(LOCK).encode()) == LOCK
    odd = with_test(Lock(), 'runbook/"odd" \\ name', Trial(date(2026, 1, 1), {'alert/a"b': "1"}))
    assert parse(text(odd).encode()) == odd


def test_a_new_test_replaces_the_old_one():
    again = with_test(LOCK, "runbook/checkout/a", Trial(date(2026, 3, 1), {"alert/A": "1"}))
    assert again.tests["runbook/checkout/a"].day == date(2026, 3, 1)
    assert again.tests["runbook/checkout/pool"] == LOCK.tests["runbook/checkout/pool"]


@pytest.mark.parametrize(
    "raw, line, message",
    [
        (b"[a\n", 1, "is no TOML"),
        (b'["a"]\ntested = 2026-01-02\n["a"]\ntested = 2026-01-02\n', 3, "is no TOML"),
        (b'<<<<<<< ours\n["a"]\n', 1, "is no TOML"),
        (b"\xff\xfe", 1, "is not UTF-8 (byte 0)"),
        (b'"a" = 1\n', 1, "the entry `a` is no table with a day under `tested`"),
        (b'["a"]\ntested = "2026-01-02"\n', 1, "the entry `a` is no table"),
        (b'["a"]\ntested = 2026-01-02T10:00:00Z\n', 1, "the entry `a` is no table"),
        (b"a = " + b"[" * 5000, 1, "is no TOML"),
    ],
)
def test_damage_is_told(raw, line, message):
    found = parse(raw)
    assert found.tests == {}
    (problem,) = found.problems
    assert problem.message.startswith(message)
    assert (problem.at.path, problem.at.line) == ("opslore.lock", line)


def test_an_absent_file_is_an_empty_lock(tmp_path):
    assert read(tmp_path) == Lock()
    (tmp_path / "elsewhere").write_text('["a"]\ntested = 2026-01-02\n')
    (tmp_path / locking.FILE).symlink_to(tmp_path / "elsewhere")
    assert read(tmp_path) == Lock()
