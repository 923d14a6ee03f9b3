"""All services in one table: who answers, how soon, with which runbooks, and what is missing."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from opslore.frozen import dataclass
from opslore.metrics.coverage import UNMANNED, coverage
from opslore.metrics.freshness import freshness
from opslore.metrics.readiness import readiness
from opslore.records import Runbook, Service
from opslore.views._common import Chip, team_link
from opslore.views._long import Line, Listing, cut, limit
from opslore.views.base import Link, Page, link_to

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from opslore.catalogue import Catalogue
    from opslore.views._long import Cut, Rest

KEY, TITLE = "services/index.md", "Services & on call"


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """One service as a line of the table."""

    link: Link
    tier: int | None
    team: Link | None
    policy: Link | None
    minutes: int | None  # worst case until a human acknowledges
    slow: bool
    runbooks: int
    untrusted: int
    readiness: Chip
    open_actions: int


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that a service lacks."""

    service: Link
    words: str


@dataclass(frozen=True, slots=True)
class ServicesModel:
    """All that the template can see."""

    as_of: date
    rows: tuple[ServiceRow, ...]
    rest: Rest | None
    gaps: tuple[Gap, ...]
    more_gaps: Rest | None


def pages(catalogue: Catalogue) -> Iterator[Page]:
    """Yield the table of all services."""
    listed = table(catalogue)
    found = tuple(gap for service in by_tier(catalogue) for gap in _gaps(service, catalogue))
    back = Link(f"{KEY}#gaps", TITLE)
    gaps = cut(found, limit(len(found)), Listing("services/gaps", "Gaps", back, _gap_line))
    model = ServicesModel(
        catalogue.as_of,
        tuple(_row(service, catalogue) for service in listed.first),
        listed.rest,
        tuple(gaps.first),
        gaps.rest,
    )
    summary = "Every service with its team, who is paged within how many minutes, and its runbooks."
    yield Page(KEY, "services.md.jinja", model, TITLE, summary, hide=("toc",))
    yield from (*listed.pages, *gaps.pages)


def by_tier(catalogue: Catalogue) -> list[Service]:
    """Return the services that may be shown, those of the first tier first."""
    return sorted(catalogue.published(Service), key=lambda s: (s.tier or 9, s.id))


@lru_cache(maxsize=2)
def table(catalogue: Catalogue) -> Cut[Service]:
    """Return the services of any table of them; of many, each table leads to the same pages."""
    services = by_tier(catalogue)
    listing: Listing[Service] = Listing(
        "services/all", "All services", Link(KEY, TITLE), lambda service: _line(service, catalogue)
    )
    return cut(services, limit(len(services)), listing)


def _line(service: Service, catalogue: Catalogue) -> Line:
    row = _row(service, catalogue)
    policy = f"paged by {row.policy.title}" if row.policy else "nobody is paged"
    within = f" within {row.minutes} min" if row.policy and row.minutes is not None else ""
    words = ", ".join(
        (row.team.title if row.team else "nobody", policy + within, f"{row.runbooks} runbooks")
    )
    tier = Chip(f"tier {row.tier or '?'}", f"tier-{row.tier or 'none'}")
    return Line(row.link, (tier, row.readiness), None, words)


def _gap_line(gap: Gap) -> Line:
    return Line(gap.service, (), None, gap.words)


@lru_cache(maxsize=2)
def runbooks_by_service(catalogue: Catalogue) -> Mapping[str, tuple[Runbook, ...]]:
    """Return the runbooks of each service that are not retired and may be shown."""
    found: dict[str, list[Runbook]] = {}
    for runbook in catalogue.published(Runbook):
        if runbook.status != "deprecated":
            for service in runbook.services:
                found.setdefault(service, []).append(runbook)
    return {service: tuple(items) for service, items in found.items()}


@lru_cache(maxsize=2)
def open_by_service(catalogue: Catalogue) -> Mapping[str, int]:
    """Return how many action items of a service's documents are not finished."""
    found: dict[str, int] = {}
    for action in catalogue.action_items:
        if not action.finished and not action.source.restricted:
            for service in action.source.services:
                found[service] = found.get(service, 0) + 1
    return found


def readiness_chip(service: Service, catalogue: Catalogue) -> Chip:
    """Return the verdict of the last readiness review as a chip."""
    verdict = readiness(service, catalogue).verdict
    return Chip(verdict.replace("-", " "), f"verdict-{verdict}")


def _row(service: Service, catalogue: Catalogue) -> ServiceRow:
    found = coverage(service, catalogue)
    runbooks = runbooks_by_service(catalogue).get(service.id, ())
    policy = found.policy
    states = (freshness(runbook, catalogue) for runbook in runbooks)
    return ServiceRow(
        link_to(service),
        service.tier,
        team_link(service.owner, catalogue),
        Link(policy.key, policy.id) if policy and not policy.restricted else None,
        found.minutes,
        found.minutes is not None and found.promised is not None and found.minutes > found.promised,
        len(runbooks),
        sum(state is not None and state.bad for state in states),
        readiness_chip(service, catalogue),
        open_by_service(catalogue).get(service.id, 0),
    )


def _gaps(service: Service, catalogue: Catalogue) -> Iterator[Gap]:
    if service.lifecycle in UNMANNED:
        return
    link = Link(service.key, service.id)
    if not service.owner:
        yield Gap(link, "has no owner.")
    found = coverage(service, catalogue)
    if not found.policies:
        yield Gap(link, f"(tier {service.tier or '?'}) is covered by no on-call policy.")
    if service.id not in runbooks_by_service(catalogue):
        yield Gap(link, f"(tier {service.tier or '?'}) has no runbook.")
    if readiness(service, catalogue).review is None and service.tier in (1, 2):
        yield Gap(link, f"(tier {service.tier}) has never been reviewed for readiness.")
