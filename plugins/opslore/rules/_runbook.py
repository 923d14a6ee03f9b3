"""What the rules on runbooks share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Location
from opslore.metrics.dates import day

if TYPE_CHECKING:
    from datetime import date

    from opslore.document import Document
    from opslore.metrics.evidence import Evidence
    from opslore.metrics.freshness import Freshness
    from opslore.records import Record


def title_at(record: Record) -> Location:
    """Return where the title stands: the heading, else the field, else the first line."""
    heading = record.document.body.title
    if heading is None:
        return record.at("title")
    return line_at(record.document, heading.line, heading.text)


def line_at(document: Document, number: int, text: str) -> Location:
    """Return where a text stands in a line; the whole line where it is not found literally."""
    line = document.line(number)
    start = line.find(text) if text else -1
    if start < 0:
        start = len(line) - len(line.lstrip(" \t#>*-"))
        text = line[start:].rstrip()
    return Location(document.path, number, start + 1, number, start + 1 + max(1, len(text)))


def evidence_at(record: Record, item: Evidence | None) -> Location:
    """Return where a document's own evidence stands; its `verified`, or title, for other's."""
    if item is not None and item.source is None:
        return record.at(*item.steps, "at")
    return record.at("verified", key=True) if record.document.has("verified") else title_at(record)


def elsewhere(item: Evidence | None) -> tuple[Location, ...]:
    """Return where evidence stands in another document that may be named."""
    if item is None or item.source is None or item.source.restricted:
        return ()
    return (item.source.at(*item.steps, "result"),)


def way_out(state: Freshness, as_of: date) -> str:
    """Return what to do, and until when it is only a warning."""
    if state.grace_until and as_of <= state.grace_until:
        return f"{state.next}\na warning until {day(state.grace_until)}, then an error"
    return state.next
