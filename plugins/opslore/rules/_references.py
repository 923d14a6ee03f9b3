"""Which names lead nowhere, and what their author probably meant."""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher, get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from opslore.findings import Edit, Problem
from opslore.records import FOLDERS, RECORDS
from opslore.records.severities import DEFAULT_LEVELS
from opslore.records.vocabulary import UNCLASSIFIED
from opslore.schema.words import article

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from opslore.catalogue import Catalogue
    from opslore.document import Document
    from opslore.findings import Location
    from opslore.records import Record, Reference
    from opslore.records.vocabulary import Term

PEOPLE = frozenset({"person", "person-or-team"})
_CLOSE = 0.7  # below, a guess misleads more often than it helps
_MANY = 40  # of more, only those with the same beginnings or ends are compared letter by letter
_SHOWN = 6


class Unresolved(NamedTuple):
    """A reference to nothing known, and the id that was probably meant."""

    reference: Reference
    near: str | None


def unresolved(record: Record, catalogue: Catalogue) -> tuple[Unresolved, ...]:
    """Return the references of a record that lead nowhere.

    Where nothing is known of a kind (no data file, no service at all, people in a directory
    that is not complete) its references are left alone.
    """
    return _unresolved(record.path, catalogue)


@lru_cache(maxsize=8)  # three rules ask for those of one document in a row
def _unresolved(path: str, catalogue: Catalogue) -> tuple[Unresolved, ...]:
    return tuple(_seek(catalogue.by_path[path], catalogue))


def _seek(record: Record, catalogue: Catalogue) -> Iterator[Unresolved]:
    for reference in record.references():
        known = known_ids(reference.kind, catalogue)
        if reference.kind == "any":
            if catalogue_has(reference.id, catalogue):
                continue
        elif known is None or reference.id in known:
            continue
        elif reference.kind == "severity" and reference.id not in DEFAULT_LEVELS:
            continue  # no severity at all; the schema says so
        yield Unresolved(reference, nearest(reference.kind, reference.id, catalogue))


def catalogue_has(reference: str, catalogue: Catalogue) -> bool:
    """Whether a free reference, `type/id`, names a document."""
    kind, _, identity = reference.partition("/")
    return identity in catalogue.ids.get(kind, {})


@lru_cache(maxsize=64)
def known_ids(kind: str, catalogue: Catalogue) -> Collection[str] | None:
    """Return the ids that a reference of a kind may name; None if nobody can tell."""
    if kind in RECORDS:
        # A library without any service entry keeps its services elsewhere.
        return catalogue.ids.get(kind) or (None if kind == "service" else {})
    directory = catalogue.directory
    if kind == "team":
        return directory.teams if directory.document else None
    if kind == "person":
        return directory.people if directory.complete else None
    if kind == "person-or-team":
        return {**directory.people, **directory.teams} if directory.complete else None
    if kind == "checklist-item":
        return catalogue.checklist.items if catalogue.checklist.document else None
    if kind == "severity":
        return catalogue.severities.by_id if catalogue.severities.document else None
    terms = _terms(kind, catalogue)
    if kind == "failure-mode" and terms:
        return {**terms, UNCLASSIFIED: None}
    return terms or None


def _terms(kind: str, catalogue: Catalogue) -> Mapping[str, Term]:
    vocabulary = catalogue.vocabulary
    return {
        "failure-mode": vocabulary.failure_modes,
        "trigger": vocabulary.triggers,
        "detection-source": vocabulary.detection_sources,
    }.get(kind, {})


def nearest(kind: str, name: str, catalogue: Catalogue) -> str | None:
    """Return the id that `name` probably stands for: by synonym, title, path or spelling."""
    if kind == "any":
        return _nearest_of_any(name, catalogue)
    wanted = _bare(name)
    for identity, term in _terms(kind, catalogue).items():
        if wanted in map(_bare, (identity, term.title, *term.synonyms)):
            return identity
    if kind in PEOPLE:
        for person in catalogue.directory.people.values():
            if wanted == _bare(person.name):
                return person.id
    if kind in ("team", "person-or-team"):
        for team in catalogue.directory.teams.values():
            if wanted == _bare(team.name):
                return team.id
    known = known_ids(kind, catalogue) or ()
    plain = _as_id(kind, name)
    return plain if plain in known else closest(plain, known)


def _nearest_of_any(name: str, catalogue: Catalogue) -> str | None:
    written, _, identity = name.partition("/")
    kind = written if written in RECORDS else FOLDERS.get(written)
    kind = kind or next(iter(get_close_matches(written, RECORDS, 1, _CLOSE)), None)
    if kind is not None:
        found = nearest(kind, identity, catalogue)
        return f"{kind}/{found}" if found else None
    holders = [kind for kind, ids in catalogue.ids.items() if name in ids]
    return f"{holders[0]}/{name}" if len(holders) == 1 else None


