"""The baseline: findings that were there when a team began, so that only new ones fail.

The file holds one finding a line, `fingerprint rule path`, sorted by path: no line numbers, so
that nothing moves when text does, and no closing commas, so that branches merge.
"""

from __future__ import annotations

import json
import re
from functools import cached_property
from typing import TYPE_CHECKING

from opslore.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable

    from opslore.findings import Finding

HEADER = "# opslore baseline 1"
NAME = "opslore.baseline"
_LINE = re.compile(
    r'(?P<fingerprint>[0-9a-f]{16}) (?P<rule>[a-z0-9-]+) (?P<path>"[^\n]*"|[^\s"].*)'
)


class BaselineError(Exception):
    """The file is no baseline; its text says where and what to do."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One finding that is accepted."""

    fingerprint: str
    rule: str
    path: str
    line: int = 0  # of the baseline file


@dataclass(frozen=True)
class Baseline:
    """The accepted findings, and the file that lists them."""

    path: str  # as a finding names it
    entries: tuple[Entry, ...]

    @cached_property
    def fingerprints(self) -> frozenset[str]:
        """The fingerprints of all entries."""
        return frozenset(entry.fingerprint for entry in self.entries)


def read(path: str, raw: bytes) -> Baseline:
    """Return the baseline in a file's bytes; raises BaselineError if it is damaged."""
    try:
        lines = raw.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise BaselineError(f"{path} is not UTF-8 (byte {error.start})") from error
    if not lines or lines[0].strip() != HEADER:
        raise BaselineError(f"{path}:1: is no baseline: its first line is not `{HEADER}`")
    entries = []
    for number, line in enumerate(lines[1:], 2):
        if not line.strip():
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            raise BaselineError(
                f"{path}:{number}: is damaged: {line[:60]!r}; write it anew with --write-baseline"
            )
        name = match["path"]
        try:
            name = json.loads(name) if name.startswith('"') else name
        except ValueError as error:
            raise BaselineError(f"{path}:{number}: is damaged: {line[:60]!r}") from error
        entries.append(Entry(match["fingerprint"], match["rule"], name, number))
    return Baseline(path, tuple(entries))


def write(findings: Iterable[Finding]) -> str:
    """Return the text of a baseline that accepts `findings`."""
    lines = sorted((f.location.path, f.rule, f.fingerprint) for f in findings)
    return "".join(
        f"{line}\n"
        for line in (HEADER, *(f"{print_} {rule} {_path(path)}" for path, rule, print_ in lines))
    )


def _path(path: str) -> str:
    plain = path.isprintable() and not re.match(r'[\s"]|.*\s$', path)
    return path if plain else json.dumps(path)
