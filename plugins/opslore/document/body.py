"""The Markdown of a document: its structure, each part with its line.

pyromark (pulldown-cmark) tells the structure as its author meant it. What people see is made by
Python-Markdown, and where the two differ in what is a heading, Python-Markdown is followed.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, Protocol, TypeVar

from opslore.document.elements import Section
from opslore.frozen import dataclass
from opslore.lazy import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from opslore.document.elements import (
        Bullet,
        Fence,
        Heading,
        Html,
        Link,
        Paragraph,
        Step,
        Table,
    )
    from opslore.document.places import Places


class _Part(Protocol):
    @property
    def line(self) -> int: ...


T = TypeVar("T", bound=_Part)
_ADDRESS = pattern(r"(?:https?|ftp|mailto)://?[^\s<>)\]]*")


@dataclass(frozen=True, eq=False)
class Body:
    """The parts of a body, each kind in the order of the file."""

    headings: tuple[Heading, ...]
    steps: tuple[Step, ...]
    bullets: tuple[Bullet, ...]
    fences: tuple[Fence, ...]
    links: tuple[Link, ...]
    tables: tuple[Table, ...]
    paragraphs: tuple[Paragraph, ...]
    html: tuple[Html, ...]
    anchors: frozenset[str]  # what a link to this page may name behind `#`
    outline: tuple[Heading, ...]  # headings not inside a list, quote, admonition or tab
    places: Places
    words: tuple[int, ...]  # start and end of each piece of text in sentences, in turn
    complete: bool = True  # False if it has more parts than are looked at: no person wrote it

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """A section for each heading of the outline."""
        end = self.places.lines + 1
        ends: list[int] = []
        following: list[tuple[int, int]] = []  # level and line of headings below, nearest last
        for heading in reversed(self.outline):
            while following and following[-1][0] > heading.level:
                following.pop()
            ends.append(following[-1][1] if following else end)
            following.append((heading.level, heading.line))
        return tuple(
            Section(h.text, h.level, h.line, end_line)
            for h, end_line in zip(self.outline, reversed(ends), strict=True)
        )

    @property
    def title(self) -> Heading | None:
        """The first heading of the first level."""
        return next((h for h in self.headings if h.level == 1), None)

    def section(self, *names: str) -> Section | None:
        """Return the first section with one of these titles, in any case."""
        wanted = {name.casefold() for name in names}
        return next((s for s in self.sections if s.title.casefold() in wanted), None)

    def within(self, section: Section, items: Iterable[T]) -> tuple[T, ...]:
        """Return those of `items` that begin in a section."""
        first, end = section.line, section.end_line
        return tuple(item for item in items if first <= item.line < end)

    def prose(self) -> Iterator[tuple[int, str]]:
        """Yield number and text of each line with sentences.

        Paragraphs, list items, quotes and table cells; not headings. All but words is replaced
        by spaces (markup, code, addresses), so that a column in the text is one in the file.
        """
        places, words = self.places, self.words
        starts = places.starts
        flat = "" if places.wide else places.flat
        line, column = -1, 0
        pieces: list[str] = []
        for index in range(0, len(words), 2):
            start, end = words[index], words[index + 1]
            own = bisect_right(starts, start) - 1
            if own != line:
                if pieces:
                    yield line + places.above + 1, _without_addresses("".join(pieces))
                line, pieces, column = own, [], starts[own]
            if flat:
                pieces.append(" " * (start - column))
                pieces.append(flat[start:end])
            else:
                pieces.append(" " * len(places.source(column, start)))
                pieces.append(places.source(start, end))
            column = end
        if pieces:
            yield line + places.above + 1, _without_addresses("".join(pieces))


def _without_addresses(text: str) -> str:
    if "://" not in text:
        return text
    return _ADDRESS.sub(lambda found: " " * len(found[0]), text)