def _as_id(kind: str, name: str) -> str:
    """Return the id in a path, a `type/id`, or a title."""
    plain = name.strip().removeprefix("../").removesuffix(".md")
    if kind in RECORDS:
        folder = RECORDS[kind].FOLDER
        plain = plain.rpartition(f"{folder}/")[2].removeprefix(f"{kind}/")
        plain = re.sub(r"(^|/)\d{4}/(?=[^/]+$)", r"\1", plain)
    return re.sub(r"[\s_]+", "-", plain.lower()).strip("-@")


def _bare(words: str) -> str:
    return re.sub(r"[\W_]+", " ", words).strip().casefold()


def closest(word: str, choices: Collection[str]) -> str | None:
    """Return the choice that is spelled most like `word`; None if none is like it."""
    if len(choices) > _MANY:
        choices = _sifted(word, frozenset(choices))
    # A path is not close to another just because both lie in one folder.
    for choice in get_close_matches(word, sorted(choices), 5, _CLOSE):
        if "/" not in word or SequenceMatcher(None, _last(word), _last(choice)).ratio() >= _CLOSE:
            return choice
    return None


def _sifted(word: str, choices: frozenset[str]) -> list[str]:
    """Return the few choices that have most beginnings and ends of words in common with `word`."""
    index = _index(choices)
    shared = Counter(choice for part in _parts(word) for choice in index.get(part, ()))
    return [choice for choice, _ in sorted(shared.items(), key=lambda pair: (-pair[1], pair[0]))][
        :_MANY
    ]


@lru_cache(maxsize=16)
def _index(choices: frozenset[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for choice in choices:
        for part in _parts(choice):
            found.setdefault(part, []).append(choice)
    return found


def _parts(word: str) -> set[str]:
    words = re.findall(r"[^\W_]{2,}", word.lower().removesuffix(".md"))
    return {part for w in words for part in (w, f"{w[:3]}-", f"-{w[-3:]}")}


def _last(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".md")


def problem(found: Unresolved, at: Location, document: Document, catalogue: Catalogue) -> Problem:
    """Return what to say of a reference that leads nowhere."""
    kind, name, _ = found.reference
    edits: tuple[Edit, ...] = ()
    if found.near:
        help_ = f"did you mean `{found.near}`?"
        edits = _replacement(at, name, found.near, document)
    else:
        help_ = _way_out(kind, name, catalogue)
    return Problem(at, _message(kind, name), help_, edits=edits, subject=f"{kind}:{name}")


def _replacement(at: Location, name: str, near: str, document: Document) -> tuple[Edit, ...]:
    if at.line != at.end_line:
        return ()
    written = document.line(at.line)[at.column - 1 : at.end_column - 1]
    return (Edit(at, written.replace(name, near)),) if written.count(name) == 1 else ()


_IN_FILES = {
    "team": ("directory.yml has no team `{}`", "directory.yml"),
    "person": ("directory.yml knows nobody with the id `{}`", "directory.yml"),
    "person-or-team": ("directory.yml knows no person or team with the id `{}`", "directory.yml"),
    "failure-mode": ("vocabulary.yml has no failure mode `{}`", "vocabulary.yml"),
    "trigger": ("vocabulary.yml has no trigger `{}`", "vocabulary.yml"),
    "detection-source": ("vocabulary.yml has no detection source `{}`", "vocabulary.yml"),
    "checklist-item": ("checklist.yml has no item `{}`", "checklist.yml"),
    "severity": ("severities.yml has no severity `{}`", "severities.yml"),
}


def _message(kind: str, name: str) -> str:
    if kind in _IN_FILES:
        return _IN_FILES[kind][0].format(name)
    if kind == "any":
        written, _, identity = name.partition("/")
        if written not in RECORDS:
            return f"`{name}` names no document: `{written}` is no type"
        return f"no {noun(written)} has the id `{identity}`"
    return f"no {noun(kind)} has the id `{name}`"


def noun(kind: str) -> str:
    """Return how to call a kind of thing in a sentence."""
    return RECORDS[kind].NOUN if kind in RECORDS else kind.replace("-", " ")


def _way_out(kind: str, name: str, catalogue: Catalogue) -> str:
    if kind == "any" and name.partition("/")[0] not in RECORDS:
        return f"write `type/id`; types are {_listed(sorted(RECORDS), len(RECORDS))}"
    kind = name.partition("/")[0] if kind == "any" else kind
    known = sorted(known_ids(kind, catalogue) or ())
    if kind in _IN_FILES:
        where = f"add it to {_IN_FILES[kind][1]}"
        return f"known are {_listed(known)}; or {where}" if known else where
    folder = RECORDS[kind].FOLDER
    others = [k for k, ids in catalogue.ids.items() if name in ids and k != kind]
    if others:
        return f"there is {article(noun(others[0]))} of that id; {article(noun(kind))} is a file in {folder}/"
    if not known:
        return f"there is none at all yet; {article(noun(kind))} is a file in {folder}/"
    beside = [
        identity for identity in known if identity.partition("/")[0] == name.partition("/")[0]
    ]
    known = beside + [identity for identity in known if identity not in beside]
    return f"known are {_listed(known)}; the ids follow from the files in {folder}/"


def _listed(names: list[str], most: int = _SHOWN) -> str:
    shown = ", ".join(f"`{name}`" for name in names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most:,} more"
