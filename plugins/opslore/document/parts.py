"""The parts of a body while they are gathered."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar, cast

from opslore.document import anchors
from opslore.document.body import Body
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

if TYPE_CHECKING:
    from collections.abc import Callable

    from opslore.document.places import Places

T = TypeVar("T")
MOST_LINES = 20_000  # of a paragraph that is looked through for lines like `#5 failed`

_BREAK = re.compile(r"\r\n?|\n")
_WORD = re.compile(r"\S")
_HASH_LINE = re.compile(r"[\r\n](?:[ ]{0,3}>[ ]?)*#")
_LANGUAGE = re.compile(r"\{[^}]*?\.([\w+#-]+)|([^\s{,]+)")
_HASHES = re.compile(r"(#{1,6})(.*)")


class Item:
    """A list item, or what was taught to look like one, while it is open."""

    number: int | None = None
    shown = 0
    slot = -1  # its place among steps or bullets; -1 for an admonition
    text: str | None = None  # None until its first paragraph ends
    checked: bool | None = None

    def __init__(self, line: int, ordinal: str) -> None:
        self.line = line
        self.ordinal = ordinal  # of the innermost step, itself included


class Parts:
    """What was found so far; `plain` makes words of a line of Markdown."""

    def __init__(self, places: Places, plain: Callable[[str], str]) -> None:
        self.places = places
        self.plain = plain
        self.titles: list[tuple[int, str, int, str | None]] = []  # level, text, line, id
        self.outline: list[int] = []  # indexes of the titles that stand free
        self.steps: list[Step | None] = []
        self.bullets: list[Bullet | None] = []
        self.fences: list[Fence] = []
        self.links: list[Link] = []
        self.tables: list[Table] = []
        self.paragraphs: list[Paragraph] = []
        self.html: list[Html] = []
        self.ids: set[str] = set()
        self.words: list[int] = []
        self.complete = True

    def body(self) -> Body:
        """Return all that was found; the anchors of headings are given here."""
        self.ids.update(identity for *_, identity in self.titles if identity)
        unique = anchors.Slugs(self.ids).unique
        headings = [
            Heading(level, text, identity or unique(anchors.slug(text)), line)
            for level, text, line, identity in self.titles
        ]
        return Body(
            headings=tuple(headings),
            steps=self._closed(self.steps),
            bullets=self._closed(self.bullets),
            fences=tuple(self.fences),
            links=tuple(self.links),
            tables=tuple(self.tables),
            paragraphs=tuple(self.paragraphs),
            html=tuple(self.html),
            anchors=frozenset(self.ids),
            outline=tuple([headings[index] for index in self.outline]),
            places=self.places,
            words=tuple(self.words),
            complete=self.complete,
        )

    def _closed(self, items: list[T | None]) -> tuple[T, ...]:
        if self.complete:
            return tuple(cast("list[T]", items))
        return tuple(item for item in items if item is not None)

    def item(self, item: Item, end: int, depth: int) -> None:
        """Take a list item that is closed, with the offset of its end."""
        text = item.text or ""
        end_line = self.places.end_line(end)
        if end_line <= item.line:  # nothing stands in it
            end_line = item.line + 1
        if item.number is None:
            self.bullets[item.slot] = Bullet(text, item.line, end_line, depth, item.checked)
        else:
            self.steps[item.slot] = Step(
                item.number, text, item.line, end_line, depth, item.ordinal, item.shown
            )

    def paragraph(self, text: str, start: int, end: int, within: str) -> None:
        """Take a paragraph that is not the first one of a list item."""
        flat = self.places.flat
        if flat.find("#", start, end) >= 0 and self._has_hashes(start, end, within):
            self._hashes(start, end, within)
            return
        if text.endswith("}"):
            found = anchors.block_attributes(self.places.source(start, end).rstrip())
            if found:
                self.ids.add(found)
        line, end_line = self.places.line(start), self.places.end_line(end)
        self.paragraphs.append(Paragraph(text, line, end_line, within))

    def tight(
        self, text: list[str], items: list[Item], between: tuple[int, int], last: int, within: str
    ) -> None:
        """Take text without a paragraph around it, whose words end at `last`."""
        joined = "".join(text).strip()
        text.clear()
        if items and items[-1].text is None:
            items[-1].text = joined
        elif found := _WORD.search(self.places.flat, *between):
            self.paragraph(joined, found.start(), last, within)

    def _has_hashes(self, start: int, end: int, within: str) -> bool:
        flat = self.places.flat
        return within in ("", "quote") and (
            flat[start] == "#" or _HASH_LINE.search(flat, start, end) is not None
        )

    def _hashes(self, start: int, end: int, within: str) -> None:
        """Split at lines like `#5 failed`: Python-Markdown makes headings of them."""
        first = line = self.places.line(start)
        lines: list[str] = []
        for written in _BREAK.split(self.places.source(start, end).rstrip(), MOST_LINES):
            content = written.lstrip("> ") if within else written
            found = _HASHES.fullmatch(content)
            if found is None:
                lines.append(content)
            else:
                self._lines(lines, first, line, within)
                lines, first = [], line + 1
                title = self.plain(found[2].rstrip("# \t").strip())
                self._title(len(found[1]), title, line, free=not within)
            line += 1
        self._lines(lines, first, line, within)

    def _lines(self, lines: list[str], first: int, end_line: int, within: str) -> None:
        text = self.plain(" ".join(lines).strip())
        if text:
            self.paragraphs.append(Paragraph(text, first, end_line, within))

    def heading(self, level: int, text: str, place: tuple[int, int], within: str) -> bool:
        """Take a heading; False if the page will show it as text, as Python-Markdown does.

        It knows no `#` behind spaces (but fours of them in a list), and no underline below more
        than one line.
        """
        start, end = place
        places = self.places
        line, end_line = places.line(start), places.end_line(end)
        if places.flat[start] == "#":
            before = places.flat[places.starts[line - places.above - 1] : start]
            shown = len(before) % 4 == 0 or bool(before.strip())  # else behind a dash or `>`
        else:
            shown = end_line - line <= 2
        if shown:
            self._title(level, text, line, free=not within)
        else:
            self.paragraphs.append(Paragraph(text, line, end_line, within))
        return shown

    def _title(self, level: int, text: str, line: int, *, free: bool) -> None:
        identity = None
        if text.endswith("}"):
            text, identity = anchors.heading_attributes(text)
        if free:
            self.outline.append(len(self.titles))
        self.titles.append((level, text, line, identity))

    def code(self, info: str | None, code: str, place: tuple[int, int], item: Item | None) -> None:
        """Take a block of code; `info` is None for one without a fence."""
        line = self.places.line(place[0])
        language = ""
        if info is None:
            if item and item.text is None and item.line == line:
                # Five spaces behind a dash: code in CommonMark, text in Python-Markdown.
                item.text = code.strip()
                return
        elif found := _LANGUAGE.match(info):
            language = found[1] or found[2] or ""
        end_line = self.places.end_line(place[1])
        closed = info is None or (end_line - line > 1 and self._is_fence(*place))
        written = "indented" if info is None else info
        self.fences.append(Fence(language, written, code, line, end_line, closed))

    def _is_fence(self, opening: int, end: int) -> bool:
        """Whether the line that ends at an offset closes the fence at another."""
        flat = self.places.flat
        mark = "~" if flat[opening : opening + 6].lstrip().startswith("~") else "`"
        start = self.places.starts[self.places.end_line(end) - self.places.above - 2]
        marks = flat[start:end].strip("> \t\r\n")
        return len(marks) >= 3 and not marks.strip(mark)

    def raw(self, html: str, start: int) -> None:
        """Take raw HTML."""
        if "id" in html or "name" in html:
            self.ids.update(anchors.html_ids(html))
        self.html.append(Html(html, self.places.line(start)))
