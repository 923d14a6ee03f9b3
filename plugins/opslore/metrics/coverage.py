"""Who answers for a service, within how many minutes, and how heavy the load is.

The worst case: everybody but the last person who is always paged lets the page pass. Levels that
are reached only at some severities, after a while or in a data breach bring more people to an
incident; they are no promise to answer the page, so they do not count. The next level is reached
`escalate_after` minutes after this one (`ack_within` where that is not said).

A service of tier 1 is held to the response time of sev1, of tier 2 to that of sev2, and so on.
"""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from opslore.frozen import dataclass
from opslore.records import OnCallPolicy, Service

if TYPE_CHECKING:
    from collections.abc import Mapping

    from opslore.catalogue import Catalogue
    from opslore.records.on_call_policy import EscalationLevel

PEOPLE = 5  # fewer, and everybody is on call one week in four
LOAD_DAYS = 91  # the window over which the load is judged: a quarter, whole periods only
ENOUGH = 5  # pages below which a share says nothing
UNMANNED = frozenset({"planned", "retired"})  # lifecycles in which nobody needs to be on call


class Reached(NamedTuple):
    """One level that is always paged: after how many minutes, and when it has answered."""

    level: EscalationLevel
    after: int
    answered: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """Who answers for a service; `minutes` and `promised` are None where nobody said."""

    service: Service
    policies: tuple[OnCallPolicy, ...]
    minutes: int | None  # worst case until a human acknowledges
    severity: str  # whose response time holds for the service
    promised: int | None

    @property
    def policy(self) -> OnCallPolicy | None:
        """The one policy that covers the service; None if there is none, or more than one."""
        return self.policies[0] if len(self.policies) == 1 else None


@dataclass(frozen=True, slots=True)
class Target:
    """A healthy figure, the one found, and whether it is kept."""

    name: str
    found: float
    limit: float
    at_least: bool  # the limit is a lower one
    unit: str

    @property
    def kept(self) -> bool:
        """Whether the figure is healthy."""
        return self.found >= self.limit if self.at_least else self.found <= self.limit


@dataclass(frozen=True, slots=True)
class Load:
    """What `pages.csv` counts for a policy in the last quarter."""

    days: int
    pages: int
    overnight: int
    actionable: int
    noise: int

    @property
    def targets(self) -> tuple[Target, ...]:
        """The healthy figures that can be computed, kept or not."""
        found = [
            Target("pages a day", self.pages / self.days, 2, at_least=False, unit=""),
            Target("overnight pages a week", 7 * self.overnight / self.days, 1, False, ""),
        ]
        if self.pages >= ENOUGH:
            actionable = 100 * self.actionable / self.pages
            noise = 100 * self.noise / self.pages
            found.append(Target("actionable", actionable, 80, at_least=True, unit=" %"))
            found.append(Target("noise", noise, 20, at_least=False, unit=" %"))
        return tuple(found)

    @property
    def missed(self) -> tuple[Target, ...]:
        """The figures that are not healthy."""
        return tuple(target for target in self.targets if not target.kept)


def policies_of(service: str, catalogue: Catalogue) -> tuple[OnCallPolicy, ...]:
    """Return the policies that cover a service, in the order of their files."""
    return _covering(catalogue).get(service, ())


def escalation(policy: OnCallPolicy) -> tuple[Reached, ...]:
    """Return the levels that are always paged with their minutes, in order.

    Empty where a level lacks what the arithmetic needs.
    """
    always = [level for level in policy.levels if level.always] or list(policy.levels)
    found: list[Reached] = []
    after = 0
    for level in always:
        if level.order is None or level.ack_within is None:
            return ()
        found.append(Reached(level, after, after + level.ack_within))
        wait = level.ack_within if level.escalate_after is None else level.escalate_after
        after += wait
    return tuple(found)


def worst_minutes(policy: OnCallPolicy) -> int | None:
    """Return the minutes until a human has acknowledged in the worst case."""
    reached = escalation(policy)
    return reached[-1].answered if reached else None


def severity_for(tier: int | None) -> str:
    """Return the severity of an outage of a service of this tier."""
    return f"sev{tier}" if tier in {1, 2, 3, 4} else "sev4"


def promised_minutes(tier: int | None, catalogue: Catalogue) -> int | None:
    """Return the response time that holds for a service of this tier; None if nobody said."""
    severity = catalogue.severities.by_id.get(severity_for(tier))
    return severity.response_minutes if severity else None


def coverage(service: Service, catalogue: Catalogue) -> Coverage:
    """Return who answers for a service."""
    policies = policies_of(service.id, catalogue)
    return Coverage(
        service,
        policies,
        worst_minutes(policies[0]) if len(policies) == 1 else None,
        severity_for(service.tier),
        promised_minutes(service.tier, catalogue),
    )


def load(policy: OnCallPolicy, catalogue: Catalogue) -> Load | None:
    """Return the load of a policy's people; None where no whole period is known."""
    end = catalogue.as_of + timedelta(days=1)
    start = end - timedelta(days=LOAD_DAYS)
    rows = [r for r in catalogue.page_counts.rows if start <= r.start and r.end <= end]
    days = {d for r in rows for d in range(r.start.toordinal(), r.end.toordinal())}
    if not days:
        return None
    own = [r for r in rows if r.service in policy.covers]
    return Load(
        len(days),
        sum(r.pages for r in own),
        sum(r.overnight for r in own),
        sum(r.pages for r in own if r.kind == "actionable"),
        sum(r.pages for r in own if r.kind == "noise"),
    )


@lru_cache(maxsize=2)
def _covering(catalogue: Catalogue) -> Mapping[str, tuple[OnCallPolicy, ...]]:
    found: dict[str, list[OnCallPolicy]] = {}
    for policy in catalogue.of(OnCallPolicy):
        for name in dict.fromkeys(policy.covers):
            service = catalogue.find(Service, name)
            found.setdefault(service.id if service else name, []).append(policy)
    return {service: tuple(policies) for service, policies in found.items()}
