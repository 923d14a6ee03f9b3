"""The home page: in ten seconds, what needs attention."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote

from opslore.frozen import dataclass
from opslore.metrics.attention import COUNTS, attention
from opslore.metrics.happened import day_of
from opslore.metrics.recurrence import coming_back
from opslore.metrics.windows import within
from opslore.records import Drill, NearMiss, OnCallPolicy, Postmortem, Runbook
from opslore.views._common import Chip, mode_link, severity_chip, status_chip, team_name
from opslore.views._digest import many
from opslore.views._long import Line, Listing, cut, in_library, limit
from opslore.views.base import Link, Page, link_to
from opslore.views.learn import paths, shown
from opslore.views.services import table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from opslore.catalogue import Catalogue
    from opslore.metrics.attention import Attention
    from opslore.views._long import Cut, Rest

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
# So that the home page stays light, and what needs attention stays in sight.
TEAMS = 12
UNFINISHED = 8
WISHES = 5  # of one draft
PATHS = 5
ATTENTION = "Drafts, near misses, waivers"


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
    more: int  # to assign, not told here


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
    more_teams: Rest | None
    unfinished: tuple[Unfinished, ...]
    more_unfinished: Rest | None
    week: tuple[str, ...]
    again: tuple[Again, ...]
    start: tuple[Link, ...]
    empty: bool


def pages(catalogue: Catalogue) -> Iterator[Page]:
    """Yield the home page and the list behind its smaller counts."""
    name = catalogue.settings.site.name or "Operations"
    found = attention(catalogue)
    teams = _listed_teams(found, catalogue)
    unfinished = _listed_unfinished(catalogue)
    model = _model(catalogue, found, teams, unfinished)
    yield Page("index.md", "now.md.jinja", model, name, "What needs attention.", hide=("toc",))
    yield from (*teams.pages, *unfinished.pages)
    yield from _details(catalogue, found)


def _model(
    catalogue: Catalogue,
    found: tuple[Attention, ...],
    teams: Cut[TeamRow],
    unfinished: Cut[Postmortem],
) -> NowModel:
    runbooks = "#runbooks" if catalogue.published(Runbook) else ""  # no heading without one
    return NowModel(
        as_of=catalogue.as_of,
        ways=(
            Link(f"library/index.md{runbooks}", "Runbooks"),
            Link("on-call/index.md", "Who to page"),
            Link("services/index.md", "My team's services"),
        ),
        figures=tuple(_figures(found)),
        calm=not found,
        headings=tuple(SHORT[name] for name in COUNTS),
        teams=tuple(teams.first),
        more_teams=teams.rest,
        unfinished=tuple(_unfinished(p, catalogue) for p in unfinished.first),
        more_unfinished=unfinished.rest,
        week=tuple(_week(catalogue)),
        again=tuple(_again(catalogue)),
        start=tuple(_start(catalogue)),
        empty=not catalogue.records,
    )


def _figures(found: tuple[Attention, ...]) -> Iterator[Figure]:
    for name in COUNTS:
        number = sum(item.count == name for item in found)
        yield Figure(number, HEADINGS[name], Link(PAGES[name], HEADINGS[name]), number == 0)


def _listed_teams(found: tuple[Attention, ...], catalogue: Catalogue) -> Cut[TeamRow]:
    """Return the teams in the order of the directory; of many, those with the most first."""
    rows = list(_teams(catalogue, found))
    if len(rows) > TEAMS:
        rows.sort(key=lambda row: -sum(row.numbers))
    back = Link("index.md#needs-attention", "Now")
    title = "What needs attention, team by team"
    return cut(rows, TEAMS, Listing("now/teams", title, back, _team_line, "busiest"))


def _team_line(row: TeamRow) -> Line:
    told = (f"{SHORT[name]} {n}" for name, n in zip(COUNTS, row.numbers, strict=True) if n)
    return Line(row.link, (), None, ", ".join(told))


def _teams(catalogue: Catalogue, found: tuple[Attention, ...]) -> Iterator[TeamRow]:
    teams = catalogue.directory.teams
    counts = Counter((item.team or "", item.count) for item in found)
    for team in dict.fromkeys([*teams, *sorted({item.team or "" for item in found})]):
        label = teams[team].name if team in teams else team or "nobody"
        numbers = tuple(counts[team, name] for name in COUNTS)
        # The page of services reads the choice from its address; where it has not all of them,
        # the library does.
        there = f"services/index.md?Team={quote(label)}"
        if table(catalogue).rest:
            there = in_library(Type=["Service"], Team=[label]).key
        yield TeamRow(Link(there, label), numbers)


def _listed_unfinished(catalogue: Catalogue) -> Cut[Postmortem]:
    """Return open incidents and drafts, the newest first; of many, open incidents go before."""
    found = [
        p
        for p in reversed(catalogue.published(Postmortem))
        if (p.status == "draft" or p.open) and not p.duplicate
    ]
    listing: Listing[Postmortem] = Listing(
        "now/unfinished",
        "Open incidents and drafts",
        Link("index.md", "Now"),
        lambda p: _unfinished_line(p, catalogue),
        "most urgent",
        lambda p: day_of(p, catalogue),
    )
    listed = cut(found, UNFINISHED, listing)
    if listed.rest is None:
        return listed
    return listed._replace(first=sorted(found, key=lambda p: not p.open)[:UNFINISHED])


def _unfinished_line(postmortem: Postmortem, catalogue: Catalogue) -> Line:
    item = _unfinished(postmortem, catalogue)
    wishes = len(item.to_assign) + item.more
    return Line(item.link, item.chips, item.since, f"{wishes} to assign" if wishes else "")


def _unfinished(postmortem: Postmortem, catalogue: Catalogue) -> Unfinished:
    chips = [severity_chip(postmortem.severity)]
    if postmortem.open:
        chips.append(Chip("still open", "status-overdue"))
    if postmortem.status == "draft":
        chips.append(status_chip("draft"))
    wishes = [a.item.title for a in catalogue.actions_of(postmortem) if a.to_assign]
    return Unfinished(
        link_to(postmortem),
        tuple(chips),
        day_of(postmortem, catalogue),
        tuple(wishes[:WISHES]),
        max(0, len(wishes) - WISHES),
    )


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
        yield Again(mode_link(item.mode, catalogue), words, last)


def _start(catalogue: Catalogue) -> Iterator[Link]:
    for path in paths(catalogue)[:PATHS]:
        yield link_to(path)
    if shown(catalogue):
        yield Link("learn/index.md", "Postmortems worth an hour")
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
    rest: Rest | None


@dataclass(frozen=True, slots=True)
class DetailModel:
    """All that the template of the list can see."""

    as_of: date
    groups: tuple[DetailGroup, ...]


def _details(catalogue: Catalogue, found: tuple[Attention, ...]) -> Iterator[Page]:
    """Yield the list behind the smaller counts."""
    names = ("drafts", "near-misses", "running-out")
    most = limit(sum(item.count in names for item in found))
    groups, parts = [], []
    for name in names:
        heading = HEADINGS[name][:1].upper() + HEADINGS[name][1:]
        listing: Listing[Attention] = Listing(
            f"now/attention/{name}",
            heading,
            Link(PAGES[name], ATTENTION),
            lambda item: _detail_line(item, catalogue),
        )
        listed = cut([item for item in found if item.count == name], most, listing)
        rows = tuple(_detail(item, catalogue) for item in listed.first)
        groups.append(DetailGroup(heading, rows, listed.rest))
        parts.append(listed.pages)
    model = DetailModel(catalogue.as_of, tuple(groups))
    yield Page("now/attention.md", "attention.md.jinja", model, ATTENTION)
    for pages_ in parts:
        yield from pages_


def _detail(item: Attention, catalogue: Catalogue) -> DetailRow:
    return DetailRow(link_to(item.record), item.words, team_name(item.team, catalogue) or "nobody")


def _detail_line(item: Attention, catalogue: Catalogue) -> Line:
    row = _detail(item, catalogue)
    return Line(row.link, (), None, f"{row.words} · {row.team}")
