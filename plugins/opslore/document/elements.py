"""What a body is made of: plain values, each with the line of the file it begins in.

Lines count from 1 at the start of the file, and an `end_line` is the first line no longer part
of the element. Tuples with names rather than dataclasses: a library has a million of them, and
they are made in a quarter of the time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from opslore.document.places import Places
    from opslore.findings import Location


class Heading(NamedTuple):
    """A heading; `slug` is the anchor its page gives it."""

    level: int  # 1 to 6
    text: str
    slug: str
    line: int


class Section(NamedTuple):
    """What stands below a heading, up to the next one of its level; nested ones included."""

    title: str
    level: int
    line: int  # of the heading
    end_line: int


class Step(NamedTuple):
    """An item of a numbered list, with the number its author wrote."""

    number: int
    text: str  # its first paragraph
    line: int
    end_line: int  # children included
    depth: int  # list items around it
    ordinal: str  # its number behind those of the steps around it: "3.2"
    shown: int  # the number a page gives it: a list counts on from its first number


class Bullet(NamedTuple):
    """An item of a list without numbers."""

    text: str  # its first paragraph
    line: int
    end_line: int  # children included
    depth: int  # list items around it
    checked: bool | None  # None without a check box


class Fence(NamedTuple):
    """A block of code."""

    language: str  # empty if none is named
    info: str  # all that stands behind the fence; "indented" for a block without one
    code: str  # as written, without the indentation of the list item around it
    line: int  # of the opening fence
    end_line: int
    closed: bool = True  # Python-Markdown prints a block without its closing fence as text


class Link(NamedTuple):
    """A link or an image."""

    target: str
    text: str
    image: bool
    start: int  # where it stands in `places`
    end: int
    places: Places

    @property
    def at(self) -> Location:
        """Where all of it stands, from bracket to bracket."""
        return self.places.location(self.start, self.end)

    @property
    def line(self) -> int:
        """The line it begins in."""
        return self.places.line(self.start)


class Cell(NamedTuple):
    """A cell of a table."""

    text: str
    line: int


class Table(NamedTuple):
    """A table; rows have as many cells as the header."""

    header: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    line: int


class Paragraph(NamedTuple):
    """A paragraph; the first one of a list item is the text of that item instead."""

    text: str
    line: int
    end_line: int
    within: str = ""  # the innermost of "list", "quote", "admonition" around it


class Html(NamedTuple):
    """Raw HTML: a block, or one tag in a line of text."""

    text: str
    line: int
