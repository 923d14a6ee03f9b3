"""Title, severity, services and owner of a document, as far as it states them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from opslore.adopt import actions, dates, owners
from opslore.adopt.model import Note, Stated
from opslore.adopt.plain import plain

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from opslore.adopt.source import Source

TITLE_LENGTH = 200
_CLOSE = timedelta(days=30)
_GENERIC = re.compile(
    r"(?:post-?\s?mortem|incident|incident (?:report|post-?mortem|review)|post-?mortem report|runbook"
    r"|report|root cause analysis|rca|<%.*)\W*",
    re.IGNORECASE,
)
_SEVERITY = re.compile(
    r"(?:\bsev(?:erity)?(?:\s*level)?[\s_:#-]*(?P<a>\d)\b|^\W*[SP][\s_-]?(?P<b>\d)\b|^\W*(?:level\s*)?(?P<c>\d)\b)",
    re.IGNORECASE,
)
_IN_TEXT = re.compile(r"\b(?:SEV|Sev)[\s_-]?(?P<n>[1-4])\b")
_SORT = re.compile(
    r"\s*[:–—|-]*\s+(?:run-?book|play-?book|sop|operations manual|on-?call guide)s?\W*$",
    re.IGNORECASE,
)
_CAMEL = re.compile(r"[A-Za-z][a-z0-9]*(?:[A-Z][A-Za-z0-9]*){1,}")


class Given(NamedTuple):
    """What the library and the person at the keyboard know."""

    names: Mapping[str, str] = {}  # names and ids of people and teams, in lower case -> id
    services: frozenset[str] = frozenset()
    severities: Mapping[str, str] = {}  # a word in lower case -> sev1 to sev4
    owner: str | None = None  # of documents that nobody else is named for
    held: Mapping[str, str] = {}  # owners of the library's documents, by path in the folder


def title(source: Source) -> Stated:
    """Return the title: of the front matter, a heading, else the file's name."""
    front = source.front.get("title")
    if isinstance(front, str) and front.strip() and "<%" not in front:
        return Stated(_clean(front), 1)
    headed = {heading.line for heading in source.document.body.headings}
    for stated in source.stated.get("title", ()):
        line = source.lines[stated.line].lstrip(" *-_")
        if stated.line in headed or re.match(r"(?i)[\w -]*title\b", line):
            return Stated(_clean(stated.text), stated.line)
    named = {s.line for values in source.stated.values() for s in values}
    for stated in source.stated.get("services", ()):
        if stated.line in headed and _SORT.search(stated.text):
            return Stated(_clean(stated.text), stated.line)  # "# Service: Ledger API - runbook"
    said = next(  # "Incident: Search was slow"
        (
            t
            for t in source.stated.get("title", ())
            if len(t.text.split()) > 1 and "://" not in t.text
        ),
        None,
    )
    for heading in source.document.body.headings:
        if heading.level > 2:
            break
        text = plain(heading.text)
        if heading.line in named or _GENERIC.fullmatch(text) or not text:
            continue
        if heading.level == 1 or (not said and heading is source.document.body.headings[0]):
            return Stated(_clean(text), heading.line)
    if said:
        return Stated(_clean(said.text), said.line)
    name = source.path.rsplit("/", 1)[-1]
    stem = re.sub(
        r"(?:\.(?:html|md|markdown|mkd|mdown|mdx|erb|txt))+$", "", name, flags=re.IGNORECASE
    )
    if stem.lower() in ("index", "_index") and "/" in source.path:
        stem = source.path.rsplit("/", 2)[-2]
    return Stated(_clean(re.sub(r"[-_]+", " ", stem)), 0)


def _clean(text: str) -> str:
    text = plain(text)
    for arrow, sign in (("->", "→"), ("=>", "⇒"), ("<-", "←"), (">=", "≥"), ("<=", "≤")):
        text = text.replace(arrow, sign)
    text = "".join(c for c in re.sub(r"[<>]", "", text) if c.isprintable())
    return shortened(" ".join(text.split()))


def shortened(text: str) -> str:
    """Return a text that a title may hold."""
    if len(text) <= TITLE_LENGTH:
        return text
    return text[: TITLE_LENGTH - 1].rsplit(" ", 1)[0].rstrip(" ,;:–—-") + "…"


def severity(source: Source, given: Given) -> tuple[str | None, list[Note]]:
    """Return sev1 to sev4, or the document's own word with a note that it is none of them."""
    stated = source.one("severity")
    if stated is None:
        planned = actions.lines_of(source) | source.fenced
        told = [line for number, line in enumerate(source.lines) if number not in planned]
        found = {m["n"] for line in told for m in _IN_TEXT.finditer(line)}
        return (f"sev{found.pop()}", []) if len(found) == 1 else (None, [])
    word = stated.text.strip()
    if mapped := given.severities.get(word.lower()):
        return mapped, []
    match = _SEVERITY.search(word)
    if match and re.search(r"\w", word[: match.start()]) and len(set(_IN_TEXT.findall(word))) > 1:
        match = None  # "how we tell SEV1 from SEV2"
    number = (match["a"] or match["b"] or match["c"]) if match else ""
    if number in ("1", "2", "3", "4"):
        return f"sev{number}", []
    note = Note(
        stated.line,
        f"the severity is `{word}`, which is none of sev1 to sev4; say which it is with "
        f"--severity '{word}=sev1'",
    )
    return word, [note]


