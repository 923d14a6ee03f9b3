"""Which documents can be trusted, by risk: what to run first stands first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.frozen import dataclass
from opslore.metrics.evidence import evidence
from opslore.metrics.freshness import State, states
from opslore.records import Runbook
from opslore.views._common import STATE_WORDS, Chip, state_chip, team_link
from opslore.views._long import Line, Listing, cut, in_library, limit
from opslore.views.base import Link, Page, link_to

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from opslore.catalogue import Catalogue
    from opslore.metrics.freshness import Freshness
    from opslore.views._long import Rest

KEY = "now/freshness.md"
TITLE = "What can be trusted"
GROUPS = (
    ("Not to trust", (State.FAILED, State.CHANGED, State.STALE)),
    ("Never tested", (State.NEVER,)),
    ("Due", (State.DUE,)),
    ("Good", (State.GOOD,)),
)
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


@dataclass(frozen=True, slots=True)
class FreshnessGroup:
    """The documents of one urgency."""

    heading: str
    rows: tuple[FreshnessRow, ...]
    rest: Rest | None


@dataclass(frozen=True, slots=True)
class FreshnessModel:
    """All that the template can see."""

    as_of: date
    groups: tuple[FreshnessGroup, ...]


def pages(catalogue: Catalogue) -> Iterator[Page]:
    """Yield the list of everything that asks for evidence."""
    found = [f for f in states(catalogue).values() if not f.record.restricted]
    groups, parts = [], []
    for heading, wanted in GROUPS:
        of_group = _by_risk((f for f in found if f.state in wanted), catalogue)
        if of_group:
            listed = cut(of_group, limit(len(found)), _listing(heading, wanted, catalogue))
            rows = tuple(_row(f, catalogue) for f in listed.first)
            groups.append(FreshnessGroup(heading, rows, listed.rest))
            parts.append(listed.pages)
    model = FreshnessModel(catalogue.as_of, tuple(groups))
    yield Page(KEY, "freshness.md.jinja", model, TITLE, hide=("toc",))
    for pages_ in parts:
        yield from pages_


def risk(found: Freshness, catalogue: Catalogue) -> int:
    """Return tier x (1 + uses in incidents and drills) x state: the order of the list."""
    uses = sum(item.source is not None for item in evidence(found.record, catalogue))
    tier = TIER_WEIGHT[catalogue.tier(found.record)]
    return tier * (1 + uses) * STATE_WEIGHT[found.state]


def _by_risk(found: Iterable[Freshness], catalogue: Catalogue) -> list[Freshness]:
    """Return the riskiest first."""
    return sorted(
        found, key=lambda f: (-risk(f, catalogue), catalogue.tier(f.record), f.record.key)
    )


def _listing(heading: str, wanted: tuple[State, ...], catalogue: Catalogue) -> Listing[Freshness]:
    slug = heading.lower().replace(" ", "-")
    return Listing(
        f"now/freshness/{slug}",
        f"{TITLE}: {heading.lower()}",
        Link(f"{KEY}#{slug}", TITLE),
        lambda found: _line(found, catalogue),
        "riskiest",
        search=in_library(Freshness=[STATE_WORDS[state] for state in wanted]),
    )


def _line(found: Freshness, catalogue: Catalogue) -> Line:
    team = team_link(found.record.owner, catalogue)
    owner = team.title if team else "nobody"
    words = f"tier {catalogue.tier(found.record)}, {owner}: {found.reason}"
    return Line(link_to(found.record), (state_chip(found.state),), None, words)


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
    )
