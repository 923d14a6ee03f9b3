"""What the rules on postmortems share: instants, durations in words, places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Location
from opslore.records import values
from opslore.records.postmortem import INSTANTS

if TYPE_CHECKING:
    from datetime import date, datetime, timedelta

    from opslore.catalogue import Catalogue
    from opslore.document import Document
    from opslore.records import Postmortem

MILESTONES = (*INSTANTS, "public_at")


def moments(postmortem: Postmortem) -> dict[str, datetime]:
    """Return the instants of the front matter that can be read, by field."""
    found = {name: getattr(postmortem, name) for name in MILESTONES}
    return {name: moment for name, moment in found.items() if moment is not None}


def to_come(moment: datetime, catalogue: Catalogue) -> bool:
    """Whether an instant lies after the day of the check, as the library's time zone has it."""
    return local_day(moment, catalogue) > catalogue.as_of


def local_day(moment: datetime, catalogue: Catalogue) -> date:
    """Return the day of an instant in the library's time zone."""
    try:
        return moment.astimezone(catalogue.settings.zone).date()
    except OverflowError:  # the first and the last day that Python knows have no other zone
        return moment.date()


def future_day(written: object, catalogue: Catalogue) -> int:
    """Return by how many days a day or an instant lies after the day of the check, else 0."""
    moment = values.instant(written)
    day = local_day(moment, catalogue) if moment else values.day(written)
    return max(0, (day - catalogue.as_of).days) if day else 0


def span_in_words(span: timedelta) -> str:
    """Return "60 minutes", "30 hours" or "12 days"."""
    minutes = max(1, round(span.total_seconds() / 60))
    if minutes == 1:
        return "1 minute"
    if minutes <= 120:
        return f"{minutes} minutes"
    hours = round(minutes / 60)
    return f"{hours} hours" if hours <= 72 else f"{round(hours / 24):,} days"


def title_place(document: Document) -> Location:
    """Return where the title stands: in the front matter, else the H1, else the file's start."""
    if document.has("title"):
        return document.at("title")
    heading = document.body.title
    if heading is None:
        return document.at()
    return line_place(document, heading.line)


def line_place(document: Document, number: int) -> Location:
    """Return all of a line, without the blanks around it."""
    line = document.line(number)
    start = len(line) - len(line.lstrip())
    return Location(
        document.path, number, start + 1, number, max(len(line.rstrip()), start + 1) + 1
    )
