"""Postmortems that are still drafts after their day."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from opslore.frozen import dataclass
from opslore.metrics.periods import local_day
from opslore.records import Postmortem

if TYPE_CHECKING:
    from datetime import date

    from opslore.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class LateDraft:
    """A draft, its deadline and the days since."""

    postmortem: Postmortem
    deadline: date
    days: int  # at least 1


def deadline(postmortem: Postmortem, catalogue: Catalogue) -> date | None:
    """Return the day by which a draft is to be done: days after it was over, by severity.

    While the incident is open, the days count from its start. None where nobody set a deadline,
    or nothing is asked: no draft, a duplicate, a severity without postmortem, a day to come.
    """
    severity = catalogue.severities.by_id.get(postmortem.severity or "")
    if postmortem.status != "draft" or severity is None or postmortem.duplicate:
        return None
    if severity.draft_days is None or severity.postmortem == "none":
        return None
    counted = postmortem.started_at if postmortem.open else postmortem.resolved_at
    if counted is None:
        return None
    day = local_day(counted, catalogue.settings.zone)
    return None if day > catalogue.as_of else day + timedelta(days=severity.draft_days)


def late_drafts(catalogue: Catalogue) -> tuple[LateDraft, ...]:
    """Return the drafts whose deadline has passed, the latest first."""
    found = []
    for postmortem in catalogue.of(Postmortem):
        until = deadline(postmortem, catalogue)
        if until is not None and until < catalogue.as_of:
            found.append(LateDraft(postmortem, until, (catalogue.as_of - until).days))
    return tuple(sorted(found, key=lambda late: (-late.days, late.postmortem.id)))
