"""Which documents can be trusted, by risk: what to run first stands first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.frozen import dataclass
from opslore.metrics.evidence import evidence
from opslore.metrics.freshness import State, states
from opslore.records import Runbook
from opslore.views._common import Chip, state_chip, team_link
from opslore.views.base import Link, Page, link_to

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from opslore.catalogue import Catalogue
    from opslore.metrics.freshness import Freshness

# Tier 1 weighs most, then what people reached for, then how long ago it was tried.
TIER_WEIGHT = {1: 8, 2: 4, 3: 2, 4: 1}
STATE_WEIGHT = {
    State.FAILED: 6,
    State.CHANGED: 5,
    State.STALE: 4,
    State.NEVER: 3,
    State.DUE: 1,
    State.GOOD: 0,
}


@dataclass(frozen=True, slots=True)
class FreshnessRow:
    """One document with its state, the reason and what to do next."""

    link: Link
    kind: str
    tier: int
    team: Link | None
    chip: Chip
    reason: str
    todo: str
    risk: int


@dataclass(frozen=True, slots=True)
class FreshnessGroup:
    """The documents of one urgency."""

    heading: str
    rows: tuple[FreshnessRow, ...]


@dataclass(frozen=True, slots=True)
class FreshnessModel:
    """All that the template can see."""

    as_of: date
    groups: tuple[FreshnessGroup, ...]


def pages(catalogue: Catalogue) -> Iterator[Page]:
    """Yield the list of everything that asks for evidence."""
    found = [f for f in states(catalogue).values() if not f.record.restricted]
    model = FreshnessModel(catalogue.as_of, tuple(_groups(found, catalogue)))
    yield Page(
        "now/freshness.md", "freshness.md.jinja", model, "What can be trusted", hide=("toc",)
    )


def risk(found: Freshness, catalogue: Catalogue) -> int:
    """Return tier x (1 + uses in incidents and drills) x state: the order of the list."""
    uses = sum(item.source is not None for item in evidence(found.record, catalogue))
    tier = TIER_WEIGHT[catalogue.tier(found.record)]
    return tier * (1 + uses) * STATE_WEIGHT[found.state]


def _groups(found: list[Freshness], catalogue: Catalogue) -> Iterator[FreshnessGroup]:
    for heading, wanted in (
        ("Not to trust", {State.FAILED, State.CHANGED, State.STALE}),
        ("Never tested", {State.NEVER}),
        ("Due", {State.DUE}),
        ("Good", {State.GOOD}),
    ):
        rows = [_row(f, catalogue) for f in found if f.state in wanted]
        if rows:
            rows.sort(key=lambda row: (-row.risk, row.tier, row.link.key))
            yield FreshnessGroup(heading, tuple(rows))


def _row(found: Freshness, catalogue: Catalogue) -> FreshnessRow:
    record = found.record
    todo = found.next.partition(", then record it")[0]
    return FreshnessRow(
        link_to(record),
        "" if isinstance(record, Runbook) else record.NOUN.capitalize(),
        catalogue.tier(record),
        team_link(record.owner, catalogue),
        state_chip(found.state),
        found.reason,
        todo,
        risk(found, catalogue),
    )
