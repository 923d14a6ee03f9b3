"""The parts of a document that may hold action items, in one order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from opslore.adopt import keys

if TYPE_CHECKING:
    from opslore.adopt.source import Source
    from opslore.document import Bullet, Step

_MARKER = re.compile(r"^\s*(?:>\s*)*(?:[-*+•]|\d+[.)])\s+")
# A bold line of its own is the item; what stands in the lines below it explains it.
_TITLED = re.compile(r"(?:\[[ xX]\]\s+)?(?:\*\*|__)[^*\n]*\w\W+\w[^*\n]*(?:\*\*|__)[.:]?\s*")


class Block(NamedTuple):
    """A part of the text that stands on its own."""

    kind: str  # heading, item, paragraph, table
    line: int
    end_line: int
    depth: int  # level of a heading, nesting of an item
    text: str  # in Markdown, on one line, without the mark of a list item
    children: bool = False
    numbered: bool = False


def blocks(source: Source) -> list[Block]:
    """Return headings, items, paragraphs and tables in the order of the file."""
    body = source.document.body
    found: list[Block] = []
    entries: list[Bullet | Step] = [*body.bullets, *body.steps]
    items = sorted(entries, key=lambda i: (i.line, i.depth))
    starts = {(i.line, i.depth) for i in items}
    numbers = {(step.line, step.depth) for step in body.steps}
    lines_of_items = sorted({i.line for i in items})
    for entry in items:
        inner = [n for n in lines_of_items if entry.line < n < entry.end_line]
        text = _first_paragraph(source, entry.line, min([entry.end_line, *inner]))
        found.append(
            Block(
                "item",
                entry.line,
                entry.end_line,
                entry.depth,
                text,
                any((n, entry.depth + 1) in starts for n in inner),
                (entry.line, entry.depth) in numbers,
            )
        )
    for heading in body.outline:
        raw = re.sub(r"^\s*#+\s*|\s*#*\s*$", "", source.lines[heading.line])
        text = raw if source.lines[heading.line].lstrip().startswith("#") else heading.text
        found.append(Block("heading", heading.line, heading.line + 1, heading.level, text))
    for paragraph in body.paragraphs:
        if not paragraph.within:
            text = " ".join(
                source.lines[n].strip() for n in range(paragraph.line, paragraph.end_line)
            )
            found.append(Block("paragraph", paragraph.line, paragraph.end_line, 0, text))
    found += [
        Block("table", table.line, table.line + len(table.rows) + 2, 0, "") for table in body.tables
    ]
    found += [Block("table", t.line, t.end_line, 0, "") for t in source.html_tables]
    return sorted(found, key=lambda b: (b.line, b.depth))


def _first_paragraph(source: Source, line: int, end: int) -> str:
    parts = [_MARKER.sub("", source.lines[line])]
    for number in range(line + 1, min(end, len(source.lines))):
        text = source.lines[number].strip()
        if (
            not text
            or number in source.fenced
            or keys.field_of(text)
            or _TITLED.fullmatch(parts[0])
        ):
            break
        parts.append(text)
    return " ".join(parts).strip()
