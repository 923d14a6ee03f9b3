"""The frame of a service: whom to page, what to do, what happened, who is hit with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.frozen import dataclass
from opslore.metrics.coverage import coverage
from opslore.metrics.dependencies import blast_radius, edges
from opslore.metrics.freshness import freshness
from opslore.metrics.happened import day_of
from opslore.metrics.readiness import readiness
from opslore.records import NearMiss, Service
from opslore.views._common import (
    Chip,
    Common,
    Fact,
    common,
    lasting,
    severity_chip,
    short,
    state_chip,
    told,
)
from opslore.views._postmortem import ActionRow, action_rows
from opslore.views._radius import picture
from opslore.views.base import Frame, Link, link_to
from opslore.views.milestones import spoken
from opslore.views.service_lists import lists
from opslore.views.services import readiness_chip

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from opslore.catalogue import Catalogue
    from opslore.records import Drill, Runbook
    from opslore.views._radius import Picture
    from opslore.views.service_lists import ServiceLists

UNANSWERED = 5  # items of the checklist without a word; more would hide what failed
TOGETHER = 12  # services hurt together with one, the most often first


@dataclass(frozen=True, slots=True)
class RunbookRow:
    """One runbook and how far it can be trusted."""

    link: Link
    chip: Chip | None
    reason: str
    alerts: str


@dataclass(frozen=True, slots=True)
class EventRow:
    """One incident, near miss or drill."""

    link: Link
    chip: Chip
    day: date | None


@dataclass(frozen=True, slots=True)
class HitRow:
    """Another service that is hit, and the way the failure takes."""

    link: Link
    way: str


@dataclass(frozen=True, slots=True)
class NeedRow:
    """Another service this one needs."""

    link: Link
    criticality: str
    fallback: str


@dataclass(frozen=True, slots=True)
class ServiceModel:
    """All that the templates of a service's frame can see."""

    common: Common
    chips: tuple[Chip, ...]
    facts: tuple[Fact, ...]
    policy: Link | None
    minutes: int | None
    promised: int | None
    runbooks: tuple[RunbookRow, ...]
    incidents: tuple[EventRow, ...]
    others: tuple[EventRow, ...]
    actions: tuple[ActionRow, ...]
    lists: ServiceLists  # what is said below those that are long
    needs: tuple[NeedRow, ...]
    hard: tuple[HitRow, ...]
    soft: tuple[HitRow, ...]
    picture: Picture | None
    undeclared: tuple[Link, ...]
    readiness: Chip
    not_ready: tuple[str, ...]
    review: Link | None


def frame(record: Service, catalogue: Catalogue) -> Frame:
    """Return what stands around a service's text."""
    cover = coverage(record, catalogue)
    listed = lists(catalogue)[record.id]
    ready = readiness(record, catalogue)
    policy = cover.policy
    review = ready.review
    model = ServiceModel(
        common=common(record, catalogue),
        chips=tuple(_chips(record)),
        facts=tuple(_facts(record)),
        policy=link_to(policy) if policy and not policy.restricted else None,
        minutes=cover.minutes,
        promised=cover.promised,
        runbooks=tuple(_runbook(runbook, catalogue) for runbook in listed.runbooks.first),
        incidents=tuple(
            EventRow(link_to(p), severity_chip(p.severity), day_of(p, catalogue))
            for p in listed.incidents.first
        ),
        others=tuple(map(_other, listed.others.first)),
        actions=tuple(action_rows(listed.actions.first, catalogue)),
        lists=listed,
        needs=tuple(_needs(record, catalogue)),
        hard=tuple(_hit(*pair) for pair in listed.hard.first),
        soft=tuple(_hit(*pair) for pair in listed.soft.first),
        picture=_picture(record, catalogue),
        undeclared=tuple(_undeclared(record, catalogue)),
        readiness=readiness_chip(record, catalogue),
        not_ready=tuple(_not_ready(record, catalogue)),
        review=link_to(review) if review and not review.restricted else None,
    )
    return Frame(
        record.key, "frames/service_above.md.jinja", "frames/service_below.md.jinja", model
    )


