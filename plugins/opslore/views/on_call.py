"""Who is paged, within how many minutes at worst, and how heavy the load is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.frozen import dataclass
from opslore.metrics.coverage import coverage, escalation, load, worst_minutes
from opslore.records import OnCallPolicy
from opslore.views._common import Chip, service_links, team_link, team_name
from opslore.views._long import Listing, cut, line_of
from opslore.views.base import Link, Page, link_to
from opslore.views.services import table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from opslore.catalogue import Catalogue
    from opslore.metrics.coverage import Target
    from opslore.records import Service
    from opslore.records.on_call_policy import EscalationLevel
    from opslore.views._long import Rest

KEY, TITLE = "on-call/index.md", "Who to page"
POLICIES = 50  # told with their escalation and load


@dataclass(frozen=True, slots=True)
class Rung:
    """One level: after how many minutes who is paged."""

    after: str
    target: str
    when: str


@dataclass(frozen=True, slots=True)
class Healthy:
    """One figure of the load beside its target."""

    name: str
    found: str
    target: str
    chip: Chip


@dataclass(frozen=True, slots=True)
class PolicyBlock:
    """One policy on the page."""

    link: Link
    team: Link | None
    channel: str
    covers: tuple[Link, ...]
    coverage: str
    people: int
    minutes: int | None
    rungs: tuple[Rung, ...]
    pages: int | None  # in the last quarter
    days: int
    healthy: tuple[Healthy, ...]


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """One service and whether its promise is kept."""

    link: Link
    tier: int | None
    policy: Link | None
    minutes: int | None
    severity: str
    promised: int | None
    chip: Chip


@dataclass(frozen=True, slots=True)
class OnCallModel:
    """All that the template can see."""

    as_of: date
    lines: tuple[ServiceLine, ...]
    rest: Rest | None
    policies: tuple[PolicyBlock, ...]
    more_policies: Rest | None


def pages(catalogue: Catalogue) -> Iterator[Page]:
    """Yield the page that answers "whom do I page"."""
    services = table(catalogue)
    listing: Listing[OnCallPolicy] = Listing(
        "on-call/all",
        "All on-call policies",
        Link(KEY, TITLE),
        lambda policy: line_of(policy, catalogue),
    )
    policies = cut(catalogue.published(OnCallPolicy), POLICIES, listing)
    model = OnCallModel(
        catalogue.as_of,
        tuple(_line(service, catalogue) for service in services.first),
        services.rest,
        tuple(policy_block(policy, catalogue) for policy in policies.first),
        policies.rest,
    )
    summary = "For every service: who is paged, in which order, within how many minutes."
    yield Page(KEY, "on_call.md.jinja", model, TITLE, summary)
    yield from policies.pages


def policy_block(policy: OnCallPolicy, catalogue: Catalogue) -> PolicyBlock:
    """Return a policy with its escalation and its load."""
    team = catalogue.directory.teams.get(policy.owner or "")
    counted = load(policy, catalogue)
    return PolicyBlock(
        link_to(policy),
        team_link(policy.owner, catalogue),
        (team.channel or "") if team else "",
        service_links(policy.covers, catalogue),
        (policy.coverage or "").replace("-", " "),
        policy.rotation.size,
        worst_minutes(policy),
        tuple(_rungs(policy, catalogue)),
        counted.pages if counted else None,
        counted.days if counted else 0,
        tuple(_healthy(target) for target in counted.targets) if counted else (),
    )


def _line(service: Service, catalogue: Catalogue) -> ServiceLine:
    found = coverage(service, catalogue)
    policy = found.policy
    if found.minutes is None:
        chip = Chip("nobody", "promise-none") if service.tier in (1, 2) else Chip("not asked", "")
    elif found.promised is None:
        chip = Chip("no promise", "")
    elif found.minutes <= found.promised:
        chip = Chip("kept", "promise-kept")
    else:
        chip = Chip(f"{found.minutes - found.promised} min too slow", "promise-broken")
    return ServiceLine(
        Link(service.key, service.id),
        service.tier,
        Link(policy.key, policy.id) if policy and not policy.restricted else None,
        found.minutes,
        found.severity,
        found.promised,
        chip,
    )


def _rungs(policy: OnCallPolicy, catalogue: Catalogue) -> Iterator[Rung]:
    after = {reached.level.order: reached.after for reached in escalation(policy)}
    for level in policy.levels:
        minutes = after.get(level.order)
        when = "at once" if minutes == 0 else f"after {minutes} min"
        yield Rung(when if minutes is not None else "then", _target(level, catalogue), _when(level))


def _target(level: EscalationLevel, catalogue: Catalogue) -> str:
    name = level.target_id
    if level.target_kind == "person":
        person = catalogue.directory.people.get(name)
        return person.name if person else name
    if level.target_kind == "team":
        return f"everybody of {team_name(name, catalogue)}"
    return f"{level.target_kind} {name}" if level.target_kind else level.target


def _when(level: EscalationLevel) -> str:
    said = []
    if level.severities:
        said.append(" or ".join(level.severities))
    if level.after is not None:
        said.append(f"after {level.after} min of incident")
    if level.data_breach:
        said.append("a data breach")
    return ", ".join(said) or "always"


def _healthy(target: Target) -> Healthy:
    sign = "at least" if target.at_least else "at most"
    chip = Chip("kept", "promise-kept") if target.kept else Chip("missed", "promise-broken")
    return Healthy(
        target.name,
        f"{target.found:.1f}".removesuffix(".0") + target.unit,
        f"{sign} {target.limit:g}{target.unit}",
        chip,
    )
