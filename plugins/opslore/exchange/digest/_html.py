"""A digest as HTML for mails and feeds: no script, no image, no class, and no colour.

A mail client in dark mode inverts what it finds, each in its own way. What has no colour is
readable in all of them: text, links and frames take those of the reader.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from opslore.exchange.digest._place import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.exchange.digest._place import Place
    from opslore.views._brief import Brief, Line, Table
    from opslore.views.base import Link

_CHIP = "border:1px solid;border-radius:3px;padding:0 4px;font-size:13px"
_CELL = "border-bottom:1px solid;padding:4px 8px;text-align:right"
_FIRST = "border-bottom:1px solid;padding:4px 8px;text-align:left"
_PAGE = "max-width:640px;margin:0 auto;padding:16px;font:16px/1.5 sans-serif"


def body(brief: Brief, site: Place, *, heading: bool = True) -> str:
    """Return the digest as a fragment; a feed's reader shows the title itself."""
    return "\n".join(_body(brief, site, heading=heading))


def page(brief: Brief, site: Place) -> str:
    """Return the digest as a whole document, styles inline."""
    title = escape(one_line(brief.title))
    return "\n".join(
        (
            "<!DOCTYPE html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="color-scheme" content="light dark">',
            '<meta name="supported-color-schemes" content="light dark">',
            f"<title>{title}</title>",
            "</head>",
            "<body>",
            f'<div style="{_PAGE}">',
            body(brief, site),
            "</div>",
            "</body>",
            "</html>",
            "",
        )
    )


def _body(brief: Brief, site: Place, *, heading: bool) -> Iterator[str]:
    going = ", still going on" if brief.current else ""
    if heading:
        yield f'<h1 style="font-size:22px;margin:0 0 4px">{_text(brief.title)}</h1>'
    yield f'<p style="margin:0 0 12px">{_text(brief.period.span)}{going}</p>'
    yield f'<p style="margin:0 0 12px">{_text(" ".join(brief.lead))}</p>'
    for section in brief.sections:
        yield f'<h2 style="font-size:18px;margin:24px 0 8px">{_text(section.heading)}</h2>'
        if section.table:
            yield from _table(section.table)
        if section.lines:
            yield '<ul style="margin:0;padding:0 0 0 20px">'
            for line in section.lines:
                yield f'<li style="margin:0 0 8px">{_item(line, site)}</li>'
            yield "</ul>"
        if section.rest:
            yield f'<p style="margin:8px 0">{_text(section.rest)}</p>'
    end = f"As of {brief.as_of}."
    if brief.form != "newsletter" and (address := site.address(brief.key)):
        end += f' <a href="{escape(address)}">This digest on the site</a>'
    yield f'<p style="margin:24px 0 0;font-size:13px">{end}</p>'


def _item(line: Line, site: Place) -> str:
    chip = f'<span style="{_CHIP}">{_text(line.chip.text)}</span> ' if line.chip else ""
    words = f": {_text(line.words)}" if line.words else ""
    also = f" {_link(line.also, site)}" if line.also.title else ""
    note = f"<br>{_text(line.note)}" if line.note else ""
    return f"{chip}{_link(line.link, site)}{words}{also}{note}"


def _table(table: Table) -> Iterator[str]:
    yield '<table style="border-collapse:collapse;font-size:15px">'
    head = "".join(
        f'<th style="{_CELL if place else _FIRST}">{_text(cell)}</th>'
        for place, cell in enumerate(table.header)
    )
    yield f"<thead><tr>{head}</tr></thead>"
    yield "<tbody>"
    for row in table.rows:
        cells = "".join(f'<td style="{_CELL}">{_text(cell)}</td>' for cell in row[1:])
        yield f'<tr><th style="{_FIRST};font-weight:normal">{_text(row[0])}</th>{cells}</tr>'
    yield "</tbody>"
    yield "</table>"
    if table.note:
        yield f'<p style="margin:8px 0;font-size:13px">{_text(table.note)}</p>'


def _link(link: Link, site: Place) -> str:
    address = site.address(link.key)
    return f'<a href="{escape(address)}">{_text(link.title)}</a>' if address else _text(link.title)


def _text(text: str) -> str:
    return escape(one_line(text))