def services(source: Source, given: Given) -> tuple[tuple[str, ...], list[Note]]:
    """Return the ids of the services that are stated."""
    found: list[str] = []
    notes: list[Note] = []
    known = {name.lower(): name for name in given.services}
    values: list[Stated] = list(source.stated.get("services", ()))
    front = source.front.get("services") or source.front.get("service")
    if isinstance(front, list):
        values += [Stated(str(v), 1) for v in front if isinstance(v, str)]
    for value in values:
        for part in re.split(
            r"\s*[,;&+]\s*|\s+and\s+|\s+/\s+", re.sub(r"\([^)]*\)", "", value.text)
        ):
            words = _SORT.sub("", part).strip(" .`'\"")
            if not words:
                continue
            name = known.get(words.lower()) or known.get(owners.slug(words)) or words
            if not re.fullmatch(r"[A-Za-z0-9]+([._-]+[A-Za-z0-9]+)*", name):
                name = owners.slug(name)
            if not name or len(words.split()) > 4 or len(name) > 80:
                notes.append(Note(value.line, f"`{words[:60]}` is no name of a service"))
            elif name not in found:
                found.append(name)
    return tuple(found), notes


def owner(
    source: Source, files: owners.OwnerFiles, given: Given
) -> tuple[str | None, str | None, list[Note]]:
    """Return the owner in the document's words, the id to be written, and what to look at."""
    for stated in _owners(source):
        words = owners.person(stated.text)
        if words is None:
            continue
        made = owners.identity(words, given.names)
        if made:
            return words, made, []
        return words, None, [Note(stated.line, f"the owner `{words[:60]}` is no single team")]
    if found := files.of(source.path):
        made = owners.identity(found.name, given.names)
        notes = []
        if found.others:
            others = ", ".join(found.others[:4]) + ("…" if len(found.others) > 4 else "")
            notes.append(
                Note(0, f"the owner is the first that {found.source} names; it also names {others}")
            )
        return made, made, notes
    if given.owner:
        return given.owner, given.owner, []
    return None, None, []


def _owners(source: Source) -> list[Stated]:
    found = list(source.stated.get("owner", ()))
    front = source.front.get("owner") or source.front.get("team")
    if isinstance(front, list) and len(front) == 1 and isinstance(front[0], str):
        found.append(Stated(front[0], 1))
    return found


def day(source: Source, order: str) -> tuple[date, int] | None:
    """Return the day of the incident and the line that states it; 0 for the file's name."""
    for name in ("date", "started_at", "detected_at", "declared_at"):
        for stated in source.stated.get(name, ()):
            if found := _first(stated.text, order):
                return found, stated.line
    front = source.front.get("title")
    if isinstance(front, str) and (found := _first(front, order)):
        return found, 1
    for heading in source.document.body.headings[:3]:
        if heading.level == 1 and (found := _first(heading.text, order)):
            return found, heading.line
    for name in reversed(source.path.split("/")[-2:]):
        if found := _first(re.sub(r"[_.](?=\d)", "-", name), order):
            return found, 0
    return None


def first_day(source: Source, order: str) -> tuple[date, int] | None:
    """Return the first day that the opening of the text names."""
    for paragraph in source.document.body.paragraphs[:4]:
        text = plain(paragraph.text)
        if found := _first(text, order):
            return found, paragraph.line
    return None


def opening_day(source: Source, order: str) -> date | None:
    """Return the day without a year that the opening names, where a later day tells the year."""
    stated = (_first(plain(p.text), order) for p in source.document.body.paragraphs)
    near = next((day for day in stated if day), None)
    if near is None:
        return None
    for paragraph in source.document.body.paragraphs[:2]:
        text = plain(paragraph.text)
        if (found := dates.yearless(text, near - _CLOSE)) and found.day <= near:
            return found.day
    return None


def _first(text: str, order: str) -> date | None:
    found = dates.first(text, order)
    return found.day if found else None


def alerts(source: Source) -> tuple[str, ...]:
    """Return the names of the alerts that a runbook is for."""
    names: list[str] = []
    for stated in source.stated.get("alerts", ()):
        names += [n.strip(" `'\"") for n in re.split(r"[,;]\s*|\s+and\s+", stated.text)]
    front = source.front.get("alerts")
    if isinstance(front, list):
        names += [n for n in front if isinstance(n, str)]
    if not names:
        headings = source.document.body.headings
        parts = {h.text.strip().lower() for h in headings}
        first = headings[0].text.strip() if headings else ""
        word = re.sub(r"\s*\[.*\]$", "", first)
        if _CAMEL.fullmatch(word) and "meaning" in parts:
            names = [word]
    fit = [n for n in names if n and len(n) <= 200 and len(n.split()) <= 8]
    return tuple(dict.fromkeys(fit))
