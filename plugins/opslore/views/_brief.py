"""A digest as lines: what its page, its mail and its message in a chat all show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.frozen import dataclass
from opslore.views.base import Link

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from opslore.metrics.periods import Period
    from opslore.views._common import Chip

NOWHERE = Link("", "")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing: `[chip] link: words also` and, below it, a note."""

    link: Link
    words: str = ""
    chip: Chip | None = None
    also: Link = NOWHERE
    note: str = ""
    ref: str = ""  # `type/id` or an action item's id, for programs


@dataclass(frozen=True, slots=True)
class Table:
    """Figures; the first cell of a row names it."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""

    def told(self) -> Iterator[str]:
        """Yield what the rows are and each in words: `Drills: 4; the month before: 1`."""
        if self.header[0]:
            yield f"{self.header[0]}:"
        for name, value, *rest in self.rows:
            beside = (
                f"; {column[:1].lower()}{column[1:]}: {cell}"
                for column, cell in zip(self.header[2:], rest, strict=True)
            )
            yield f"{name}: {value}{''.join(beside)}"


@dataclass(frozen=True, slots=True)
class Section:
    """Lines or figures under a heading."""

    heading: str
    lines: tuple[Line, ...] = ()
    table: Table | None = None
    rest: str = ""  # what is not listed, in a sentence
    name: str = ""  # for programs: overdue, untrusted ...

    @property
    def airy(self) -> bool:
        """Whether a note stands below a line, so that all of them want room between them."""
        return any(line.note for line in self.lines)


@dataclass(frozen=True, slots=True)
class Brief:
    """One digest or newsletter, ready to be written in any form."""

    key: str  # its page, below the content folder
    form: str  # week, month, quarter, newsletter
    period: Period
    title: str
    lead: tuple[str, ...]  # sentences
    sections: tuple[Section, ...]
    as_of: date
    current: bool  # it is of today and not finished
    site: str  # the library's name
    before: Link = NOWHERE
    after: Link = NOWHERE
