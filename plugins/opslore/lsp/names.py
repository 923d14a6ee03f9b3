"""Everything a document can name: what to offer, what to say of it, and where it is defined."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from opslore.counted import counted
from opslore.findings import Location
from opslore.metrics.freshness import freshness
from opslore.records import RECORDS, Postmortem, Runbook, Service, values
from opslore.rules import engine

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from opslore.catalogue import Catalogue
    from opslore.document import Document
    from opslore.records import Record
    from opslore.records.vocabulary import Term

_TERMS = {
    "failure-mode": "failure_modes",
    "trigger": "triggers",
    "detection-source": "detection_sources",
}
# Of two people on one list the one who is still here comes first.
_GONE = "left on {}"


class Named(NamedTuple):
    """One thing that can be named."""

    id: str
    title: str
    text: str = ""  # one or two sentences
    others: tuple[str, ...] = ()  # other words people type for it
    last: bool = False  # offered behind the others


def listing(kind: str, catalogue: Catalogue, document: Document | None) -> Iterator[Named]:
    """Yield all that a name of a kind may mean, in the order in which to offer it."""
    if kind in RECORDS:
        yield from (_record(r, r.id) for r in catalogue.records if kind == r.TYPE)
    elif kind == "any":
        yield from (_record(record, record.ref) for record in catalogue.records)
    elif kind in _TERMS:
        yield from map(_term, _terms(kind, catalogue).values())
    elif kind in ("person", "team", "person-or-team", "target"):
        yield from _directory(kind, catalogue)
    elif kind == "checklist-item":
        for item in catalogue.checklist.items.values():
            answered = "answered by the library" if item.computed else item.category
            yield Named(item.id, answered, item.requirement, last=bool(item.computed))
    elif kind == "severity":
        for severity in catalogue.severities.by_id.values():
            yield Named(severity.id, severity.title, severity.meaning)
    elif kind == "factor" and document is not None:
        yield from _factors(document)
    elif kind == "tag":
        used = Counter(tag for record in catalogue.records for tag in record.tags)
        for tag, times in sorted(used.items(), key=lambda pair: (-pair[1], pair[0])):
            yield Named(tag, counted(times, "document"))
    elif kind == "rule":
        yield from (Named(rule.name, rule.code, rule.summary) for rule in engine.all_rules())


def _record(record: Record, name: str) -> Named:
    if record.restricted:
        return Named(name, "restricted", last=True)
    return Named(name, record.title, record.description, record.aliases, record.outdated)


def _terms(kind: str, catalogue: Catalogue) -> Mapping[str, Term]:
    found: Mapping[str, Term] = getattr(catalogue.vocabulary, _TERMS[kind])
    return found


def _term(term: Term) -> Named:
    return Named(term.id, term.title, term.description, term.synonyms)


def _directory(kind: str, catalogue: Catalogue) -> Iterator[Named]:
    directory = catalogue.directory
    prefixed = kind == "target"
    if kind != "team":
        for person in directory.people.values():
            name = f"person:{person.id}" if prefixed else person.id
            gone = person.gone(catalogue.as_of)
            text = _GONE.format(person.left_on) if gone else ""
            yield Named(name, person.name, text, directory.teams_of(person.id), gone)
    if kind != "person":
        for team in directory.teams.values():
            name = f"team:{team.id}" if prefixed else team.id
            yield Named(name, team.name, team.channel or "")


def _factors(document: Document) -> Iterator[Named]:
    for _, factor in values.mappings(document.data.get("contributing_factors")):
        if name := values.text(factor.get("id")):
            yield Named(name, values.text(factor.get("summary")) or "")


def about(kind: str, name: str, catalogue: Catalogue, document: Document | None) -> str:
    """Return what to say of a name, in Markdown; empty if it names nothing."""
    if record := _found(kind, name, catalogue):
        return of_record(record, catalogue)
    found = next((n for n in listing(kind, catalogue, document) if n.id == name), None)
    if found is None:
        return ""
    lines = [f"**{plain(found.title)}** `{found.id}`"]
    if found.text:
        lines.append(plain(found.text))
    if found.others:
        label = "Teams" if kind in ("person", "person-or-team", "target") else "Also"
        lines.append(f"{label}: {', '.join(map(plain, found.others))}")
    if kind in ("team", "person-or-team", "target"):
        team = catalogue.directory.teams.get(name.removeprefix("team:"))
        if team and team.members:
            lines.append(f"Members: {', '.join(map(plain, team.members))}")
    return "\n\n".join(lines)


def of_record(record: Record, catalogue: Catalogue) -> str:
    """Return what to say of a document, in Markdown."""
    if record.restricted:
        return f"`{record.ref}` is restricted"
    lines = [f"**{plain(record.title)}** `{record.ref}`"]
    facts = [f"owner {record.owner}"] if record.owner else []
    if isinstance(record, Service):
        facts += [f"tier {record.tier}"] if record.tier else []
        facts += [record.lifecycle] if record.lifecycle else []
    elif isinstance(record, Postmortem):
        facts = [str(record.severity), str(record.started_at and record.started_at.date()), *facts]
    if record.status:
        facts.append(record.status)
    if record.superseded_by:
        facts.append(f"superseded by {record.superseded_by}")
    if facts:
        lines.append(plain(" · ".join(facts)))
    if record.description:
        lines.append(plain(record.description))
    if state := freshness(record, catalogue):
        told = f"{state.state.value.replace('-', ' ')}: {state.reason}"
        lines.append(plain(f"{told}; {state.next}" if state.next else told))
    elif isinstance(record, Runbook):
        lines.append("not asked for tests: a draft, deprecated or superseded")
    return "\n\n".join(lines)


def _found(kind: str, name: str, catalogue: Catalogue) -> Record | None:
    if kind == "any":
        return catalogue.named(name)
    return catalogue.named(f"{kind}/{name}") if kind in RECORDS else None


def defined(
    kind: str, name: str, catalogue: Catalogue, document: Document | None
) -> Location | None:
    """Return where a name is defined; None if it names nothing, or nothing with a place."""
    if record := _found(kind, name, catalogue):
        return Location(record.path)
    if kind in RECORDS or kind == "any":
        if kind == "any":
            kind, _, name = name.partition("/")
        path = catalogue.ids.get(kind, {}).get(name)  # a document that cannot be read
        return Location(path) if path else None
    if kind == "factor":
        return _entry(document, "contributing_factors", name)
    if kind in _TERMS:
        return _entry(catalogue.vocabulary.document, _TERMS[kind], name)
    if kind == "checklist-item":
        return _entry(catalogue.checklist.document, "items", name)
    if kind == "severity":
        return _entry(catalogue.severities.document, "severities", name)
    if kind in ("person", "team", "person-or-team", "target"):
        bare = name.rpartition(":")[2]
        book = catalogue.directory.document
        return _entry(book, "people", bare) or _entry(book, "teams", bare)
    return None


def _entry(document: Document | None, field: str, name: str) -> Location | None:
    if document is None or not isinstance(document.data, dict):
        return None
    for index, item in values.mappings(document.data.get(field)):
        if values.text(item.get("id")) == name:
            return document.at(field, index, "id")
    return None


def plain(text: str) -> str:
    """Return words of an author as Markdown shows them: as they are, in one line."""
    return "".join(f"\\{c}" if c in _MARKUP else c for c in " ".join(text.split()))


_MARKUP = frozenset("\\`*_[]<>#|~")
