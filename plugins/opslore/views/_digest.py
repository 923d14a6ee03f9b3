"""From what happened in a period to lines that say what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.counted import counted
from opslore.metrics.dates import day as written
from opslore.metrics.digest import digests
from opslore.metrics.freshness import State
from opslore.views._brief import NOWHERE, Brief, Line, Section
from opslore.views._digest_lines import (
    distrusted,
    done,
    drill_line,
    due,
    expiring,
    incident_line,
    late,
    listed,
    near_miss_line,
    orphan,
    present,
    returned,
    summary,
    waiting,
    wish,
)
from opslore.views._figures import figures
from opslore.views.base import Link

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue
    from opslore.metrics.digest import Digest

SUMMARIES = 3
TITLES = {"week": "Weekly sync", "month": "Monthly review", "quarter": "Quarterly planning"}


def brief(digest: Digest, catalogue: Catalogue) -> Brief:
    """Return the lines of one digest."""
    every = digests(catalogue)
    period = digest.period
    before, after = every.get(period.previous.name), every.get(period.following.name)
    return Brief(
        key=key_of(digest),
        form=period.kind,
        period=period,
        title=f"{TITLES[period.kind]}: {period.label}",
        lead=tuple(lead(digest)),
        sections=tuple(s for s in _sections(digest, catalogue) if s.lines or s.table or s.rest),
        as_of=catalogue.as_of,
        current=digest.current,
        site=catalogue.settings.site.name or "Operations",
        before=_beside(before),
        after=_beside(after),
    )


def key_of(digest: Digest) -> str:
    """Return the page of a digest."""
    return f"digests/{digest.period.name.lower()}.md"


def lead(digest: Digest) -> Iterator[str]:
    """Yield the period in two or three sentences."""
    began = len(digest.incidents)
    kind = digest.period.kind
    gravest = min((p.severity or "sev9" for p in digest.incidents), default="")
    told = f"{many(began, 'incident')}"
    if gravest and gravest != "sev9":
        told += f", {gravest}" if began == 1 else f", the gravest {gravest}"
    yield f"{told} ({digest.before} in the {kind} before)."
    also = [
        many(len(digest.near_misses), "near miss", "near misses"),
        many(len(digest.drills), "drill"),
        f"{many(len(digest.done), 'action item')} done",
    ]
    some = [part for part in also if not part.startswith("No ")]
    if some:
        yield f"{', '.join(some)}."
    if digest.current:
        going = sum(p.open for p in (*digest.incidents, *digest.ahead.still_open))
        states = [
            f"{many(going, 'incident')} open",
            f"{many(len(digest.overdue), 'action item')} overdue",
            f"{many(len(digest.to_assign), 'action item')} to assign",
            f"{many(len(digest.untrusted), 'document')} not to trust",
        ]
        some = [state for state in states if not state.startswith("No ")]
        yield f"Today: {', '.join(some) or 'nothing is overdue, to assign or not to be trusted'}."


def many(number: int, one: str, more: str = "") -> str:
    """Return `No incident`, `1 incident`, `3 incidents`."""
    return counted(number, one, more) if number else f"No {more or f'{one}s'}"


def _beside(digest: Digest | None) -> Link:
    if digest is None or not digest.happened:
        return NOWHERE
    return Link(key_of(digest), digest.period.label)


def _sections(digest: Digest, catalogue: Catalogue) -> Iterator[Section]:
    current, long = digest.current, digest.period.kind != "week"
    before = (incident_line(p, catalogue, told=True) for p in digest.ahead.still_open)
    yield listed("Still open", before, whole=True, name="still-open")
    if digest.present:
        yield Section("Present this", (present(digest.present.record, digest.present.reason),))
    back = (returned(r, catalogue) for r in digest.returns if not r.incident.restricted)
    yield listed("Came back", back, name="returns")
    yield listed(
        "To assign",
        (wish(a, catalogue) for a in digest.to_assign),
        whole=current,
        name="to-assign",
    )
    heading = "Overdue" if current else "Became overdue"
    lapses = (late(lapse, digest, catalogue) for lapse in digest.overdue)
    yield listed(heading, lapses, whole=current, name="overdue")
    if current:
        yield from _promised(digest, catalogue)
    yield _trust(digest, catalogue)
    if current:
        yield from _running_out(digest, catalogue)
    if not current and digests(catalogue).get(digest.period.following.name, digest).current:
        yield _today(digest, catalogue)
    shown = digest.present.record if digest.present else None  # what it was is told there
    reading = tuple(summary(p, told=p is not shown) for p in digest.reading)
    if long:
        yield from figures(digest, catalogue)
        yield Section("Worth reading", reading, name="reading")
    told = not long and len(digest.incidents) <= SUMMARIES
    rows = (incident_line(p, catalogue, told=told and p is not shown) for p in digest.incidents)
    yield listed("Incidents", rows, name="incidents")
    if not told and not long:
        yield Section("Worth reading", reading, name="reading")
    over = (incident_line(p, catalogue, told=False) for p in digest.resolved)
    yield listed("Resolved, from before", over, name="resolved")
    near = (near_miss_line(n, catalogue, told=n is not shown) for n in digest.near_misses)
    yield listed("Near misses", near, name="near-misses")
    drills = (drill_line(d, catalogue, told=d is not shown) for d in digest.drills)
    yield listed("Drills", drills, name="drills")
    if not long:
        yield listed("Done", (done(a, catalogue) for a in digest.done), name="done")


def _promised(digest: Digest, catalogue: Catalogue) -> Iterator[Section]:
    """Yield what is due until the end of the period, and what nobody is left to do."""
    to_do = (due(a, catalogue) for a in digest.ahead.due)
    yield listed(f"Due by {written(digest.period.end)}", to_do, whole=True, name="due")
    left = (orphan(a, catalogue) for a in digest.ahead.left)
    yield listed("Owner has left", left, whole=True, name="owner-left")


def _running_out(digest: Digest, catalogue: Catalogue) -> Iterator[Section]:
    """Yield what stops being trusted until the end of the period, and what else waits."""
    coming, end = digest.ahead, written(digest.period.end)
    ends = (expiring(found, catalogue) for found in coming.expiring)
    yield listed(f"To test by {end}", ends, whole=True, name="to-test")
    rows = (waiting(item, catalogue) for item in coming.waiting)
    yield listed("Also waiting for somebody", rows, name="waiting")


def _trust(digest: Digest, catalogue: Catalogue) -> Section:
    found = digest.untrusted
    if digest.current:
        order = {State.FAILED: 0, State.CHANGED: 1, State.STALE: 2}
        found = tuple(
            sorted(found, key=lambda d: (order[d.state], d.day or digest.as_of, d.record.ref))
        )
    rows = [(distrusted(d, catalogue), d.until) for d in found]
    every = (line for line, _ in rows)
    if digest.current:
        return listed("Not to trust", every, whole=True, name="untrusted")
    heading = "Stopped being trusted"
    if digest.period.kind == "week":
        return listed(heading, every, name="untrusted")
    # In a longer period, what somebody has tried since asks nothing of anybody.
    section = listed(heading, (line for line, until in rows if until is None), name="untrusted")
    again = sum(d.until is not None for d in found)
    if not again:
        return section
    told = f"{many(again, 'other', 'others')}, tested again since."
    rest = (
        f"{section.rest} {told}".strip()
        if section.lines
        else f"{many(again, 'document')}, tested again since."
    )
    return Section(heading, section.lines, rest=rest, name=section.name)


def _today(digest: Digest, catalogue: Catalogue) -> Section:
    """Return how things stand on the day of the site, below the digest of what has just ended."""
    now = digests(catalogue)[digest.period.following.name]
    page = key_of(now)
    rows = (
        ("still open", len(now.ahead.still_open)),
        ("to assign", len(now.to_assign)),
        ("overdue", len(now.overdue)),
        (f"due by {written(now.period.end)}", len(now.ahead.due)),
        ("not to trust", len(now.untrusted)),
    )
    lines = tuple(
        Line(Link(f"{page}#{words.lower().replace(' ', '-')}", f"{count} {words}"))
        for words, count in rows
        if count
    )
    return Section(f"On {written(catalogue.as_of)}", lines)
