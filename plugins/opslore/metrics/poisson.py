"""What a small count can mean: the exact interval of a Poisson rate (Garwood 1936)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

CONFIDENCE = 0.9


def interval(count: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Return the lowest and highest true rate that a count of events still fits.

    Raises ValueError for a negative count or a confidence outside 0 to 1.
    """
    if count < 0 or not 0 < confidence < 1:
        raise ValueError("a count is at least 0 and a confidence lies between 0 and 1")
    tail = (1 - confidence) / 2
    # P(X >= count | low) = tail, and P(X <= count | high) = tail.
    low = _solve(lambda rate: 1 - at_most(count - 1, rate), tail) if count else 0.0
    high = _solve(lambda rate: 1 - at_most(count, rate), 1 - tail)
    return low, high


def at_most(count: int, rate: float) -> float:
    """Return the probability of at most `count` events where `rate` are expected."""
    if count < 0:
        return 0.0
    term = total = math.exp(-rate)
    for number in range(1, count + 1):
        term *= rate / number
        total += term
    return min(total, 1.0)


def _solve(rising: Callable[[float], float], wanted: float) -> float:
    """Return where a rising function of the rate reaches a value, to six decimals."""
    low, high = 0.0, 1.0
    while rising(high) < wanted:
        high *= 2
    while high - low > 1e-6:
        middle = (low + high) / 2
        if rising(middle) < wanted:
            low = middle
        else:
            high = middle
    return (low + high) / 2
