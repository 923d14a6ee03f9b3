"""The home page: in ten seconds, what needs attention."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote

from opslore.frozen import dataclass
from opslore.metrics.attention import COUNTS, attention
from opslore.metrics.happened import day_of
from opslore.metrics.recurrence import coming_back
from opslore.metrics.windows import within
from opslore.records import Drill, NearMiss, OnCallPolicy, Postmortem, Runbook
from opslore.views._common import Chip, severity_chip, status_chip
from opslore.views._digest import many
from opslore.views.base import Link, Page, link_to
from opslore.views.learn import paths, shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from opslore.catalogue import Catalogue
    from opslore.metrics.attention import Attention

HEADINGS = {
    "overdue": "overdue action items",
    "runbooks": "runbooks not to trust",
    "drafts": "late drafts",
    "near-misses": "near misses to promote",
    "running-out": "waivers and readiness running out",
}
SHORT = {
    "overdue": "overdue",
    "runbooks": "runbooks",
    "drafts": "drafts",
    "near-misses": "near misses",
    "running-out": "running out",
}
PAGES = {
    "overdue": "now/actions.md",
    "runbooks": "now/freshness.md",
    "drafts": "now/attention.md#late-drafts",
    "near-misses": "now/attention.md#near-misses-to-promote",
    "running-out": "now/attention.md#waivers-and-readiness-running-out",
}
COMING_BACK = 3


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the five counts."""

    number: int
    words: str
    link: Link
    calm: bool  # nothing to do


@dataclass(frozen=True, slots=True)
class TeamRow:
    """The five counts of one team."""

    link: Link  # to the services of the team
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Unfinished:
    """An incident that is open, or a draft with what nobody has taken yet."""

    link: Link
    chips: tuple[Chip, ...]
    since: date | None
    to_assign: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Again:
    """Something that keeps coming back."""

    topic: Link
    words: str
    last: Link


@dataclass(frozen=True, slots=True)
class NowModel:
    """All that the template can see."""

    as_of: date
    ways: tuple[Link, ...]
    figures: tuple[Figure, ...]
    calm: bool  # nothing needs attention
    headings: tuple[str, ...]
    teams: tuple[TeamRow, ...]
    unfinished: tuple[Unfinished, ...]
    week: tuple[str, ...]
    again: tuple[Again, ...]
    start: tuple[Link, ...]
    empty: bool


def pages(catalogue: Catalogue) -> Iterator[Page]:
    """Yield the home page and the list behind its smaller counts."""
    name = catalogue.settings.site.name or "Operations"
    found = attention(catalogue)
    model = _model(catalogue, found)
    yield Page("index.md", "now.md.jinja", model, name, "What needs attention.", hide=("toc",))
    yield Page(
        "now/attention.md",
        "attention.md.jinja",
        _details(catalogue, found),
        "Drafts, near misses, waivers",
    )


def _model(catalogue: Catalogue, found: tuple[Attention, ...]) -> NowModel:
    return NowModel(
        as_of=catalogue.as_of,
        ways=(
            Link("library/index.md#runbooks", "Runbooks"),
            Link("on-call/index.md", "Who to page"),
            Link("services/index.md", "My team's services"),
        ),
        figures=tuple(_figures(found)),
        calm=not found,
        headings=tuple(SHORT[name] for name in COUNTS),
        teams=tuple(_teams(catalogue, found)),
        unfinished=tuple(_unfinished(catalogue)),
        week=tuple(_week(catalogue)),
        again=tuple(_again(catalogue)),
        start=tuple(_start(catalogue)),
        empty=not catalogue.records,
    )


def _figures(found: tuple[Attention, ...]) -> Iterator[Figure]:
    for name in COUNTS:
        number = sum(item.count == name for item in found)
        yield Figure(number, HEADINGS[name], Link(PAGES[name], HEADINGS[name]), number == 0)


def _teams(catalogue: Catalogue, found: tuple[Attention, ...]) -> Iterator[TeamRow]:
    teams = catalogue.directory.teams
    named = dict.fromkeys([*teams, *sorted({item.team or "" for item in found})])
    for team in named:
        own = [item for item in found if (item.team or "") == team]
        if own or team in teams:
            label = teams[team].name if team in teams else team or "nobody"
            numbers = tuple(sum(item.count == name for item in own) for name in COUNTS)
            # The page of services reads the choice from its address.
            yield TeamRow(Link(f"services/index.md?Team={quote(label)}", label), numbers)


