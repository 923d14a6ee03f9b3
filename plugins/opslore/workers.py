"""Work shared by processes that have all seen the same."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

POSSIBLE = hasattr(os, "fork")
WORTH_IT = 400  # documents; below, starting a process costs more than it saves


def best(documents: int) -> int:
    """Return how many processes pay for so many documents on this machine."""
    if not POSSIBLE or documents < WORTH_IT:
        return 1
    usable = getattr(os, "sched_getaffinity", None)
    return min(8, len(usable(0)) if usable else os.cpu_count() or 1)


def spread(shares: int, work: Callable[[int], T]) -> list[T]:
    """Return `[work(0), work(1), ...]`, all but the first made by processes of their own.

    They are forked, so they see all that this one has read; only results are sent back.
    Raises RuntimeError if one of them ends early.
    """
    if not POSSIBLE:
        return [work(share) for share in range(shares)]
    workers = [_start(work, share) for share in range(1, shares)]
    results = [work(0)]
    if workers:
        import pickle  # which a small check can do without
    for pid, handle in workers:
        with open(handle, "rb") as pipe:  # noqa: PTH123 - a number, not a path
            sent = pipe.read()
        _, status = os.waitpid(pid, 0)
        if status:
            raise RuntimeError(f"a worker process ended with {os.waitstatus_to_exitcode(status)}")
        results.append(pickle.loads(sent))  # noqa: S301 - from our own process
    return results


def _start(work: Callable[[int], T], share: int) -> tuple[int, int]:
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return pid, reading
    code = 1
    try:
        import pickle

        os.close(reading)
        with open(writing, "wb") as pipe:  # noqa: PTH123
            pickle.dump(work(share), pipe, pickle.HIGHEST_PROTOCOL)
        code = 0
    finally:
        # Not sys.exit: what this process has inherited unwritten is the first one's to write.
        os._exit(code)
