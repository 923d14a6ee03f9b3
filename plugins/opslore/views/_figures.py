"""The figures of a month or a quarter, with the period before beside them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from opslore.metrics import backlog
from opslore.metrics.completion import TARGET, completion
from opslore.metrics.dates import day as written
from opslore.metrics.digest import digests
from opslore.metrics.durations import ENOUGH, MEASURES, spread, timed
from opslore.metrics.topics import topics
from opslore.records import Investment
from opslore.records.vocabulary import UNCLASSIFIED
from opslore.views._brief import Line, Section, Table
from opslore.views._common import Chip
from opslore.views.base import Link, link_to

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from opslore.catalogue import Catalogue
    from opslore.metrics.digest import Digest
    from opslore.records import Postmortem

MODES = 5
INVEST = 3
_OUTCOMES = {"met": "done", "missed": "overdue"}


def figures(digest: Digest, catalogue: Catalogue) -> Iterator[Section]:
    """Yield counts, durations, failure modes, what was kept, and in a quarter the investments."""
    before = digests(catalogue).get(digest.period.previous.name)
    yield Section("In numbers", table=_counts(digest, before), name="counts")
    if len(digest.incidents) >= ENOUGH:
        yield Section("How long it took", table=_durations(digest, before), name="durations")
    elif digest.incidents:
        told = f"Not enough data for a median (n {len(digest.incidents)})."
        yield Section("How long it took", rest=told, name="durations")
    yield Section("By failure mode", tuple(_modes(digest, before, catalogue)), name="failure-modes")
    kept = completion(
        catalogue.action_items, digest.period.name, digest.period.start, digest.period.end
    )
    if kept.due and not digest.current:
        share = f"{kept.percent} %" if kept.percent is not None else "not enough data"
        told = (
            f"{kept.done} of {kept.due} due in the {digest.period.kind} are done ({share}; the target"
            f" is {TARGET} %), {kept.in_time} by their day"
        )
        page = Link("now/actions.md", "Action items")
        yield Section("Promises kept", (Line(page, told),), name="completion")
    if digest.period.kind == "quarter":
        yield Section("Investments", tuple(_investments(digest, catalogue)), name="investments")
        if _is_latest(digest, catalogue):
            yield Section("Invest next", tuple(_next(catalogue)), name="backlog")


def _counts(digest: Digest, before: Digest | None) -> Table | None:
    rows = [("Incidents", _now_and_before(len(digest.incidents), digest.before))]
    old = Counter(p.severity or "no severity" for p in before.incidents) if before else Counter()
    now = Counter(p.severity or "no severity" for p in digest.incidents)
    rows += [(name, _now_and_before(now[name], old[name])) for name in sorted({*now, *old})]
    for name, field in (
        ("Came back", "returns"),
        ("Near misses", "near_misses"),
        ("Drills", "drills"),
        ("Action items done", "done"),
        ("Became overdue", "overdue"),
    ):
        if field == "overdue" and digest.current:
            continue  # the current digest tells what is overdue today, not what became so
        earlier = len(getattr(before, field)) if before else 0
        rows.append((name, _now_and_before(len(getattr(digest, field)), earlier)))
    kind = digest.period.kind
    told = [row for row in rows if row[1] != ("0", "0")]  # what never happens is no news
    table = Table(("", f"This {kind}", f"The {kind} before"), tuple((n, *c) for n, c in told))
    return table if told else None


def _now_and_before(now: int, before: int) -> tuple[str, str]:
    return str(now), str(before)


def _durations(digest: Digest, before: Digest | None) -> Table:
    rows = []
    for measure in MEASURES:
        now = _spread(digest.incidents, measure)
        rows.append((f"To {measure}", now, _spread(before.incidents if before else (), measure)))
    kind = digest.period.kind
    return Table(
        ("Minutes from the start", f"This {kind}", f"The {kind} before"),
        tuple(rows),
        f"Median, quartiles and number of incidents; fewer than {ENOUGH} say nothing.",
    )


def _spread(incidents: Iterable[Postmortem], measure: str) -> str:
    values = [m for p in incidents if (m := timed(p, measure)) is not None]
    found = spread(values)
    if found is None:
        return f"not enough data (n {len(values)})"
    return f"{found.median:.0f} ({found.lower:.0f} to {found.upper:.0f}, n {found.n})"


def _modes(digest: Digest, before: Digest | None, catalogue: Catalogue) -> Iterator[Line]:
    known, kind = topics(catalogue), digest.period.kind
    now = _counted(digest.incidents, catalogue)
    old = _counted(before.incidents if before else (), catalogue)
    for mode, count in sorted(now.items(), key=lambda pair: (-pair[1], pair[0]))[:MODES]:
        of = [p for p in digest.incidents if mode in p.failure_modes and not p.restricted]
        hit = dict.fromkeys(name for p in of for name in p.services)
        topic = known.get(mode)
        link = Link(topic.key, topic.title) if topic else Link("", mode)
        yield Line(
            link, f"{count} ({old[mode]} in the {kind} before), {', '.join(hit)}".rstrip(", ")
        )


def _counted(incidents: Iterable[Postmortem], catalogue: Catalogue) -> Counter[str]:
    modes = Counter(mode for p in incidents for mode in catalogue.failure_modes(p))
    del modes[UNCLASSIFIED]
    return modes


def _is_latest(digest: Digest, catalogue: Catalogue) -> bool:
    following = digests(catalogue).get(digest.period.following.name)
    return digest.current or bool(following and following.current)


def _investments(digest: Digest, catalogue: Catalogue) -> Iterator[Line]:
    decided = {outcome.investment.ref: outcome for outcome in backlog.outcomes(catalogue)}
    for investment in catalogue.published(Investment):
        outcome = decided.get(investment.ref)
        if outcome is None or investment.by is None or investment.by < digest.period.start:
            continue
        if not digest.current and not digest.period.holds(investment.by):
            continue
        low, high = f"{outcome.low:.1f}", f"{outcome.high:.1f}"
        told = (
            f"at most {investment.goal:g} a quarter by {written(investment.by)};"
            f" {outcome.counted} counted in 90 days, which fits a rate of {low} to {high}"
        )
        if outcome.word == "missed" and not investment.ended:
            told += f"; it is still {investment.status}: give it a new day, or end it"
        chip = Chip(outcome.word, f"status-{_OUTCOMES.get(outcome.word, 'open')}")
        yield Line(link_to(investment), told, chip, ref=investment.ref)


def _next(catalogue: Catalogue) -> Iterator[Line]:
    under_way = {i.failure_mode: link_to(i) for i in catalogue.published(Investment) if not i.ended}
    for score in backlog.scores(catalogue)[:INVEST]:
        mode = score.recurrence.mode
        terms = " × ".join(f"{term.name} {term.points}" for term in score.terms)
        topic = topics(catalogue).get(mode)
        link = Link(topic.key if topic else "", score.recurrence.title)
        planned = under_way.get(mode)
        told = "planned:" if planned else "nothing is planned against it; see the"
        also = planned or Link("learn/backlog.md", "reliability backlog")
        yield Line(link, f"{score.value} points: {terms}; {told}", also=also)
