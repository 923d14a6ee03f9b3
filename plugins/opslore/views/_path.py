"""The frame of an onboarding path: its weeks as checklists that print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.frozen import dataclass
from opslore.metrics.impact import most_impactful
from opslore.records import Postmortem
from opslore.views import _plain
from opslore.views.base import Frame, Link, link_to
from opslore.views.learn import MOST, shown

if TYPE_CHECKING:
    from opslore.catalogue import Catalogue
    from opslore.records import OnboardingPath


@dataclass(frozen=True, slots=True)
class WeekBlock:
    """One week."""

    number: int
    goals: tuple[str, ...]
    reading: tuple[Link, ...]
    exercises: tuple[str, ...]
    checkpoint: str


@dataclass(frozen=True, slots=True)
class PathModel:
    """All that the templates can see."""

    plain: _plain.PlainModel
    audience: str
    weeks: tuple[WeekBlock, ...]
    postmortems: tuple[Link, ...]
    pinned: bool


def frame(record: OnboardingPath, catalogue: Catalogue) -> Frame:
    """Return what stands around a path's text."""
    weeks = tuple(
        WeekBlock(
            number,
            week.goals,
            tuple(_reading(item, catalogue) for item in week.reading),
            week.exercises,
            week.checkpoint or "",
        )
        for number, week in enumerate(record.weeks, 1)
    )
    pinned = [catalogue.find(Postmortem, name) for name in record.pin]
    chosen = [p for p in pinned if p and not p.restricted]
    worst = chosen or most_impactful(shown(catalogue), MOST)
    model = PathModel(
        _plain.model(record, catalogue),
        record.audience,
        weeks,
        tuple(link_to(p) for p in worst),
        bool(chosen),
    )
    return Frame(record.key, "frames/path_above.md.jinja", "frames/path_below.md.jinja", model)


def _reading(item: str, catalogue: Catalogue) -> Link:
    if "://" in item:
        return Link(item, item)
    record = catalogue.named(item)
    return link_to(record) if record and not record.restricted else Link("", item)
