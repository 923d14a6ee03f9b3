"""Markdown, for a merge request, a wiki or a chat that reads it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opslore.exchange.digest._place import storable
from opslore.render import md

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from opslore.exchange.digest._place import Place
    from opslore.views._brief import Brief, Line, Table
    from opslore.views.base import Link

SUFFIX = "md"
MANY = False


def write(briefs: Sequence[Brief], site: Place) -> bytes:
    """Return one digest; links are absolute where the site has an address."""
    return ("\n".join(_lines(briefs[0], site)) + "\n").encode("utf-8")


def _lines(brief: Brief, site: Place) -> Iterator[str]:
    page = site.address(brief.key) if brief.form != "newsletter" else ""
    yield f"# [{_text(brief.title)}](<{page}>)" if page else f"# {_text(brief.title)}"
    yield ""
    yield f"{_text(brief.period.span)}{', still going on' if brief.current else ''}"
    yield ""
    yield _text(" ".join(brief.lead))
    for section in brief.sections:
        yield ""
        yield f"## {_text(section.heading)}"
        yield ""
        if section.table:
            yield from _table(section.table)
        for line in section.lines:
            yield from _item(line, site)
        if section.rest:
            if section.lines:
                yield ""
            yield _text(section.rest)
    yield ""
    yield f"As of {brief.as_of}."


def _item(line: Line, site: Place) -> Iterator[str]:
    chip = f"**{_text(line.chip.text)}** " if line.chip else ""
    words = f": {_text(line.words)}" if line.words else ""
    also = f" {_link(line.also, site)}" if line.also.title else ""
    yield f"- {chip}{_link(line.link, site)}{words}{also}"
    if line.note:
        yield f"  {_text(line.note)}"


def _table(table: Table) -> Iterator[str]:
    yield "| " + " | ".join(_text(cell) for cell in table.header) + " |"
    yield "|---" + "|--:" * (len(table.header) - 1) + "|"
    for row in table.rows:
        yield "| " + " | ".join(_text(cell) for cell in row) + " |"
    if table.note:
        yield ""
        yield _text(table.note)


def _link(link: Link, site: Place) -> str:
    address = site.address(link.key)
    return f"[{_text(link.title)}](<{address}>)" if address else _text(link.title)


def _text(text: str) -> str:
    """Return escaped text, but what is harmless here as people read it in the source."""
    told = md(storable(text)).replace("&#39;", "'").replace("&#34;", '"')
    if text[:1].isdigit() and not re.match(r"\d+[.)]", text):
        told = told.replace(f"&#{ord(text[0])};", text[0], 1)
    return told
