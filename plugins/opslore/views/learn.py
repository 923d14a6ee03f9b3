"""Where a new hire begins: paths, the incidents that taught most, reading by service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.frozen import dataclass
from opslore.metrics.happened import day_of
from opslore.metrics.impact import most_impactful, parts, score
from opslore.records import CaseStudy, Guide, OnboardingPath, OnCallPolicy, Service
from opslore.views._common import Chip, severity_chip, team_link
from opslore.views.base import Link, Page, link_to

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from opslore.catalogue import Catalogue
    from opslore.records import Postmortem

MOST = 5
READING = 3
LIBRARY = "library/index.md"
# What one needs to know in a first incident, by a part of the id of the guide that says it.
FIRST_GUIDES = (
    ("severity", "Say how bad it is:"),
    ("incident-command", "Say who does what:"),
    ("communication", "Tell those who wait:"),
    ("blameless", "Write it down when it is over:"),
)


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
class TeamReading:
    """What to read in one team, service by service."""

    team: str
    services: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class First:
    """One thing to do in one's first incident."""

    words: str
    link: Link


@dataclass(frozen=True, slots=True)
class LearnModel:
    """All that the template can see."""

    as_of: date
    paths: tuple[Link, ...]
    lessons: tuple[Lesson, ...]
    first: tuple[First, ...]
    reading: tuple[TeamReading, ...]
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
            tuple(link_to(path) for path in paths(catalogue)),
            lessons(shown(catalogue), MOST, catalogue),
            tuple(_first(catalogue)),
            tuple(_reading(catalogue)),
            tuple(link_to(study) for study in catalogue.published(CaseStudy)),
        ),
        "Learn",
        "Onboarding paths and the incidents that taught us most.",
    )
    guides = tuple((link_to(g), g.description) for g in catalogue.published(Guide))
    yield Page("guides/index.md", "guides.md.jinja", GuidesModel(guides), "Guides")


def paths(catalogue: Catalogue) -> list[OnboardingPath]:
    """Return the onboarding paths, that for going on call first: everybody begins with it."""
    return sorted(catalogue.published(OnboardingPath), key=lambda p: ("on-call" not in p.id, p.id))


def shown(catalogue: Catalogue) -> list[Postmortem]:
    """Return the incidents that may be told to everybody."""
    return [p for p in catalogue.incidents if not p.restricted and p.status != "draft"]


def lessons(
    postmortems: Iterable[Postmortem], count: int, catalogue: Catalogue
) -> tuple[Lesson, ...]:
    """Return the most impactful incidents with the arithmetic behind the choice."""
    return tuple(
        Lesson(
            link_to(p),
            severity_chip(p.severity),
            day_of(p, catalogue),
            p.description,
            score(p),
            ", ".join(f"{part.reason} ({part.points})" for part in parts(p)),
        )
        for p in most_impactful(postmortems, count)
    )


def _first(catalogue: Catalogue) -> Iterator[First]:
    if not catalogue.records:
        return
    yield First("Look up the alert, the error or the service in the", Link(LIBRARY, "library"))
    if catalogue.published(OnCallPolicy):
        words = "Do what the runbook says; if it does not help in time, its foot names"
        yield First(words, Link("on-call/index.md", "who to page"))
    for part, words in FIRST_GUIDES:
        guide = next((g for g in catalogue.published(Guide) if part in g.id), None)
        if guide:
            yield First(words, link_to(guide))


def _reading(catalogue: Catalogue) -> Iterator[TeamReading]:
    incidents = {p.ref for p in shown(catalogue)}
    teams: dict[str, list[Reading]] = {}
    for service in sorted(catalogue.published(Service), key=lambda s: (s.tier or 9, s.id)):
        own = [p for p in catalogue.postmortems_of(service.id) if p.ref in incidents]
        links = tuple(link_to(p) for p in most_impactful(own, READING))
        if links:
            team = team_link(service.owner, catalogue)
            name = team.title if team else "No team"
            teams.setdefault(name, []).append(Reading(Link(service.key, service.id), links))
    for name in sorted(teams):
        yield TeamReading(name, tuple(teams[name]))
