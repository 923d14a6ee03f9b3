"""The lines of a digest: one function a kind of thing that happened or is to be done."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from opslore.metrics.attention import team_of
from opslore.metrics.dates import day as written
from opslore.metrics.dates import days, span
from opslore.metrics.drafts import deadline
from opslore.metrics.durations import minutes_to
from opslore.metrics.freshness import states
from opslore.metrics.happened import day_of
from opslore.metrics.impact import parts, score
from opslore.metrics.overdue import orphaned
from opslore.metrics.periods import local_day
from opslore.records import Runbook
from opslore.views._brief import NOWHERE, Line, Section
from opslore.views._common import Chip, severity_chip, state_chip, status_chip, team_name
from opslore.views.base import Link, link_to

if TYPE_CHECKING:
    from collections.abc import Iterable

    from opslore.catalogue import Action, Catalogue
    from opslore.metrics.attention import Attention
    from opslore.metrics.digest import Digest, Distrust, Lapse
    from opslore.metrics.freshness import Freshness
    from opslore.metrics.returns import Promise, Return
    from opslore.records import Drill, NearMiss, Postmortem, Record

MOST = 25  # lines of a list of what is over
TO_DO = 100  # lines of a list of what is still to do; nobody reads more in a mail
_WITH_ACTIONS = frozenset({"postmortem", "near-miss", "drill"})  # their pages have the heading


def listed(
    heading: str, lines: Iterable[Line | None], *, whole: bool = False, name: str = ""
) -> Section:
    """Return a section of what may be shown; None stands for a restricted document."""
    every = list(lines)
    shown = _once([line for line in every if line])
    cut = shown[: TO_DO if whole else MOST]
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


def present(record: Record, reason: str) -> Line:
    """Return the one document to present, and why that one."""
    return Line(
        link_to(record), f"{record.NOUN}, {reason}", note=record.description, ref=record.ref
    )


def incident_line(incident: Postmortem, catalogue: Catalogue, *, told: bool) -> Line | None:
    """Return an incident: when it began and how long it hurt; with `told`, what it was."""
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
        words.append(_draft(incident, catalogue))
    return Line(
        link_to(incident),
        ", ".join(filter(None, words)),
        severity_chip(incident.severity),
        note=incident.description if told else "",
        ref=incident.ref,
    )


def _draft(incident: Postmortem, catalogue: Catalogue) -> str:
    """Return how it stands with a draft: by when it is to be done, or since when it was to be."""
    until = deadline(incident, catalogue)
    if until is None:
        return "the postmortem is a draft"
    behind = (catalogue.as_of - until).days
    if behind > 0:
        return f"the postmortem is a draft, {days(behind)} late"
    return f"the postmortem is a draft, to be done by {written(until)}"


def summary(incident: Postmortem, *, told: bool) -> Line:
    """Return an incident worth reading, with the arithmetic of its impact; with `told`, what it was."""
    why = ", ".join(f"{part.reason} ({part.points})" for part in parts(incident))
    return Line(
        link_to(incident),
        f"{score(incident)} points for impact: {why}",
        severity_chip(incident.severity),
        note=incident.description if told else "",
        ref=incident.ref,
    )


def returned(found: Return, catalogue: Catalogue) -> Line:
    """Return an incident that came back, and what was promised after the one before."""
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


def _who(action: Action, catalogue: Catalogue) -> str:
    known = catalogue.directory.people.get(action.item.owner or "")
    owner = known.name if known else action.item.owner or "nobody"
    beside = [team_name(team_of(action, catalogue), catalogue)]
    if orphaned(action, catalogue):
        beside.append("has left")
    told = ", ".join(filter(None, beside))
    return f"{owner} ({told})" if told else owner


def wish(action: Action, catalogue: Catalogue) -> Line | None:
    """Return an action item that nobody has taken yet, and what it lacks."""
    if action.source.restricted:
        return None
    lacks = [
        w for w, there in (("owner", action.item.owner), ("day", action.item.due)) if not there
    ]
    needs = f"needs {' and '.join('an owner' if w == 'owner' else 'a day' for w in lacks)}"
    told = _owned(team_of(action, catalogue), needs, catalogue)
    source = link_to(action.source)
    return Line(
        _action_link(action), f"{told}; from", status_chip("to-assign"), source, ref=action.id
    )


def late(lapse: Lapse, digest: Digest, catalogue: Catalogue) -> Line | None:
    """Return an action item that became overdue: for how long, or how late it was done."""
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


def done(action: Action, catalogue: Catalogue) -> Line | None:
    """Return an action item that was done."""
    if action.source.restricted:
        return None
    team = team_name(team_of(action, catalogue), catalogue)
    told = f"{team}; from" if team else "from"
    source = link_to(action.source)
    return Line(_action_link(action), told, status_chip("done"), source, ref=action.id)


def due(action: Action, catalogue: Catalogue) -> Line | None:
    """Return an action item that is due in the days to come."""
    if action.source.restricted or action.item.due is None:
        return None
    chip = Chip(f"due {written(action.item.due)}", "status-open")
    told = f"{_who(action, catalogue)}; from"
    return Line(_action_link(action), told, chip, link_to(action.source), ref=action.id)


def orphan(action: Action, catalogue: Catalogue) -> Line | None:
    """Return an action item whose owner has left."""
    if action.source.restricted or action.item.due is None:
        return None
    team = team_name(team_of(action, catalogue), catalogue)
    gone = catalogue.directory.people[action.item.owner or ""]
    told = f"{gone.name} has left{' ' + team if team else ''}, and it is due"
    told += f" {written(action.item.due)}; name another owner in"
    chip = Chip("owner left", "status-overdue")
    return Line(_action_link(action), told, chip, link_to(action.source), ref=action.id)


def distrusted(found: Distrust, catalogue: Catalogue) -> Line | None:
    """Return a document that nobody should rely on, whose it is, and what to do."""
    if found.record.restricted:
        return None
    chip = state_chip(found.state)
    told = _owned(found.record.owner, found.reason, catalogue)
    if found.until:
        word = "tested" if isinstance(found.record, Runbook) else "read"
        told += f"; {word} again on {written(found.until)}"
        return Line(link_to(found.record), told, chip, ref=found.record.ref)
    now = states(catalogue).get(found.record.path)
    note = _next(found.todo or (now.next if now else ""))
    return Line(link_to(found.record), told, chip, note=note, ref=found.record.ref)


def expiring(found: Freshness, catalogue: Catalogue) -> Line | None:
    """Return a document whose evidence ends in the days to come."""
    if found.record.restricted or found.day is None:
        return None
    chip = Chip(f"due {written(found.day)}", "state-due")
    told = _owned(found.record.owner, found.reason, catalogue)
    return Line(link_to(found.record), told, chip, ref=found.record.ref)


def waiting(found: Attention, catalogue: Catalogue) -> Line:
    """Return a late draft, near misses that ask for a postmortem, a waiver that runs out."""
    chips = {
        "drafts": Chip("late draft", "status-overdue"),
        "near-misses": Chip("near misses", "state-due"),
        "running-out": Chip("running out", "state-due"),
    }
    told = found.words
    if found.count == "near-misses":
        told += ": open a postmortem although nobody was hurt"
    told = _owned(found.team, told, catalogue)
    return Line(link_to(found.record), told, chips[found.count], ref=found.record.ref)


def _owned(team: str | None, told: str, catalogue: Catalogue) -> str:
    return f"{told} ({team_name(team, catalogue)})" if team else told


def _next(todo: str) -> str:
    told = todo.partition(", then record it")[0]
    return f"Next: {told}." if told else ""


def near_miss_line(near_miss: NearMiss, catalogue: Catalogue, *, told: bool) -> Line | None:
    if near_miss.restricted:
        return None
    caught = (near_miss.caught_by or "").replace("-", " ")
    day = day_of(near_miss, catalogue)
    words = [written(day) if day else "", f"caught by {caught}" if caught else ""]
    new = told and near_miss.what_failed != near_miss.title
    note = near_miss.what_failed if new else ""
    return Line(link_to(near_miss), ", ".join(filter(None, words)), note=note, ref=near_miss.ref)


def drill_line(drill: Drill, catalogue: Catalogue, *, told: bool) -> Line | None:
    if drill.restricted:
        return None
    kinds = {"held": "done", "refuted": "overdue", "aborted": "cancelled"}
    result = drill.result or "no result"
    chip = Chip(
        "hypothesis held" if result == "held" else result, f"status-{kinds.get(result, 'open')}"
    )
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
