"""Every action item of every source: what nobody has taken first, then what is overdue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.frozen import dataclass
from opslore.metrics.attention import team_of
from opslore.metrics.completion import TARGET, by_team, completions, quarter
from opslore.metrics.overdue import age, days_overdue, orphaned
from opslore.views._common import Chip, action_chip, person_name, service_links, team_name
from opslore.views._long import Line, Listing, cut, limit
from opslore.views.base import Link, Page, link_to

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from opslore.catalogue import Action, Catalogue
    from opslore.views._long import Cut, Rest

KEY, TITLE = "now/actions.md", "Action items"
RECENT = 25  # finished items shown; older ones stand with their documents


@dataclass(frozen=True, slots=True)
class Row:
    """One action item."""

    id: str
    title: str
    source: Link
    chip: Chip
    owner: str
    left: bool  # the owner has left
    team: str
    services: tuple[Link, ...]
    due: date | None
    age: int | None  # days since it was raised
    kind: str


@dataclass(frozen=True, slots=True)
class Group:
    """The action items of one state."""

    heading: str
    rows: tuple[Row, ...]
    rest: Rest | None


@dataclass(frozen=True, slots=True)
class Quarter:
    """Completion of what was due in one quarter."""

    name: str
    due: int
    done: int
    in_time: int
    percent: str
    chip: Chip | None


@dataclass(frozen=True, slots=True)
class TeamCompletion:
    """What a team promised and did, over all quarters."""

    team: str
    open: int
    overdue: int
    done: int


@dataclass(frozen=True, slots=True)
class ActionsModel:
    """All that the template can see."""

    as_of: date
    groups: tuple[Group, ...]
    quarters: tuple[Quarter, ...]
    teams: tuple[TeamCompletion, ...]
    target: int


def pages(catalogue: Catalogue) -> Iterator[Page]:
    """Yield the list of all action items."""
    shown = [a for a in catalogue.action_items if not a.source.restricted]
    groups = dict(_groups(shown, catalogue))
    model = ActionsModel(
        catalogue.as_of,
        tuple(
            Group(heading, tuple(_row(a, catalogue) for a in found.first), found.rest)
            for heading, found in groups.items()
        ),
        tuple(_quarters(catalogue)),
        tuple(_teams(catalogue)),
        TARGET,
    )
    summary = "Every action item with its state, owner and day; what nobody has taken first."
    yield Page(KEY, "actions.md.jinja", model, TITLE, summary, hide=("toc",))
    for found in groups.values():
        yield from found.pages


def _groups(shown: list[Action], catalogue: Catalogue) -> Iterator[tuple[str, Cut[Action]]]:
    """Yield what is to be shown of each state; what was finished stands with its documents."""
    as_of = catalogue.as_of
    late = sorted(
        (a for a in shown if days_overdue(a, as_of) and not a.to_assign),
        key=lambda a: (-days_overdue(a, as_of), a.id),
    )
    wishes = sorted((a for a in shown if a.to_assign), key=lambda a: a.id)
    going = sorted(
        (a for a in shown if not a.finished and not a.to_assign and not days_overdue(a, as_of)),
        key=lambda a: (a.item.due or as_of, a.id),
    )
    done = sorted(
        (a for a in shown if a.finished), key=lambda a: (a.done_on or as_of, a.id), reverse=True
    )
    most = limit(sum(map(len, (wishes, late, going, done[:RECENT]))))
    for heading, actions, order, day in (
        ("To assign", wishes, "first", None),
        ("Overdue", late, "most overdue", _due),
        ("Open", going, "next", _due),
        ("Finished lately", done[:RECENT], "", None),
    ):
        if actions:
            yield heading, cut(actions, most, _listing(heading, order, day, catalogue))


def _listing(
    heading: str, order: str, day: Callable[[Action], date | None] | None, catalogue: Catalogue
) -> Listing[Action]:
    slug = heading.lower().replace(" ", "-")
    return Listing(
        f"now/actions/{slug}",
        f"{TITLE}, {heading.lower()}",
        Link(f"{KEY}#{slug}", TITLE),
        lambda action: line(action, catalogue),
        order,
        day,
    )


def _due(action: Action) -> date | None:
    return action.item.due


def line(action: Action, catalogue: Catalogue) -> Line:
    """Return an action item as one line, with the document it comes from behind its title."""
    row = _row(action, catalogue)
    who = ", ".join(name for name in (row.owner or "nobody", row.team) if name)
    return Line(Link(row.source.key, f"{row.id} {row.title}".strip()), (row.chip,), row.due, who)


def _row(action: Action, catalogue: Catalogue) -> Row:
    item = action.item
    person = catalogue.directory.people.get(item.owner or "")
    left = orphaned(action, catalogue)
    return Row(
        item.id or "",
        item.title,
        link_to(action.source),
        action_chip(action, days_overdue(action, catalogue.as_of)),
        person.name if left and person else person_name(item.owner, catalogue),
        left,
        team_name(team_of(action, catalogue), catalogue),
        service_links(action.source.services, catalogue),
        item.due,
        age(action, catalogue.as_of, catalogue.settings.zone),
        item.kind or "",
    )


def _quarters(catalogue: Catalogue) -> Iterator[Quarter]:
    running = quarter(catalogue.as_of.year, catalogue.as_of.month)
    for found in reversed(completions(catalogue.action_items, catalogue)):
        percent = found.percent
        over = found.quarter != running
        chip = None
        if percent is not None and over:
            kept = percent >= TARGET
            chip = Chip("kept" if kept else "missed", f"promise-{'kept' if kept else 'broken'}")
        said = "not enough data" if percent is None else f"{percent} %"
        name = found.quarter if over else f"{found.quarter}, so far"
        yield Quarter(name, found.due, found.done, found.in_time, said, chip)


def _teams(catalogue: Catalogue) -> Iterator[TeamCompletion]:
    for team, actions in sorted(by_team(catalogue).items()):
        yield TeamCompletion(
            team_name(team, catalogue) or "nobody",
            sum(not a.finished for a in actions),
            sum(days_overdue(a, catalogue.as_of) > 0 for a in actions),
            sum(a.status == "done" for a in actions),
        )
