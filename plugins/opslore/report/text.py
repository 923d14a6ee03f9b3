"""Findings for people: a place, the line with a mark under it, and the way out."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from opslore.findings import Level
from opslore.report import _escape
from opslore.report._escape import printable
from opslore.report._plan import plan
from opslore.rules.engine import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from opslore.document import Document
    from opslore.findings import Finding, Location
    from opslore.report import Report

    Paint = Callable[[str, str], str]

__all__ = ["label", "printable", "render"]
WIDTH = 150  # columns of a source line shown at most
_COLOURS = {Level.ERROR: "31", Level.WARNING: "33", Level.ADVICE: "36"}


def render(report: Report) -> str:
    """Return the findings with their excerpts, a blank line between them.

    With a plan, what depends on the day follows as the plan, by week and team.
    """
    documents = report.catalogue.sources
    paint = _paint if report.colour else _plain
    masked: dict[str, Document] = {}  # of documents with findings: no secret is shown

    def source(path: str) -> Document | None:
        if path not in masked and path in documents:
            masked[path] = shown(documents[path])
        return masked.get(path)

    planned = {item.finding.fingerprint for item in report.plan or ()}
    blocks = (
        "\n".join(_block(finding, source(finding.location.path), report, paint))
        for finding in report.findings
        if finding.fingerprint not in planned
    )
    return "".join(f"{block}\n\n" for block in blocks) + plan(report, paint)


def label(finding: Finding) -> str:
    """Return level, name and code of a finding."""
    waived = " (waived)" if finding.waived else ""
    return f"{finding.level} {finding.rule} [{finding.code}]{waived}"


def _block(
    finding: Finding, document: Document | None, report: Report, paint: Paint
) -> Iterator[str]:
    level = _COLOURS[finding.level]
    at = finding.location
    place = paint(f"{_escape.path(report.show(at.path))}:{at.line}:{at.column}", "1")
    yield f"{place}: {paint(label(finding), level)}"
    gutter = 4
    if document is not None and document.text:
        places = {other.line: other for other in finding.also if other.path == at.path}
        places[at.line] = at
        gutter = max(4, len(str(max(places))) + 2)
        for number, place_ in sorted(places.items()):
            line, start = _window(document.line(number), place_)
            yield f"{number:>{gutter}} | {printable(line)}".rstrip()
            if place_ is at:
                mark = _mark(document.line(number), at, start)
                yield f"{'':>{gutter}} | {paint(mark, level)} {printable(finding.message)}"
    else:
        yield f"{'':>{gutter}} | {printable(finding.message)}"
    for other in finding.also:
        if other.path != at.path:
            place = f"{report.show(other.path)}:{other.line}:{other.column}"
            yield f"{'':>{gutter}} = see: {printable(place)}"
    yield from _notes("help", finding.help, gutter, paint)
    if finding.waived:
        yield from _notes("waived", finding.waiver_reason, gutter, paint)
    yield f"{'':>{gutter}} = {paint('docs', '1')}: opslore explain {finding.rule}"


def _notes(name: str, note: str, gutter: int, paint: Paint) -> Iterator[str]:
    for number, line in enumerate(note.splitlines()):
        if number:
            yield f"{'':>{gutter}}   {_escape.line(line)}".rstrip()
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
    if value.isascii() and value.isprintable():
        return len(value)
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
