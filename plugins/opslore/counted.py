"""How a number of things is written: one way in findings, on pages and on the command line."""

from __future__ import annotations

__all__ = ["counted"]


def counted(count: int, one: str, many: str = "") -> str:
    """Return `1 line`, `1,200 lines`, `2 near misses`.

    `many` says what several are called where that is not `one` with an s.
    """
    return f"{count:,} {one if abs(count) == 1 else many or f'{one}s'}"
