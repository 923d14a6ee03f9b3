"""Where a new hire begins: paths, the incidents that taught most, reading by service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.frozen import dataclass
from opslore.metrics.impact import most_impactful, parts, score
from opslore.records import CaseStudy, Guide, OnboardingPath, Service
from opslore.views._common import Chip, severity_chip
from opslore.views.base import Link, Page, link_to

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from opslore.catalogue import Catalogue
    from opslore.records import Postmortem

MOST = 5
READING = 3


@dataclass(frozen=True, slots=True)
class Lesson:
    """One incident worth reading and why it was chosen."""

    link: Link
    chip: Chip
    day: date | None
    summary: str
    score: int
    why: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What to read about one service."""

    service: Link
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class LearnModel:
    """All that the template can see."""

    as_of: date
    paths: tuple[Link, ...]
    lessons: tuple[Lesson, ...]
    reading: tuple[Reading, ...]
    case_studies: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class GuidesModel:
    """All that the template of the guides can see."""

    guides: tuple[tuple[Link, str], ...]


def pages(catalogue: Catalogue) -> Iterator[Page]:
    """Yield the pages of the last two tabs."""
    yield Page(
        "learn/index.md",
        "learn.md.jinja",
        LearnModel(
            catalogue.as_of,
            tuple(link_to(path) for path in catalogue.published(OnboardingPath)),
            lessons(shown(catalogue), MOST),
            tuple(_reading(catalogue)),
            tuple(link_to(study) for study in catalogue.published(CaseStudy)),
        ),
        "Learn",
        "Onboarding paths and the incidents that taught us most.",
    )
    guides = tuple((link_to(g), g.description) for g in catalogue.published(Guide))
    yield Page("guides/index.md", "guides.md.jinja", GuidesModel(guides), "Guides")


def shown(catalogue: Catalogue) -> list[Postmortem]:
    """Return the incidents that may be told to everybody."""
    return [p for p in catalogue.incidents if not p.restricted and p.status != "draft"]


def lessons(postmortems: Iterable[Postmortem], count: int) -> tuple[Lesson, ...]:
    """Return the most impactful incidents with the arithmetic behind the choice."""
    return tuple(
        Lesson(
            link_to(p),
            severity_chip(p.severity),
            p.started_at.date() if p.started_at else None,
            p.description,
            score(p),
            ", ".join(f"{part.reason} ({part.points})" for part in parts(p)),
        )
        for p in most_impactful(postmortems, count)
    )


def _reading(catalogue: Catalogue) -> Iterator[Reading]:
    incidents = shown(catalogue)
    for service in sorted(catalogue.published(Service), key=lambda s: (s.tier or 9, s.id)):
        own = [p for p in incidents if service.id in p.services]
        links = tuple(link_to(p) for p in most_impactful(own, READING))
        if links:
            yield Reading(Link(service.key, service.id), links)
