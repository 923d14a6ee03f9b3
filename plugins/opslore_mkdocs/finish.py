"""Last touches on a page's HTML, after the sanitiser: what Markdown has no words for.

Cells get their column's name for narrow screens, output in columns is told from a log, a command
that destroys something is folded away behind a warning, and the milestones of an incident stand
in its timeline. All of it works on the sanitiser's own regular output, adds only text that is
escaped here, and leaves what it does not recognise as it is.
"""

from __future__ import annotations

import re
from html import escape, unescape
from typing import TYPE_CHECKING

from opslore.metrics.commands import blocks
from opslore.records import Postmortem, Runbook
from opslore.views.milestones import milestones

if TYPE_CHECKING:
    from collections.abc import Iterable

    from opslore.records import Record
    from opslore.views.milestones import Milestone

_TABLE = re.compile(r"<table(?! class=\"highlighttable)[^>]*>.*?</table>", re.DOTALL)
_HEAD = re.compile(r"<thead>.*?</thead>", re.DOTALL)
_ROW = re.compile(r"<tr[^>]*>.*?</tr>", re.DOTALL)
_TH = re.compile(r"<th\b[^>]*>(.*?)</th>", re.DOTALL)
_EMPTY = re.compile(r"<th\b[^>]*>\s*</th>")
_TD = re.compile(r"<td(?=[ >])")
_TAG = re.compile(r"<[^>]+>")
_CODE, _CODED = re.compile(r"`([^`]+)`"), r"<code>\1</code>"
_BLOCK = re.compile(r'<div class="[^"]*\bhighlight\b[^"]*"[^>]*><pre.*?</pre></div>', re.DOTALL)
_TIMELINE = re.compile(r'<h2 id="timeline[^"]*".*?(?=<h2|\Z)', re.DOTALL)
# Code in which no language has a word to colour: output, nearly always.
_OUTPUT = re.compile(
    r'<div class="((?:language-\w+ )?highlight)"(><pre><span></span><code>)(?=([^<]+)</code>)'
)
_GAP = re.compile(r"^.*\S(?: {3,}| +\| +)\S", re.MULTILINE)
# A minute, after a day where the author gives one.
_TIME = re.compile(r"<tr>\s*<td[^>]*>\s*((?:\d{4}-\d\d-\d\d[ T])?\d\d:\d\d)\b")
_SPACE = re.compile(r"\s+")
WIDE = 4  # columns; a phone has room for three


def finished(html: str, record: Record | None) -> str:
    """Return a page's HTML with its last touches; `record` is None for generated pages."""
    if isinstance(record, Postmortem):
        html = with_milestones(html, milestones(record))
    if isinstance(record, Runbook):
        html = folded(html, record)
    return labelled(gridded(html))


def gridded(html: str) -> str:
    """Mark output that stands in columns: wrapped as commands are, nobody could read it."""

    def mark(found: re.Match[str]) -> str:
        grid = " ol-grid" if len(_GAP.findall(found[3])) > 1 else ""
        return f'<div class="{found[1]}{grid}"{found[2]}'

    return _OUTPUT.sub(mark, html)


def labelled(html: str) -> str:
    """Give each cell the name of its column, for screens on which rows of wide tables are stacked."""
    return _TABLE.sub(lambda found: _labelled(found[0]), html)


def _labelled(table: str) -> str:
    head = _HEAD.search(table)
    if head is None:
        return table
    names = [escape(_text(name)) for name in _TH.findall(head[0])]
    begun = table[: head.start()]
    if len(names) >= WIDE:
        begun = begun.replace("<table", "<table data-wide", 1)
    # A heading without words is no heading to who hears the page.
    start = begun + _EMPTY.sub("<td></td>", head[0])

    def row(found: re.Match[str]) -> str:
        # A column without a heading has no label.
        left = iter(names)
        return _TD.sub(
            lambda _: f'<td data-label="{name}"' if (name := next(left, "")) else "<td", found[0]
        )

    return start + _ROW.sub(row, table[head.end() :])


def folded(html: str, record: Runbook) -> str:
    """Put each block that destroys something into a closed `details` that says so."""
    warnings = {
        _squeezed(block.fence.code): tuple(dict.fromkeys(what for _, what in block.destructive))
        for block in blocks(record.document)
        if block.destructive
    }
    if not warnings:
        return html

    def fold(found: re.Match[str]) -> str:
        what = warnings.get(_squeezed(_text(found[0])))
        if what is None:
            return found[0]
        return (
            '<details class="ol-destructive"><summary><strong>Destructive:</strong> this '
            f"{_CODE.sub(_CODED, escape(', and '.join(what)))}. Open to read the command.</summary>{found[0]}"
            "</details>"
        )

    return _BLOCK.sub(fold, html)


def with_milestones(html: str, known: Iterable[Milestone]) -> str:
    """Mark the rows of the timeline at which the incident was detected, mitigated and so on.

    A milestone whose minute no row has gets a row of its own, in its place by the clock: of the
    first day, or of every day where the rows name their day. Where the rows go over midnight
    without saying so, they stay as they are.
    """
    section = _TIMELINE.search(html)
    table = _TABLE.search(section[0]) if section else None
    if section is None or table is None:
        return html
    first = _TIME.search(table[0])
    day = f"%Y-%m-%d{first[1][10]}" if first and len(first[1]) > 5 else ""
    named: dict[str, list[str]] = {}
    for milestone in known:
        if day or milestone.first_day:
            named.setdefault(f"{milestone.at:{day}%H:%M}", []).append(milestone.name)
    if not named:
        return html
    marked = _marked(table[0], named)
    start = section.start() + table.start()
    return html[:start] + marked + html[start + len(table[0]) :]


def _marked(table: str, named: dict[str, list[str]]) -> str:
    rows = _ROW.findall(table)
    times = [found[1] for row in rows if (found := _TIME.match(row))]
    if not times or times != sorted(times):
        return table  # not a clock of one day: nobody can say where a row belongs
    for time, names in named.items():
        chips = "".join(f' <span class="ol-chip ol-at">{escape(name)}</span>' for name in names)
        at = re.compile(rf"(<tr>\s*<td[^>]*>\s*{time}(?:\s*UTC)?)")
        if at.search(table):
            table = at.sub(lambda m, c=chips: m[1] + c, table, count=1)  # type: ignore[misc]
            continue
        later = next((t for t in times if t > time), None)
        cells = table.count("<th", 0, table.find("</thead>")) - table.count(
            "<thead", 0, table.find("</thead>")
        )
        row = f"<tr><td>{time}{chips}</td>" + "<td></td>" * max(0, cells - 1) + "</tr>"
        if later is None:
            table = table.replace("</tbody>", f"{row}</tbody>", 1)
        else:
            place = re.search(rf"<tr>\s*<td[^>]*>\s*{later}\b", table)
            if place:
                table = table[: place.start()] + row + table[place.start() :]
    return table


def _text(html: str) -> str:
    return unescape(_TAG.sub("", html)).strip()


def _squeezed(text: str) -> str:
    return _SPACE.sub(" ", text).strip()
