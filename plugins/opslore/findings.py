"""What the checker says: a location, a problem at it, and the finding people read.

A rule yields a :class:`Problem` and knows neither its level nor an output format. The engine
turns it into a :class:`Finding`, adds code, level and waiver, and sorts. Lines and columns
count from 1, columns in code points; the end column is exclusive.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from opslore.frozen import dataclass

if TYPE_CHECKING:
    from datetime import date


class Level(StrEnum):
    """How much a finding weighs."""

    ERROR = "error"  # the document misleads or cannot be read
    WARNING = "warning"  # somebody should look; fails only under --fail-on warning
    ADVICE = "advice"  # never fails anything; rules that guess at prose live here

    @property
    def weight(self) -> int:
        """Return 0 for the gravest level, so that findings sort by it."""
        return _WEIGHTS[self]


_WEIGHTS = {Level.ERROR: 0, Level.WARNING: 1, Level.ADVICE: 2}


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a file; `end_line` 0 means a point without a span."""

    path: str  # POSIX text, relative to the project root
    line: int = 1
    column: int = 1
    end_line: int = 0
    end_column: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Edit:
    """A change that mends a problem: `text` replaces the span, or is inserted at a point."""

    at: Location
    text: str


class Problem(NamedTuple):
    """What a rule yields."""

    at: Location
    message: str  # lower case start, no full stop, the author's words
    help: str = ""  # what to do; may be several lines (a block ready to paste)
    also: tuple[Location, ...] = ()  # other lines worth showing beside the first
    edits: tuple[Edit, ...] = ()
    grace_until: date | None = None  # time rules: a warning up to and including this day
    subject: str = ""  # what the fingerprint is made of; the marked text if empty
    level: Level | None = None  # where this case weighs more or less than its rule


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem with the name and weight of its rule, as every format prints it."""

    location: Location
    code: str
    rule: str
    level: Level
    message: str
    help: str = ""
    also: tuple[Location, ...] = ()
    edits: tuple[Edit, ...] = ()
    waived: bool = False
    waiver_reason: str = ""
    time: bool = False  # from a rule that depends on the day
    fingerprint: str = ""  # stable over line moves and over days

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        """Path, line, column, code: the order of every output."""
        at = self.location
        return (at.path, at.line, at.column, self.code, self.message)