def _unfinished(catalogue: Catalogue) -> Iterator[Unfinished]:
    for postmortem in reversed(catalogue.published(Postmortem)):
        if postmortem.status != "draft" and not postmortem.open:
            continue
        if postmortem.duplicate:
            continue
        chips = [severity_chip(postmortem.severity)]
        if postmortem.open:
            chips.append(Chip("still open", "status-overdue"))
        if postmortem.status == "draft":
            chips.append(status_chip("draft"))
        wishes = [a.item.title for a in catalogue.actions_of(postmortem) if a.to_assign]
        since = day_of(postmortem, catalogue)
        yield Unfinished(link_to(postmortem), tuple(chips), since, tuple(wishes))


def _week(catalogue: Catalogue) -> Iterator[str]:
    """Yield three lines on the last seven days."""
    as_of = catalogue.as_of
    incidents = [p for p in catalogue.incidents if within(day_of(p, catalogue), as_of, 7)]
    before = sum(within(day_of(p, catalogue), as_of, 7, back=1) for p in catalogue.incidents)
    worst = min((p.severity or "sev9" for p in incidents), default="")
    yield (
        f"{many(len(incidents), 'incident')}"
        + (f", the gravest {worst}" if worst else "")
        + f" ({before} in the week before)."
    )
    near = sum(within(day_of(n, catalogue), as_of, 7) for n in catalogue.of(NearMiss))
    drills = sum(within(day_of(d, catalogue), as_of, 7) for d in catalogue.of(Drill))
    yield f"{many(near, 'near miss', 'near misses')} reported, {many(drills, 'drill').lower()} held."
    done = sum(within(a.done_on, as_of, 7) for a in catalogue.action_items if a.status == "done")
    horizon = as_of + timedelta(days=7)
    due = sum(
        1
        for a in catalogue.action_items
        if not a.finished and a.item.due and as_of <= a.item.due <= horizon
    )
    yield f"{many(done, 'action item')} done, {due} due in the coming week."


def _again(catalogue: Catalogue) -> Iterator[Again]:
    for item in coming_back(catalogue, COMING_BACK):
        recent = many(item.recent.now, "incident")
        near = many(item.nearly.now, "near miss", "near misses")
        shown = [p for p in (*item.incidents, *item.near_misses) if not p.restricted]
        words = (
            f"{recent}"
            + (f" and {near}" if item.nearly.now else "")
            + f" in 90 days, {item.recent.before + item.nearly.before} in the 90 before"
        )
        last = link_to(shown[0]) if shown else Link("", "")
        yield Again(Link(f"topics/{item.mode}.md", item.title), words, last)


def _start(catalogue: Catalogue) -> Iterator[Link]:
    for path in paths(catalogue):
        yield link_to(path)
    if shown(catalogue):
        yield Link("learn/index.md", "Five postmortems worth an hour")
    if catalogue.of(OnCallPolicy):
        yield Link("on-call/index.md", "Who is paged, and within how many minutes")
    if catalogue.of(Runbook):
        yield Link("now/freshness.md", "Which runbooks can be trusted tonight")


@dataclass(frozen=True, slots=True)
class DetailRow:
    """One thing behind a count."""

    link: Link
    words: str
    team: str


@dataclass(frozen=True, slots=True)
class DetailGroup:
    """What stands behind one count."""

    heading: str
    rows: tuple[DetailRow, ...]


@dataclass(frozen=True, slots=True)
class DetailModel:
    """All that the template of the list can see."""

    as_of: date
    groups: tuple[DetailGroup, ...]


def _details(catalogue: Catalogue, found: tuple[Attention, ...]) -> DetailModel:
    teams = catalogue.directory.teams
    groups = []
    for name in ("drafts", "near-misses", "running-out"):
        rows = tuple(
            DetailRow(
                link_to(item.record),
                item.words,
                teams[item.team].name
                if item.team and item.team in teams
                else item.team or "nobody",
            )
            for item in found
            if item.count == name
        )
        heading = HEADINGS[name]
        groups.append(DetailGroup(heading[:1].upper() + heading[1:], rows))
    return DetailModel(catalogue.as_of, tuple(groups))
