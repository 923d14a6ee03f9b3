"""A progress bar, for people who wait for more than a second."""

from __future__ import annotations

import sys
import time

WIDTH = 30
PATIENCE = 1.0  # seconds


class Progress:
    """Counts steps; draws only on a terminal. Two steps a file: read, checked."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._drawn = False
        self._steps = 0
        self.total = 0
        self._next = time.monotonic() + PATIENCE if sys.stderr.isatty() else float("inf")

    def step(self) -> None:
        """Count one step."""
        self._steps += 1
        if self._next != float("inf") and time.monotonic() >= self._next:
            self._next = time.monotonic() + 0.1
            self._draw()

    def close(self) -> None:
        """Leave no trace on the line."""
        if self._drawn:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def _draw(self) -> None:
        self._drawn = True
        done = min(self._steps / self.total, 1.0) if self.total else 0.0
        bar = "#" * int(done * WIDTH)
        sys.stderr.write(f"\r\x1b[K{self._what} [{bar:<{WIDTH}}] {done:4.0%}")
        sys.stderr.flush()