def _chips(record: Service) -> Iterator[Chip]:
    yield Chip(f"tier {record.tier or '?'}", f"tier-{record.tier or 'none'}")
    if record.lifecycle:
        yield Chip(record.lifecycle, f"lifecycle-{record.lifecycle}")


def _facts(record: Service) -> Iterator[Fact]:
    for slo in record.slos:
        if slo.objective is not None:
            window = f" over {lasting(slo.window)}" if slo.window else ""
            yield Fact(f"SLO {slo.name}", (Link("", f"{slo.objective:g} %{window}"),))
    if record.rto is not None:
        yield Fact("Back within (RTO)", (Link("", spoken(record.rto)),))
    if record.rpo is not None:
        lost = spoken(record.rpo) if record.rpo else "nothing"
        yield Fact("Data lost at most (RPO)", (Link("", lost),))
    if record.dashboards:
        yield Fact("Dashboards", tuple(Link(url, short(url)) for url in record.dashboards))
    if record.repositories:
        yield Fact("Code", tuple(Link(url, short(url)) for url in record.repositories))
    if record.data_classification:
        yield Fact("Data", (Link("", record.data_classification),))


def _runbook(runbook: Runbook, catalogue: Catalogue) -> RunbookRow:
    state = freshness(runbook, catalogue)
    chip = state_chip(state.state) if state else None
    reason = state.reason if state else ""
    return RunbookRow(link_to(runbook), chip, reason, ", ".join(runbook.alerts))


def _other(record: NearMiss | Drill) -> EventRow:
    if isinstance(record, NearMiss):
        return EventRow(link_to(record), Chip("near miss", "kind-near-miss"), record.occurred_on)
    return EventRow(link_to(record), Chip("drill", "kind-drill"), record.held_on)


def _needs(record: Service, catalogue: Catalogue) -> Iterator[NeedRow]:
    for dependency in record.depends_on:
        other = catalogue.service(dependency.service)
        shown = other is not None and not other.restricted
        link = Link(other.key if other and shown else "", dependency.service)
        yield NeedRow(link, dependency.criticality, dependency.fallback or "")


def _hit(service: Service, way: str) -> HitRow:
    return HitRow(Link(service.key, service.id), way)


def _picture(record: Service, catalogue: Catalogue) -> Picture | None:
    radius = blast_radius(record.id, catalogue)
    shown = {service.id for service in catalogue.published(Service)}
    return picture((hit.path for hit in radius.hard), (hit.path for hit in radius.soft), shown)


def _undeclared(record: Service, catalogue: Catalogue) -> Iterator[Link]:
    """Yield services that were hurt together with this one, and that it says nothing of."""
    declared = {e.target for e in edges(catalogue) if e.source.id == record.id}
    declared |= {e.source.id for e in edges(catalogue) if e.target == record.id}
    seen: dict[str, int] = {}
    for postmortem in catalogue.postmortems_of(record.id):
        if postmortem.ref in catalogue.incident_refs:
            for other in postmortem.services:
                if other != record.id and other not in declared and catalogue.service(other):
                    seen[other] = seen.get(other, 0) + 1
    often = sorted(seen.items(), key=lambda item: (-item[1], item[0]))
    for name, count in often[:TOGETHER]:
        service = catalogue.service(name)
        if service and not service.restricted:
            times = "one incident" if count == 1 else f"{count} incidents"
            yield Link(service.key, f"{name} ({times})")
    if len(often) > TOGETHER:
        yield Link("", f"and {len(often) - TOGETHER} more")


def _not_ready(record: Service, catalogue: Catalogue) -> Iterator[str]:
    blank = 0
    for item in readiness(record, catalogue).open:
        if item.status == "unanswered" and not item.reasons:
            blank += 1
        if blank <= UNANSWERED or item.status != "unanswered" or item.reasons:
            because = f": {told(item.reasons, catalogue)}" if item.reasons else ""
            yield f"{item.item.requirement.rstrip('.')} ({item.status.replace('-', ' ')}){because}"
    if blank > UNANSWERED:
        yield f"and {blank - UNANSWERED} more that nobody has answered"
