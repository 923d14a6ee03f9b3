"""On which day something happened, on the wall clock of the settings' time zone."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from opslore.metrics.periods import local_day
from opslore.records import CaseStudy, Drill, NearMiss, Postmortem, ReadinessReview, values

if TYPE_CHECKING:
    from datetime import date, tzinfo

    from opslore.catalogue import Catalogue
    from opslore.records import Record

_FIELDS = {
    Postmortem: "started_at",
    NearMiss: "occurred_on",
    CaseStudy: "occurred_on",
    Drill: "held_on",
    ReadinessReview: "reviewed_on",
}


def day_of(record: Record, catalogue: Catalogue) -> date | None:
    """Return the day a document tells of; None for one without.

    An instant near midnight belongs to the day that it was where the library's people are.
    """
    known = _days(catalogue)
    path = record.document.path
    if path not in known:
        known[path] = day_in(record, catalogue.settings.zone)
    return known[path]


@lru_cache(maxsize=2)
def _days(catalogue: Catalogue) -> dict[str, date | None]:
    """Return path -> day, filled as documents are asked for: every view asks for all of them."""
    del catalogue
    return {}


def day_in(record: Record, zone: tzinfo) -> date | None:
    """Return the day a document tells of, in a zone."""
    field = _FIELDS.get(type(record))
    if field is None:
        return None
    written = record.document.data.get(field)
    moment = values.instant(written)
    return local_day(moment, zone) if moment else values.day(written)
