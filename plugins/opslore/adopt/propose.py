"""From a foreign document to the front matter it could have.

What the document does not say stays blank and is listed; nothing is made up.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from opslore.adopt import (
    actions,
    adopted,
    contradictions,
    dates,
    entry,
    facts,
    front,
    kinds,
    owners,
    plain,
    times,
)
from opslore.adopt import (
    fields as names,
)
from opslore.adopt.facts import Given
from opslore.adopt.model import Note, Proposal
from opslore.adopt.taken import Around
from opslore.metrics.commands import blocks
from opslore.records import FOLDERS, RECORDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from opslore.adopt.model import Action
    from opslore.adopt.source import Source
    from opslore.adopt.survey import Survey

_REVIEWED_KEYS = (
    "last_reviewed_on",
    "last_reviewed",
    "reviewed_on",
    "review_in",
    "review_interval",
)
_TIMES_BLANK = "started_at, resolved_at: the times are stated without a zone"


class _Draft:
    """What is proposed for one document, while it is gathered."""

    def __init__(self, kind: str) -> None:
        self.fields: dict[str, Any] = {"type": kind}
        self.blanks: list[str] = []  # what the document does not say
        self.notes: list[Note] = []

    def put(self, name: str, value: Any) -> None:
        """Take a field; without a value it is a blank."""
        if value:
            self.fields[name] = value
        else:
            self.blanks.append(name)


def propose(survey: Survey, given: Given | None = None) -> tuple[Proposal, ...]:
    """Return a proposal for every document of a folder, in the order of the paths."""
    given = given or Given()
    root = survey.inside or survey.root.name
    ids = _ids(survey.sources)
    found = [_one(source, survey, given, root, ids) for source in survey.sources]
    found += [
        Proposal(unread.path, None, "it cannot be read", notes=(Note(0, unread.why),))
        for unread in survey.unread
    ]
    return tuple(sorted(found, key=lambda p: p.path))


def _ids(paths: Sequence[Source]) -> Mapping[str, str]:
    """Return an id for every path that cannot serve as one; two alike get none."""
    made: dict[str, list[str]] = {}
    for source in paths:
        stem = re.sub(r"(?:\.(?:html|md|markdown|mkd|mdown|mdx|erb|txt))+$", "", source.path)
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)*", stem):
            parts = [owners.slug(part) for part in stem.split("/")]
            made.setdefault("/".join(filter(None, parts)), []).append(source.path)
    return {paths[0]: made_id for made_id, paths in made.items() if len(paths) == 1}


def _one(
    source: Source, survey: Survey, given: Given, root: str, ids: Mapping[str, str]
) -> Proposal:
    if ready := adopted.kind(source, root):
        return adopted.read(source, ready, given.held.get(source.path))
    kind = kinds.of(source, root)
    if kind.type not in ("postmortem", "runbook", "guide"):
        return Proposal(source.path, kind.type, kind.reason, old=source.raw, new=source.raw)
    made = _Draft(kind.type)
    fields, notes = made.fields, made.notes
    if source.style == "broken":
        why = next((f.message for f in source.document.faults), "cannot be read")
        notes.append(Note(1, f"the front matter cannot be read: {why}"))
    notes += contradictions.page(source)
    notes += _misplaced(source.path, kind.type)
    title = facts.title(source)
    words, owner, said = facts.owner(source, survey.owners, given)
    notes += said
    if source.path in ids and len(ids[source.path]) <= 120:
        fields["id"] = ids[source.path]
    fields["title"] = title.text
    if source.is_huge:
        notes.append(Note(0, "it has more parts than anybody wrote; only its type is proposed"))
    day: date | None = None
    severity = None
    found: tuple[Action, ...] = ()
    services, said = facts.services(source, given)
    notes += said
    if kind.type == "postmortem":
        day, severity, found = _postmortem(source, given, made, services, owner)
    else:
        day = _page(source, kind.type, made, services, owner)
    mapped = _mapped(source, fields)
    for key, value in front.kept(source, kind.type, fields).items():
        fields[key] = value
        mapped |= {key}
    if source.style == "broken":
        fields, new = {"type": kind.type, **fields}, source.raw
    else:
        fields = front.valid(source, kind.type, fields, frozenset(mapped))
        new = front.written(source, fields, frozenset(mapped))
        if new == source.raw:
            notes.append(Note(0, "its bytes are no plain text; nothing is written"))
    order = sorted(set(notes), key=lambda note: (note.line, note.message))
    return Proposal(
        source.path,
        kind.type,
        kind.reason,
        title.text,
        day,
        severity,
        services,
        words,
        found,
        fields,
        tuple(made.blanks),
        tuple(order),
        False,
        source.raw,
        new,
    )


def _misplaced(path: str, kind: str) -> list[Note]:
    """Say that a document lies where those of another type are looked for."""
    folder, slash, _ = path.partition("/")
    other = FOLDERS.get(folder, kind) if slash else kind
    if other == kind:
        return []
    where = f"{folder}/ holds documents of the type `{other}`"
    return [Note(0, f"{where}; move this one below {RECORDS[kind].FOLDER}/")]


def _postmortem(
    source: Source, given: Given, made: _Draft, services: tuple[str, ...], owner: str | None
) -> tuple[date | None, str | None, tuple[Action, ...]]:
    """Fill the draft of a postmortem; returns its day, its severity and its action items."""
    fields, blanks = made.fields, made.blanks
    order = dates.order(source.document.text)
    stated = facts.day(source, order)
    read = times.read(source, stated[0] if stated else None, order)
    day = stated[0] if stated else None
    days = [entry.day for entry in read.reading.entries if entry.day]
    if day is None and days:
        opening = facts.first_day(source, order)
        day = opening[0] if opening and opening[0] in days else days[0]
    if day is None:
        day = facts.opening_day(source, order)
        opening = facts.first_day(source, order)
        day = day or (opening[0] if opening else None)
    known = _people(source, given)
    around = Around(source.references, order, day, known)
    found = actions.find(source, around)
    severity, said = facts.severity(source, given)
    made.notes += [*said, *read.notes, *contradictions.incident(source, day, read, found)]
    fields["status"] = "draft"
    if severity and re.fullmatch(r"sev[1-4]", severity):
        fields["severity"] = severity
    else:
        blanks.append("severity")
        if severity:
            fields["x-severity"] = severity
    made.put("services", list(services))
    made.put("owner", owner)
    for name, stamp in read.stamps.items():
        if stamp.zone:
            fields[name] = stamp.written
    if "started_at" not in fields:
        blanks.append(_TIMES_BLANK if read.zone_missing else "started_at")
    if "resolved_at" not in fields and not read.zone_missing:
        blanks.append("resolved_at")
    if day and "started_at" not in fields:
        fields["x-date"] = str(day)
    if stated_status := source.one("status"):
        fields["x-status"] = stated_status.text
    if found:
        fields["action_items"] = [
            entry.of(action, number, day, given) for number, action in enumerate(found, 1)
        ]
        for name, missing in (
            ("owner", sum(not a.owner for a in found)),
            ("due", sum(not a.due for a in found)),
            ("status", sum(not a.status for a in found)),
        ):
            if missing:
                blanks.append(f"{name} of {_count(missing, len(found))}")
    return day, severity, found


def _count(missing: int, number: int) -> str:
    if number == 1:
        return "the action item"
    if missing == number == 2:
        return "both action items"
    return (
        f"all {number} action items" if missing == number else f"{missing} of {number} action items"
    )


def _people(source: Source, given: Given) -> tuple[str, ...]:
    """Return the names that the document uses for the people of the incident."""
    found: list[str] = []
    for name in ("authors", "people", "owner", "reviewer"):
        for stated in source.stated.get(name, ()):
            for part in re.split(
                r"\s*[,;&]\s*|\s+and\s+", re.sub(r"\([^)]*\)|<[^>]*>", "", stated.text)
            ):
                bare = part.strip(" @")
                if bare and len(bare.split()) <= 3:
                    found += [bare, *([bare.split()[0]] if " " in bare else [])]
    return (*dict.fromkeys(found), *given.names)


def _page(
    source: Source, kind: str, made: _Draft, services: tuple[str, ...], owner: str | None
) -> date | None:
    """Fill the draft of a runbook or guide; returns the day of its last review."""
    fields, blanks = made.fields, made.blanks
    if services:
        fields["services"] = list(services)
    made.put("owner", owner)
    if kind == "runbook":
        _runbook(source, made)
    order = dates.order(source.document.text)
    reviewed = next(
        (
            (found.day, stated)
            for stated in source.stated.get("reviewed", ())
            if (found := dates.first(stated.text, order))
        ),
        None,
    )
    if reviewed is None:
        blanks.append("verified: no review date is stated")
        return None
    day, stated = reviewed
    by = _reviewer(source, stated.text, owner)
    evidence = plain.plain(source.lines[stated.line].strip(" #*-|")) if stated.line > 1 else ""
    if stated.line <= 1:
        key = next((k for k in source.front if names.canonical(str(k)) == "reviewed"), "")
        evidence = f"{key}: {stated.text}" if key else ""
    if by:
        fields["verified"] = [{"by": by, "at": str(day), "how": "read"}]
        if evidence:
            fields["verified"][0]["evidence"] = evidence[:200]
    else:
        fields["x-last-reviewed"] = str(day)
        blanks.append(f"verified: it was reviewed on {day}, nobody says by whom")
    if interval := _interval(source, day, order):
        fields["review_interval"] = interval
        until = day + timedelta(days=interval)
        made.notes.append(Note(stated.line, f"it was to be reviewed again by {until}"))
    return day


def _runbook(source: Source, made: _Draft) -> None:
    fields, notes = made.fields, made.notes
    title = str(fields["title"])
    retired = re.search(
        r"\bdeprecated\b", f"{title} {source.path}".replace("_", " "), re.IGNORECASE
    )
    if retired:
        fields["status"] = "deprecated"
        notes.append(Note(0, "it is deprecated"))
    if alerts := facts.alerts(source):
        fields["alerts"] = list(alerts)
    destructive = [
        (block.fence.line, block.words(call))
        for block in blocks(source.document)
        for call, _ in block.destructive
    ]
    if destructive and not retired:
        line, words = destructive[0]
        fields["risk"] = "destructive"
        notes.append(Note(line, f"`{words}` destroys something, so the risk is destructive"))


def _reviewer(source: Source, text: str, owner: str | None) -> str | None:
    """Return who reviewed it: who is named with the day, else the owner it was reviewed for."""
    if found := re.search(
        r"\b(?:by|—|–|-)\s+(?P<who>@?[\w.'’ -]{2,40})$|\((?P<in>@?[\w.'’ -]{2,40})\)$", text
    ):
        who = owners.person(found["who"] or found["in"])
        if who and not dates.first(who) and (made := owners.identity(who, {})):
            return made
    if stated := source.one("reviewer"):
        who = owners.person(stated.text)
        if who and (made := owners.identity(who, {})):
            return made
    return owner


def _interval(source: Source, day: date, order: str) -> int | None:
    """Return for how many days a review counts, if the document says."""
    if stated := source.one("review_in"):
        words = stated.text.lower()
        if found := re.search(r"(\d+)\s*(day|week|month|year|d\b|w\b)", words):
            number, unit = int(found[1]), found[2][0]
            if unit == "m":
                return (_months_on(day, number) - day).days
            if unit == "y":
                return (_months_on(day, number * 12) - day).days
            return number * (7 if unit == "w" else 1)
        months = {"monthly": 1, "quarterly": 3, "half-yearly": 6, "biannual": 6, "semi-annual": 6,
                  "yearly": 12, "annual": 12, "annually": 12}  # fmt: skip
        for word, number in months.items():
            if re.search(rf"\b{word}\b", words):
                return (_months_on(day, number) - day).days
    if (stated := source.one("next_review")) and (after := dates.first(stated.text, order)):
        apart = (after.day - day).days
        return apart if 0 < apart <= 3650 else None
    return None


def _months_on(day: date, months: int) -> date:
    months = min(months, 119)
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(min(year, 9999), month + 1)[1]
    return date(min(year, 9999), month + 1, min(day.day, last))


def _mapped(source: Source, fields: Mapping[str, Any]) -> set[str]:
    """Return the old keys that the new fields say as well."""
    found = set()
    for key, value in source.front.items():
        if key == "title" and value == fields.get("title"):
            found.add(key)
        elif key in ("owner", "owner_slack", "team") and isinstance(value, str):
            made = owners.identity(owners.person(value) or "", {})
            found |= {key} if made == fields.get("owner") else set()
        elif key in _REVIEWED_KEYS and "verified" in fields:
            told = "review_interval" in fields or not key.startswith("review_in")
            found |= {key} if told else set()
    return found
