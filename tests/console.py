"""Runs commands of the test format in this process, as a shell in the project folder would.

A command is `opslore ...`, with `< FILE` for standard input, `cat FILE`, or `cd DIR`, which holds
for the commands after it. Output is what a terminal shows: result and remarks in their order.
"""

from __future__ import annotations

import gc
import io
import os
import shlex
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from opslore.cli import main

if TYPE_CHECKING:
    from collections.abc import Mapping

# Nothing of the developer's own environment may reach a case.
CLEARED = (
    "FORCE_COLOR",
    "GITHUB_STEP_SUMMARY",
    "NO_COLOR",
    "SOURCE_DATE_EPOCH",
    "_OPSLORE_COMPLETE",
)


@dataclass
class Shell:
    """A shell in a project folder."""

    root: Path
    environ: Mapping[str, str] = field(default_factory=dict)
    folder: Path = Path()

    def run(self, command: str) -> tuple[str, int]:
        """Return what a command prints, and its exit code."""
        words = shlex.split(command)
        stdin = b""
        if "<" in words:
            place = words.index("<")
            stdin = (self.root / self.folder / words[place + 1]).read_bytes()
            words = words[:place]
        if words[0] == "cd":
            self.folder = self.folder / words[1]
            return "", 0
        if words[0] == "cat":
            return (self.root / self.folder / words[1]).read_bytes().decode(), 0
        assert words[0] == "opslore", command
        output, _, _, code = run(words[1:], self.root / self.folder, stdin, self.environ)
        return output, code


def run(
    arguments: list[str],
    folder: Path,
    stdin: bytes = b"",
    environ: Mapping[str, str] | None = None,
) -> tuple[str, str, str, int]:
    """Return all output, standard output, standard error and the exit code."""
    both: list[bytes] = []
    streams = {name: _Stream(both) for name in ("stdout", "stderr")}
    kept = {name: getattr(sys, name) for name in ("stdin", "stdout", "stderr")}
    kept_environ, kept_folder = dict(os.environ), Path.cwd()
    try:
        os.chdir(folder)
        for name in CLEARED:
            os.environ.pop(name, None)
        os.environ["XDG_CACHE_HOME"] = str(folder / ".cache")
        os.environ.update(environ or {})
        sys.stdin = io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8")
        for name, stream in streams.items():
            wrapper = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
            setattr(sys, name, wrapper)
        code = main(list(arguments))
    finally:
        gc.enable()  # a check that ends with its process does without
        os.chdir(kept_folder)
        os.environ.clear()
        os.environ.update(kept_environ)
        for name, stream in kept.items():
            setattr(sys, name, stream)
    told = {name: b"".join(stream.own).decode() for name, stream in streams.items()}
    return b"".join(both).decode(), told["stdout"], told["stderr"], code


class _Stream(io.RawIOBase):
    """Keeps what is written to it, and writes it to a record shared with others."""

    def __init__(self, both: list[bytes]) -> None:
        self._both = both
        self.own: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        raw = bytes(data)  # type: ignore[call-overload]
        self._both.append(raw)
        self.own.append(raw)
        return len(raw)
