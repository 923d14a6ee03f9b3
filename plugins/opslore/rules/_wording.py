"""The one pass in which the rules on blameless wording read a document.

The prose is put together again from its lines, since a sentence goes on over the end of a line.
Left out is what is no statement of its author: quotes, words in quotation marks, code, headings,
tables that explain words, and lines of a chat. A rule names the words without which it has
nothing to say; where a document has none of them, nothing is put together at all.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from opslore.findings import Location
from opslore.records import CaseStudy, Drill, NearMiss, Postmortem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.document import Document
    from opslore.records import Record
    from opslore.records.base import Steps
    from opslore.records.directory import Directory

Words = tuple[str, ...]

_QUOTED = re.compile(
    r'"[^"\n]{1,300}(?:\n[^"\n]{1,300})?"|“[^”]{1,400}”|„[^“”]{1,400}[“”]|«[^»]{1,400}»|‘[^’\n]{1,80}’'
)
_NEW_BLOCK = re.compile(r"\s*(?:[-*+]\s|\d{1,4}[.)]\s|\||>|:\s)")
_SENTENCE_END = re.compile(r"(?:(?<!e\.g)(?<!i\.e)(?<!\bvs)\.|[!?;])(?=[\s*_)\]]|$)|\n\n")
_CHAT = re.compile(r"\s*(?:>?\s*@[\w-]+:\s|\[\d\d:\d\d\]\s+@?\w+:|<@?\w+>\s)")
_DEFINITIONS = frozenset(
    "term terms word words wording phrase definition meaning example examples avoid instead say"
    " blameful blameless prefer".split()
)


class Found(NamedTuple):
    """A place that a rule speaks of, and the words there, with single blanks."""

    at: Location
    text: str


class _Prose(NamedTuple):
    """The prose of a document as one text."""

    text: str
    lower: str
    starts: list[int]  # index at which each line begins in `text`
    lines: list[int]  # the line of the file for each of them
    ends: list[int]  # where sentences end


def find(
    record: Record, words: Words, pattern: re.Pattern[str], argued: re.Pattern[str] | None = None
) -> Iterator[Found]:
    """Yield where the prose of a document matches.

    `words` are lower-case texts of which one is in every match; `argued` tells the sentences in
    which the matter is spoken of and not done.
    """
    if not isinstance(record, (Postmortem, NearMiss, Drill, CaseStudy)):
        return
    document = record.document
    for steps in _fields(record):
        yield from _in_value(document, steps, words, pattern, argued)
    lower = _lower(document)
    if any(word in lower for word in words):
        yield from _in_prose(document, words, pattern, argued)


@lru_cache(maxsize=4)
def _lower(document: Document) -> str:
    return document.text[document.body_offset :].lower()


def _in_prose(
    document: Document, words: Words, pattern: re.Pattern[str], argued: re.Pattern[str] | None
) -> Iterator[Found]:
    prose = _prose(document)
    for start, end in _sentences(prose, words):
        if argued is not None and argued.search(prose.text, start, end):
            continue
        for match in pattern.finditer(prose.text, start, end):
            first, last = _place(prose, match.start()), _place(prose, match.end() - 1)
            at = Location(document.path, *first, last[0], last[1] + 1)
            yield Found(at, " ".join(match[0].split()))


def _sentences(prose: _Prose, words: Words) -> list[tuple[int, int]]:
    """Return start and end of the sentences that hold one of the words."""
    found = set()
    for word in words:
        at = prose.lower.find(word)
        while at >= 0:
            number = bisect_right(prose.ends, at)
            end = prose.ends[number] if number < len(prose.ends) else len(prose.text)
            found.add((prose.ends[number - 1] if number else 0, end))
            at = prose.lower.find(word, end)
    return sorted(found)


@lru_cache(maxsize=4)
def _prose(document: Document) -> _Prose:
    skipped = _defining(document)
    pieces: list[str] = []
    starts: list[int] = []
    lines: list[int] = []
    length, before = 0, 0
    for number, text in document.body.prose():
        raw = document.line(number)
        if number in skipped or raw.lstrip().startswith(">") or _CHAT.match(raw):
            continue
        if pieces:
            gap = "\n" if number == before + 1 and not _NEW_BLOCK.match(raw) else "\n\n"
            pieces.append(gap)
            length += len(gap)
        pieces.append(text)
        starts.append(length)
        lines.append(number)
        length += len(text)
        before = number
    text = _QUOTED.sub(lambda quoted: re.sub(r"\S", "·", quoted[0]), "".join(pieces))
    return _Prose(
        text, text.lower(), starts, lines, [m.end() for m in _SENTENCE_END.finditer(text)]
    )


def _defining(document: Document) -> frozenset[int]:
    """Return the lines of tables that explain words or set examples."""
    return frozenset(
        cell.line
        for table in document.body.tables
        if _DEFINITIONS & {word for c in table.header for word in c.text.lower().split()}
        for row in table.rows
        for cell in row
    )


def _place(prose: _Prose, index: int) -> tuple[int, int]:
    number = bisect_right(prose.starts, index) - 1
    return prose.lines[number], index - prose.starts[number] + 1


def _fields(record: Record) -> Iterator[Steps]:
    """Yield the fields of the front matter in which somebody tells what happened."""
    if isinstance(record, Postmortem):
        for factor in record.contributing_factors:
            yield (*factor.steps, "summary")
    elif isinstance(record, NearMiss):
        yield ("what_failed",)
        yield ("corrective_action",)
    if "description" in record.document.data:
        yield ("description",)


def _in_value(
    document: Document,
    steps: Steps,
    words: Words,
    pattern: re.Pattern[str],
    argued: re.Pattern[str] | None,
) -> Iterator[Found]:
    value: object = document.data
    for step in steps:
        value = value[step] if isinstance(value, (dict, list)) and document.has(*steps) else None  # type: ignore[index]
    if not isinstance(value, str):
        return
    text = _QUOTED.sub("·", value)
    lower = text.lower()
    if not any(word in lower for word in words) or (argued and argued.search(text)):
        return
    for match in pattern.finditer(text):
        at = document.at(*steps)
        line = document.line(at.line)
        column = line.find(match[0], at.column - 1) + 1
        if column:
            at = Location(at.path, at.line, column, at.line, column + len(match[0]))
        yield Found(at, " ".join(match[0].split()))


def compiled(pattern: str) -> re.Pattern[str]:
    """Return a pattern in which a blank is any white space, and case does not matter."""
    return re.compile(pattern.replace(" ", r"\s+"), re.IGNORECASE)


ROLES = (
    "engineer|operator|developer|programmer|administrator|admin|sysadmin|technician|dba|sre"
    "|contractor|employee|colleague|intern|person|human|author|reviewer|maintainer|responder"
    "|incident commander|commander|analyst|tester|team member|team mate|teammate|on-?call"
)
# "the engineer on call", "one of our developers", "somebody", "CP team member"
SOMEBODY = (
    rf"(?:(?:the|an?|another|our|one of (?:the|our)) (?:[\w-]+ ){{0,3}}?(?:{ROLES})s?"
    r"(?: (?:on call|on duty|in charge))?|(?:(?-i:[A-Z]{2,}) )?team member"
    r"|an?(?: \w+)? member of (?:the|our)(?: \w+)? team|someone|somebody)"
)


def people(directory: Directory) -> str:
    """Return a pattern for the people of the directory; one that never matches if it is empty."""
    return _people(tuple((person.id, person.name) for person in directory.people.values()))


@lru_cache(maxsize=4)
def _people(known: tuple[tuple[str, str], ...]) -> str:
    names = {name for identity, full in known for name in _names(identity, full)}
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    listed = "|".join(re.escape(name).replace("\\ ", " ") for name in longest_first)
    return rf"@?(?-i:{listed})" if names else "(?!)"


def _names(identity: str, name: str) -> Iterator[str]:
    yield identity
    yield name
    first = name.split(" ", maxsplit=1)[0]
    if first[:1].isupper() and len(first) > 1:
        yield first
