"""Plain text of at most 78 columns, for a terminal or the text part of a mail."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from opslore.exchange.digest._place import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from opslore.exchange.digest._place import Place
    from opslore.views._brief import Brief, Line, Table

SUFFIX = "txt"
MANY = False
WIDTH = 78


def write(briefs: Sequence[Brief], site: Place) -> bytes:
    """Return one digest; an address stands below what it belongs to."""
    return text(briefs[0], site).encode("utf-8")


def text(brief: Brief, site: Place) -> str:
    """Return one digest as lines that end in a line feed."""
    return "\n".join(_lines(brief, site)) + "\n"


def _lines(brief: Brief, site: Place) -> Iterator[str]:
    title = one_line(brief.title)
    yield title
    yield "=" * min(len(title), WIDTH)
    yield f"{one_line(brief.period.span)}{', still going on' if brief.current else ''}"
    yield ""
    yield from _wrapped(" ".join(brief.lead))
    for section in brief.sections:
        heading = one_line(section.heading)
        yield from ("", heading, "-" * min(len(heading), WIDTH))
        if section.table:
            yield from _table(section.table)
        for line in section.lines:
            yield from _item(line, site)
        if section.rest:
            yield from _wrapped(section.rest)
    yield ""
    yield f"As of {brief.as_of}."
    if brief.form != "newsletter" and (page := site.address(brief.key)):
        yield page


def _item(line: Line, site: Place) -> Iterator[str]:
    chip = f"[{line.chip.text}] " if line.chip else ""
    words = f": {line.words}" if line.words else ""
    also = f" {line.also.title}" if line.also.title else ""
    yield from _wrapped(f"{chip}{line.link.title}{words}{also}", "* ", "  ")
    if line.note:
        yield from _wrapped(line.note, "  ", "  ")
    if address := site.address(line.link.key):
        yield f"  {address}"


def _table(table: Table) -> Iterator[str]:
    for row in table.told():
        yield from _wrapped(row, *([] if row.endswith(":") else ["* ", "  "]))
    if table.note:
        yield from _wrapped(table.note)


def _wrapped(words: str, first: str = "", later: str = "") -> list[str]:
    return textwrap.wrap(
        one_line(words),
        WIDTH,
        initial_indent=first,
        subsequent_indent=later,
        break_long_words=False,
        break_on_hyphens=False,
    )
