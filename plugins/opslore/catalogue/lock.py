"""`opslore.lock`: what each runbook depended on, as fingerprints taken when it was tested.

The file lies beside the settings, not in the documents, so that a test writes one line there and
none into the runbook's text. It is TOML: one table a runbook, one line a fingerprint, sorted, so
that two branches that test different runbooks merge by themselves:

    ["runbook/checkout/pool"]
    tested = 2026-02-10
    "alert/CheckoutPoolFull" = "6f1c0d5a9e3b7f24"
    "service/checkout" = "b90a61c27d3e8814"
"""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from opslore.findings import Location, Problem
from opslore.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FILE = "opslore.lock"
_HEAD = "# What each runbook depended on when it was last tested. Written by `opslore review`.\n"
_LINE = re.compile(r"at line (\d+)")


@dataclass(frozen=True, slots=True)
class Trial:
    """One test of a document: its day, and the fingerprints of that day by what they are of."""

    day: date
    fingerprints: Mapping[str, str]  # "alert/CheckoutPoolFull" -> hex text


@dataclass(frozen=True)
class Lock:
    """All recorded tests, by `type/id` of the document, and what could not be read."""

    tests: Mapping[str, Trial] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def read(root: Path) -> Lock:
    """Return the lock of a project; without a file it is empty. Never raises."""
    path = root / FILE
    try:
        # A link could lead anywhere; what is read is a plain file of the project.
        raw = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
    except OSError as error:
        return Lock(problems=(_damaged(1, error.strerror or "cannot be read"),))
    return parse(raw)


def parse(raw: bytes) -> Lock:
    """Return the lock in the bytes of a file; an entry that cannot be read is a problem."""
    try:
        table = tomllib.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return Lock(problems=(_damaged(1, f"is not UTF-8 (byte {error.start})"),))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        found = _LINE.search(str(error))
        return Lock(problems=(_damaged(int(found[1]) if found else 1, f"is no TOML: {error}"),))
    tests: dict[str, Trial] = {}
    problems: list[Problem] = []
    for ref, entry in table.items():
        tested = _tested(entry)
        if tested is None:
            problems.append(_damaged(1, f"the entry `{ref}` is no table with a day under `tested`"))
        else:
            tests[ref] = tested
    return Lock(tests, tuple(problems))


def text(lock: Lock) -> str:
    """Return the file of a lock: sorted, one line a fingerprint."""
    blocks = [_HEAD]
    for ref, tested in sorted(lock.tests.items()):
        lines = [f"[{json.dumps(ref)}]", f"tested = {tested.day.isoformat()}"]
        lines += [
            f"{json.dumps(of)} = {json.dumps(value)}"
            for of, value in sorted(tested.fingerprints.items())
        ]
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


def with_test(lock: Lock, ref: str, tested: Trial) -> Lock:
    """Return the lock with one test recorded in place of an earlier one."""
    return Lock({**lock.tests, ref: tested}, lock.problems)


def _tested(entry: Any) -> Trial | None:
    if not isinstance(entry, dict):
        return None
    day = entry.get("tested")
    if not isinstance(day, date) or isinstance(day, datetime):
        return None
    marks = {of: value for of, value in entry.items() if of != "tested" and isinstance(value, str)}
    return Trial(day, marks)


def _damaged(line: int, why: str) -> Problem:
    return Problem(
        Location(FILE, line),
        why,
        "after a merge keep both sides; else delete the damaged entry and test that runbook again"
        " with `opslore review`",
        subject=why,
    )
