"""Where a new hire begins: paths, the incidents that taught most, reading by service."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from opslore.frozen import dataclass
from opslore.metrics.happened import day_of
from opslore.metrics.impact import most_impactful, parts, score
from opslore.records import CaseStudy, Guide, OnboardingPath, OnCallPolicy
from opslore.views._common import Chip, severity_chip, team_link
from opslore.views._long import Line, Listing, cut, limit, line_of
from opslore.views.base import Link, Page, link_to
from opslore.views.services import by_tier

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from opslore.catalogue import Catalogue
    from opslore.records import Postmortem
    from opslore.views._long import Rest

KEY = "learn/index.md"
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

    team: str
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
    more_reading: Rest | None
    case_studies: tuple[Link, ...]
    more_case_studies: Rest | None


@dataclass(frozen=True, slots=True)
class GuidesModel:
    """All that the template of the guides can see."""

    guides: tuple[tuple[Link, str], ...]
    rest: Rest | None


def pages(catalogue: Catalogue) -> Iterator[Page]:
    """Yield the pages of the last two tabs."""
    read = sorted(_reading(catalogue), key=lambda reading: reading.team)
    cases = catalogue.published(CaseStudy)
    most = limit(len(read) + len(cases))
    reading = cut(
        read,
        most,
        Listing(
            "learn/reading",
            "Reading by team and service",
            Link(f"{KEY}#reading-by-team-and-service", "Learn"),
            _reading_line,
            name=lambda reading: reading.team,
        ),
    )
    others = cut(
        cases,
        most,
        Listing(
            "learn/case-studies",
            "Incidents of others",
            Link(f"{KEY}#incidents-of-others", "Learn"),
            lambda study: line_of(study, catalogue),
        ),
    )
    model = LearnModel(
        catalogue.as_of,
        tuple(link_to(path) for path in paths(catalogue)),
        lessons(shown(catalogue), MOST, catalogue),
        tuple(_first(catalogue)),
        tuple(_by_team(reading.first)),
        reading.rest,
        tuple(link_to(study) for study in others.first),
        others.rest,
    )
    summary = "Onboarding paths and the incidents that taught us most."
    yield Page(KEY, "learn.md.jinja", model, "Learn", summary)
    yield from (*reading.pages, *others.pages)
    yield from _guides(catalogue)


def _guides(catalogue: Catalogue) -> Iterator[Page]:
    found = catalogue.published(Guide)
    listing: Listing[Guide] = Listing(
        "guides/all",
        "All guides",
        Link("guides/index.md", "Guides"),
        lambda guide: Line(link_to(guide), (), None, guide.description),
    )
    listed = cut(found, limit(len(found)), listing)
    guides = tuple((link_to(guide), guide.description) for guide in listed.first)
    model = GuidesModel(guides, listed.rest)
    yield Page("guides/index.md", "guides.md.jinja", model, "Guides")
    yield from listed.pages


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


def _reading(catalogue: Catalogue) -> Iterator[Reading]:
    """Yield what to read about each service of which there is something, tier 1 first."""
    incidents = {p.ref for p in shown(catalogue)}
    for service in by_tier(catalogue):
        own = [p for p in catalogue.postmortems_of(service.id) if p.ref in incidents]
        links = tuple(link_to(p) for p in most_impactful(own, READING))
        if links:
            team = team_link(service.owner, catalogue)
            name = team.title if team else "No team"
            yield Reading(name, Link(service.key, service.id), links)


def _by_team(reading: Iterable[Reading]) -> Iterator[TeamReading]:
    for team, services in groupby(reading, key=lambda reading: reading.team):
        yield TeamReading(team, tuple(services))


def _reading_line(reading: Reading) -> Line:
    titles = "; ".join(link.title for link in reading.links)
    return Line(reading.service, (), None, f"{reading.team}: {titles}")
