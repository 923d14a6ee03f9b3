"""How the lines of a body are laid out, for the rules about what Python-Markdown makes of them.

Body structure comes from a CommonMark parser, which is how authors and their editors see a file.
The page is made by Python-Markdown. It takes four columns of indentation for one level, and wants
a blank line before a list.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.document import Bullet, Document, Step

LEVEL = 4  # columns

_QUOTE = re.compile(r"[ ]{0,3}>[ ]?")


class Child(NamedTuple):
    """A part of a list item that does not begin on the item's own line."""

    line: int
    parent: int  # the item's line
    outermost: int  # the line of the item around all of them
    nested: bool  # an item itself


def children(document: Document) -> Iterator[Child]:
    """Yield what stands inside list items, in the order of the file."""
    body = document.body
    both: list[Step | Bullet] = [*body.steps, *body.bullets]
    items = sorted(both, key=lambda item: item.line)
    if not items:
        return
    starts = {item.line for item in items}
    others = {p.line for p in body.paragraphs if p.within}
    others |= {f.line for f in body.fences} | {t.line for t in body.tables}
    open_items: list[Step | Bullet] = []
    following = iter(items)
    item = next(following, None)
    for line in sorted(starts | others):
        while open_items and open_items[-1].end_line <= line:
            open_items.pop()
        if open_items and open_items[-1].line < line:
            yield Child(line, open_items[-1].line, open_items[0].line, line in starts)
        while item is not None and item.line == line:  # `- - a` begins two of them
            open_items.append(item)
            item = next(following, None)


def indent(line: str) -> int:
    """Return the columns before the text of a line; marks of quotes do not count."""
    line = line.expandtabs(LEVEL)
    while quote := _QUOTE.match(line):
        line = line[quote.end() :]
    return len(line) - len(line.lstrip(" "))


def is_blank(line: str) -> bool:
    """Whether nothing but the marks of quotes stands in a line."""
    return not line.strip(" \t>")
