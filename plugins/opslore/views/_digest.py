"""From what happened in a period to lines that say what to do next."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from opslore.metrics.attention import team_of
from opslore.metrics.dates import day as written
from opslore.metrics.dates import days, span
from opslore.metrics.digest import digests
from opslore.metrics.durations import minutes_to
from opslore.metrics.freshness import State
from opslore.metrics.happened import day_of
from opslore.metrics.impact import parts, score
from opslore.metrics.periods import local_day
from opslore.records import Runbook
from opslore.views._brief import NOWHERE, Brief, Line, Section
from opslore.views._common import (
    STATE_CLASSES,
    STATE_WORDS,
    TYPE_NAMES,
    Chip,
    person_name,
    severity_chip,
)
from opslore.views._figures import figures
from opslore.views.base import Link, link_to

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from opslore.catalogue import Action, Catalogue
    from opslore.metrics.digest import Digest, Distrust, Lapse
    from opslore.metrics.returns import Promise, Return
    from opslore.records import Drill, NearMiss, Postmortem, Record

MOST = 25  # lines of a list of what is over; what is still to do is told whole
SUMMARIES = 3
TITLES = {"week": "Weekly sync", "month": "Monthly review", "quarter": "Quarterly planning"}
_WITH_ACTIONS = frozenset({"postmortem", "near-miss", "drill"})  # their pages have the heading


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
        states = [
            f"{len(digest.overdue)} overdue",
            f"{len(digest.to_assign)} to assign",
            f"{many(len(digest.untrusted), 'document').lower()} not to trust",
        ]
        yield f"Today: {', '.join(states)}."


def many(number: int, one: str, more: str = "") -> str:
    """Return `No incident`, `1 incident`, `3 incidents`."""
    word = one if number == 1 else more or f"{one}s"
    return f"{number or 'No'} {word}"


def _beside(digest: Digest | None) -> Link:
    if digest is None or not digest.happened:
        return NOWHERE
    return Link(key_of(digest), digest.period.label)


def _sections(digest: Digest, catalogue: Catalogue) -> Iterator[Section]:
    current, long = digest.current, digest.period.kind != "week"
    if digest.present:
        yield Section("Present this", (_present(digest.present.record, digest.present.reason),))
    back = [_return(r, catalogue) for r in digest.returns if not r.incident.restricted]
    yield Section("Came back", tuple(back), name="returns")
    yield _list(
        "To assign",
        (_wish(a, catalogue) for a in digest.to_assign),
        whole=current,
        name="to-assign",
    )
    heading = "Overdue" if current else "Became overdue"
    late = (_overdue(lapse, digest, catalogue) for lapse in digest.overdue)
    yield _list(heading, late, whole=current, name="overdue")
    yield _trust(digest)
    if not current and digests(catalogue).get(digest.period.following.name, digest).current:
        yield _today(digest, catalogue)
    if long:
        yield from figures(digest, catalogue)
        yield Section("Worth reading", tuple(_summary(p) for p in digest.reading), name="reading")
    told = not long and len(digest.incidents) <= SUMMARIES
    shown = digest.present.record if digest.present else None
    rows = (_incident(p, catalogue, told=told and p is not shown) for p in digest.incidents)
    yield _list("Incidents", rows, name="incidents")
    if not told and not long:
        yield Section("Worth reading", tuple(_summary(p) for p in digest.reading), name="reading")
    over = (_incident(p, catalogue, told=False) for p in digest.resolved)
    yield _list("Resolved, from before", over, name="resolved")
    yield _list(
        "Near misses", (_near_miss(n, catalogue, told=n is not shown) for n in digest.near_misses)
    )
    yield _list("Drills", (_drill(d, catalogue, told=d is not shown) for d in digest.drills))
    if not long:
        yield _list("Done", (_done(a, catalogue) for a in digest.done))


def _list(
    heading: str, lines: Iterable[Line | None], *, whole: bool = False, name: str = ""
) -> Section:
    """Return a section of what may be shown; None stands for a restricted document."""
    every = list(lines)
    shown = _once([line for line in every if line])
    cut = shown if whole else shown[:MOST]
    rest = []
    if len(shown) > len(cut):
        rest.append(f"{len(shown) - len(cut)} more")
    if len(every) > len(shown):
        rest.append(f"{len(every) - len(shown)} restricted")
    told = f"And {' and '.join(rest)}." if rest and cut else " and ".join(rest).capitalize()
    return Section(heading, tuple(cut), rest=told and told.rstrip(".") + ".", name=name)


def _once(lines: list[Line]) -> list[Line]:
    """Name the document that several lines in a row come from only in the first of them."""
    told = lines[:1]
    for line, before in zip(lines[1:], lines, strict=False):
        same = line.also.key and line.also == before.also and line.words.endswith("from")
        told.append(replace(line, words=f"{line.words} the same", also=NOWHERE) if same else line)
    return told


def _present(record: Record, reason: str) -> Line:
    link, kind = link_to(record), TYPE_NAMES[record.TYPE].lower()
    return Line(link, f"{kind}, {reason}", note=record.description, ref=record.ref)


def _incident(incident: Postmortem, catalogue: Catalogue, *, told: bool) -> Line | None:
    if incident.restricted:
        return None
    words = [_began(incident, catalogue)]
    minutes = minutes_to(incident, "mitigate")
    if incident.open:
        words.append("still open")
    elif minutes is not None:
        words.append(f"{span(minutes)} until users were no longer hurt")
    elif (whole := minutes_to(incident, "resolve")) is not None:
        words.append(f"resolved after {span(whole)}")
    if incident.status == "draft":
        words.append("the postmortem is a draft")
    return Line(
        link_to(incident),
        ", ".join(filter(None, words)),
        severity_chip(incident.severity),
        note=incident.description if told else "",
        ref=incident.ref,
    )


def _summary(incident: Postmortem) -> Line:
    why = ", ".join(f"{part.reason} ({part.points})" for part in parts(incident))
    return Line(
        link_to(incident),
        f"{score(incident)} points for impact: {why}",
        severity_chip(incident.severity),
        note=incident.description,
        ref=incident.ref,
    )


def _return(found: Return, catalogue: Catalogue) -> Line:
    incident, earlier = found.incident, found.earlier
    chip = severity_chip(incident.severity)
    if earlier.restricted:
        told = f"came back {days(found.days)} after an incident that is restricted"
        return Line(link_to(incident), told, chip, ref=incident.ref)
    day = _began(incident, catalogue)
    note = f"On {day}: {_promises(found.promises)}." if found.promises else ""
    told = f"came back {days(found.days)} after"
    return Line(link_to(incident), told, chip, link_to(earlier), note, incident.ref)


def _promises(promises: tuple[Promise, ...]) -> str:
    """Return what had become of promises: `A1, A3 done; A2 12 days overdue`."""
    if len(promises) > 1 and all(promise.state == "done" for promise in promises):
        number = "both" if len(promises) == 2 else f"all {len(promises)}"
        return f"{number} action items of the earlier one were done"
    said: dict[str, list[str]] = {}
    for promise in promises:
        state = promise.state
        if state == "overdue":
            state = f"{days(promise.days)} overdue"
        elif state == "open":
            state = f"open, with {days(promise.days)} left" if promise.days else "due that day"
        elif state == "undated":
            state = "open, without a day"
        item = promise.action.item
        said.setdefault(state, []).append(item.id or f"“{item.title}”")
    told = "; ".join(f"{', '.join(names)} {state}" for state, names in said.items())
    return f"of the earlier one {told}"


def _action_link(action: Action) -> Link:
    anchor = "#action-items" if action.source.TYPE in _WITH_ACTIONS else ""
    title = f"{action.item.id or ''} {action.item.title}".strip()
    return Link(action.source.key + anchor, title)


def _team(team: str | None, catalogue: Catalogue) -> str:
    known = catalogue.directory.teams.get(team or "")
    return known.name if known else team or ""


def _who(action: Action, catalogue: Catalogue) -> str:
    owner = person_name(action.item.owner, catalogue) or "nobody"
    team = _team(team_of(action, catalogue), catalogue)
    return f"{owner} ({team})" if team else owner


def _wish(action: Action, catalogue: Catalogue) -> Line | None:
    if action.source.restricted:
        return None
    team = _team(team_of(action, catalogue), catalogue)
    lacks = [
        w for w, there in (("owner", action.item.owner), ("day", action.item.due)) if not there
    ]
    told = f"{team}: needs an {' and a '.join(lacks)}" if team else f"needs {' and '.join(lacks)}"
    told = told.replace("an day", "a day")
    source = link_to(action.source)
    return Line(_action_link(action), f"{told}; from", _chip("to-assign"), source, ref=action.id)


def _overdue(lapse: Lapse, digest: Digest, catalogue: Catalogue) -> Line | None:
    action = lapse.action
    if action.source.restricted:
        return None
    late = days(lapse.days(digest.as_of))
    if lapse.done_on:
        chip = Chip(f"done {late} late", "status-done")
    else:
        chip = Chip(f"{late} overdue", "status-overdue")
    told = f"{_who(action, catalogue)}; from"
    return Line(_action_link(action), told, chip, link_to(action.source), ref=action.id)


def _done(action: Action, catalogue: Catalogue) -> Line | None:
    if action.source.restricted:
        return None
    team = _team(team_of(action, catalogue), catalogue)
    told = f"{team}; from" if team else "from"
    source = link_to(action.source)
    return Line(_action_link(action), told, _chip("done"), source, ref=action.id)


def _chip(status: str) -> Chip:
    return Chip(status.replace("-", " "), f"status-{status}")


def _trust(digest: Digest) -> Section:
    found = digest.untrusted
    if digest.current:
        order = {State.FAILED: 0, State.CHANGED: 1, State.STALE: 2}
        ranked = sorted(found, key=lambda d: (order[d.state], d.day or digest.as_of, d.record.ref))
        return _list("Not to trust", map(_distrust, ranked), whole=True, name="untrusted")
    heading = "Stopped being trusted"
    if digest.period.kind == "week":
        return _list(heading, map(_distrust, found), name="untrusted")
    # In a longer period, what somebody has tried since asks nothing of anybody.
    section = _list(heading, (_distrust(d) for d in found if d.until is None), name="untrusted")
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


def _distrust(found: Distrust) -> Line | None:
    if found.record.restricted:
        return None
    chip = Chip(STATE_WORDS[found.state], f"state-{STATE_CLASSES[found.state]}")
    told = found.reason
    if found.until:
        word = "tested" if isinstance(found.record, Runbook) else "read"
        told += f"; {word} again on {written(found.until)}"

    todo = found.todo.partition(", then record it")[0]
    note = f"Next: {todo}." if todo else ""
    return Line(link_to(found.record), told, chip, note=note, ref=found.record.ref)


def _today(digest: Digest, catalogue: Catalogue) -> Section:
    """Return how things stand on the day of the site, below the digest of what has just ended."""
    now = digests(catalogue)[digest.period.following.name]
    page = key_of(now)
    rows = (
        ("to assign", len(now.to_assign), f"{page}#to-assign"),
        ("overdue", len(now.overdue), f"{page}#overdue"),
        ("not to trust", len(now.untrusted), f"{page}#not-to-trust"),
    )
    lines = tuple(Line(Link(key, f"{count} {words}")) for words, count, key in rows if count)
    return Section(f"On {written(catalogue.as_of)}", lines)


def _near_miss(near_miss: NearMiss, catalogue: Catalogue, *, told: bool) -> Line | None:
    if near_miss.restricted:
        return None
    caught = (near_miss.caught_by or "").replace("-", " ")
    day = day_of(near_miss, catalogue)
    words = [written(day) if day else "", f"caught by {caught}" if caught else ""]
    new = told and near_miss.what_failed != near_miss.title
    note = near_miss.what_failed if new else ""
    return Line(link_to(near_miss), ", ".join(filter(None, words)), note=note, ref=near_miss.ref)


def _drill(drill: Drill, catalogue: Catalogue, *, told: bool) -> Line | None:
    if drill.restricted:
        return None
    kinds = {"held": "done", "refuted": "overdue", "aborted": "cancelled"}
    result = drill.result or "no result"
    chip = Chip(result, f"status-{kinds.get(result, 'open')}")
    day = day_of(drill, catalogue)
    when = written(day) if day else ""
    used = [catalogue.find(Runbook, u.runbook) for u in drill.runbooks_used if u.result == "failed"]
    failed = [runbook.title for runbook in used if runbook and not runbook.restricted]
    words = when + (f", failed in it: {', '.join(failed)}" if failed else "")
    note = (drill.hypothesis or drill.description) if told else ""
    return Line(link_to(drill), words, chip, note=note, ref=drill.ref)


def _began(incident: Postmortem, catalogue: Catalogue) -> str:
    if incident.started_at is None:
        return ""
    return written(local_day(incident.started_at, catalogue.settings.zone))
