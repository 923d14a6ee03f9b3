"""Findings for people: a place, the line with a mark under it, and the way out."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from opslore.findings import Level

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from opslore.catalogue import Catalogue
    from opslore.document import Document
    from opslore.findings import Finding, Location

    Paint = Callable[[str, str], str]

WIDTH = 150  # columns of a source line shown at most
_COLOURS = {Level.ERROR: "31", Level.WARNING: "33", Level.ADVICE: "36"}


def text(findings: Iterable[Finding], catalogue: Catalogue, *, colour: bool = False) -> str:
    """Return the findings with their excerpts, a blank line between them."""
    documents = {
        d.path: d for d in (*catalogue.documents, *catalogue.pages, *catalogue.data.values())
    }
    paint = _paint if colour else _plain
    blocks = ["\n".join(_block(f, documents.get(f.location.path), paint)) for f in findings]
    return "".join(f"{block}\n\n" for block in blocks)


def concise(findings: Iterable[Finding], catalogue: Catalogue, *, colour: bool = False) -> str:
    """Return one line a finding, in the form every editor can jump to."""
    del catalogue, colour
    return "".join(
        f"{printable(str(f.location))}: {_label(f)} {printable(f.message)}\n" for f in findings
    )


def printable(value: str) -> str:
    """Return a text that can neither break a line nor move a terminal's cursor."""
    return "".join(
        " " if c == "\t" else c if c.isprintable() else f"\\x{ord(c):02x}" for c in value
    )


def _label(finding: Finding) -> str:
    waived = " (waived)" if finding.waived else ""
    return f"{finding.level} {finding.rule} [{finding.code}]{waived}"


def _block(finding: Finding, document: Document | None, paint: Paint) -> Iterator[str]:
    level = _COLOURS[finding.level]
    place = paint(printable(str(finding.location)), "1")
    yield f"{place}: {paint(_label(finding), level)}"
    at = finding.location
    gutter = 4
    if document is not None and document.text:
        shown = sorted({*((o.line, o) for o in finding.also if o.path == at.path), (at.line, at)})
        gutter = max(4, len(str(shown[-1][0])) + 2)
        for number, place_ in shown:
            line, start = _window(document.line(number), place_)
            yield f"{number:>{gutter}} | {printable(line)}".rstrip()
            if place_ is at:
                mark = _mark(document.line(number), at, start)
                yield f"{'':>{gutter}} | {paint(mark, level)} {printable(finding.message)}"
    else:
        yield f"{'':>{gutter}} | {printable(finding.message)}"
    for other in finding.also:
        if other.path != at.path:
            yield f"{'':>{gutter}} = see: {printable(str(other))}"
    yield from _notes("help", finding.help, gutter, paint)
    if finding.waived:
        yield from _notes("waived", finding.waiver_reason, gutter, paint)
    yield f"{'':>{gutter}} = {paint('docs', '1')}: opslore explain {finding.rule}"


def _notes(name: str, note: str, gutter: int, paint: Paint) -> Iterator[str]:
    for number, line in enumerate(note.splitlines()):
        if number:
            yield f"{'':>{gutter}}   {printable(line)}".rstrip()
        else:
            yield f"{'':>{gutter}} = {paint(name, '1')}: {printable(line)}"


def _window(line: str, at: Location) -> tuple[str, int]:
    """Return the part of a line that fits, and the index at which it starts."""
    if len(line) <= WIDTH:
        return line, 0
    start = max(0, min(at.column - 1 - WIDTH // 3, len(line) - WIDTH))
    return line[start : start + WIDTH], start


def _mark(line: str, at: Location, start: int) -> str:
    first = at.column - 1
    last = at.end_column - 1 if at.end_line == at.line else len(line) if at.end_line else first + 1
    before = _cells(line[start:first])
    length = _cells(line[first : min(max(last, first + 1), start + WIDTH)])
    return " " * before + "^" * max(1, length)


def _cells(value: str) -> int:
    """Return the columns a text takes on a terminal: most CJK characters take two."""
    return sum(
        0
        if unicodedata.combining(c)
        else 2
        if unicodedata.east_asian_width(c) in "WF"
        else len(printable(c))
        for c in value
    )


def _paint(value: str, code: str) -> str:
    return f"\x1b[{code}m{value}\x1b[0m"


def _plain(value: str, code: str) -> str:
    del code
    return value
