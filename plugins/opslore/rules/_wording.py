"""The one pass in which the rules on blameless wording read a document.

The prose is put together again from its lines, since a sentence goes on over the end of a line.
Left out is what is no statement of its author: quotes, words in quotation marks, code, headings,
tables that explain words, and lines of a chat. A rule names the words without which it has
nothing to say; where a document has none of them, nothing is put together at all.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from opslore.findings import Location
from opslore.records import CaseStudy, Drill, NearMiss, Postmortem, values

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from opslore.document import Document
    from opslore.records import Record
    from opslore.records.base import Steps
    from opslore.records.directory import Directory

Words = frozenset[bytes]

_TELLING = (Postmortem, NearMiss, Drill, CaseStudy)  # what happened

# Bytes of letters in lower case, and ends of lines; all else, beyond ASCII as well, is a blank.
_PLAIN = bytes(
    b if chr(b).islower() or b == 10 else 32
    for b in (ord(chr(n).lower()) if n < 128 else 32 for n in range(256))
)
_QUOTED = re.compile(
    r'"[^"\n]{1,300}(?:\n[^"\n]{1,300})?"|“[^”]{1,400}”|„[^“”]{1,400}[“”]'
    r"|«[^»]{1,400}»|‘[^’\n]{1,80}’"
)
_NEW_BLOCK = re.compile(r"\s*(?:[-*+]\s|\d{1,4}[.)]\s|\||>|:\s)")
_SENTENCE_END = re.compile(
    r"[.!?;\n](?:(?<=\n)\n|(?<!\n)(?=[\s*_)\]]|\Z)(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bvs\.))"
)
_SAID = re.compile(r"\s*(?:>|@[\w-]+:\s|\[\d\d:\d\d\]\s+@?\w+:|<@?\w+>\s)")  # quotes, chats
_DEFINITIONS = frozenset(
    "term terms word words wording phrase definition meaning example examples avoid instead say"
    " blameful blameless prefer".split()
)


class Found(NamedTuple):
    """A place that a rule speaks of, and the words there, with single blanks."""

    at: Location
    text: str


class _Told(NamedTuple):
    """What stands in a body: a look at it is enough for most documents."""

    plain: bytes  # letters in lower case, blanks and ends of lines
    words: Words


class _Prose(NamedTuple):
    """The prose of a document as one text."""

    text: str
    lower: str
    starts: list[int]  # index at which each line begins in `text`
    lines: list[int]  # the line of the file for each of them
    ends: list[int]  # where sentences end


class Search(NamedTuple):
    """What a rule looks for."""

    gate: tuple[Words, ...]  # of each of these sets a word is in every sentence that matches
    pattern: str  # a blank in it is any white space; case does not matter
    argued: str  # sentences in which the matter is spoken of, not done


def find(record: Record, search: Search) -> Iterator[Found]:
    """Yield where the prose of a document, or what its front matter tells, matches."""
    if not isinstance(record, _TELLING):
        return
    document = record.document
    fields, every = _front(document, record.TYPE)
    if not any(every.isdisjoint(words) for words in search.gate):
        for steps, text in fields:
            said = _split(text)
            if not any(said.isdisjoint(words) for words in search.gate):
                yield from _in_value(document, steps, text, search)
    told = _told(document)
    present: list[Words] = []
    for words in search.gate:
        if told.words.isdisjoint(words):
            return
        present.append(told.words & words)
    if _near(told.plain, present):
        yield from _in_prose(document, search, present)


@lru_cache(maxsize=4)
def _told(document: Document) -> _Told:
    plain = _plain(document.text[document.body_offset :])
    return _Told(plain, frozenset(plain.split()))


def _near(plain: bytes, present: list[Words]) -> bool:
    """Whether a word of each set stands between the same two blank lines; a sentence does."""
    rarest, *others = sorted(present, key=len)
    for word in rarest:
        at = plain.find(word)
        while at >= 0:
            start, end = plain.rfind(b"\n\n", 0, at) + 1, plain.find(b"\n\n", at)
            end = end if end >= 0 else len(plain)
            block = plain[start:end]
            if all(any(other in block for other in words) for words in others):
                near = frozenset(block.split())
                if not any(near.isdisjoint(words) for words in present):
                    return True
            at = plain.find(word, end)
    return False


def _plain(text: str) -> bytes:
    return text.encode("utf-8", "replace").translate(_PLAIN)


def _split(text: str) -> Words:
    return frozenset(_plain(text).split())


def words(text: str) -> Words:
    """Return the words of a text, for a gate; "didn't" is "didn" and "t"."""
    return frozenset(text.encode().split())


def _in_prose(document: Document, search: Search, present: list[Words]) -> Iterator[Found]:
    prose = _prose(document)
    for start, end in _sentences(prose, (word.decode() for word in min(present, key=len))):
        told = _split(prose.text[start:end])
        if any(told.isdisjoint(needed) for needed in present):
            continue
        for match in compiled(search.pattern).finditer(prose.text, start, end):
            if compiled(search.argued).search(prose.text, start, end):
                break
            begin, last = _place(prose, match.start()), _place(prose, match.end() - 1)
            at = Location(document.path, *begin, last[0], last[1] + 1)
            yield Found(at, " ".join(match[0].split()))


def _sentences(prose: _Prose, searched: Iterable[str]) -> list[tuple[int, int]]:
    """Return start and end of the sentences that hold one of the words."""
    found = set()
    for word in searched:
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
    written = document.lines
    for number, text in document.body.prose():
        raw = written[number - 1]
        if number in skipped or _SAID.match(raw):
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
    lower = text.lower()
    if len(lower) != len(text):  # a few letters outside of English grow; places must stay
        lower = text
    return _Prose(text, lower, starts, lines, [m.end() for m in _SENTENCE_END.finditer(text)])


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


def _fields(data: Mapping[str, Any], kind: str) -> Iterator[Steps]:
    """Yield the fields of the front matter in which somebody tells what happened."""
    if kind == Postmortem.TYPE:
        for index, _ in values.mappings(data.get("contributing_factors")):
            yield ("contributing_factors", index, "summary")
    elif kind == NearMiss.TYPE:
        yield ("what_failed",)
        yield ("corrective_action",)
    yield ("description",)


@lru_cache(maxsize=4)
def _front(document: Document, kind: str) -> tuple[list[tuple[Steps, str]], Words]:
    """Return place and text of each field that is a text, and the words of them all."""
    found = []
    for steps in _fields(document.data, kind):
        value: Any = document.data
        for step in steps:
            value = value.get(step) if isinstance(step, str) else value[step]
        if isinstance(value, str):
            found.append((steps, _QUOTED.sub("·", value)))
    return found, _split("\n".join(text for _, text in found))


def _in_value(document: Document, steps: Steps, text: str, search: Search) -> Iterator[Found]:
    if compiled(search.argued).search(text):
        return
    for match in compiled(search.pattern).finditer(text):
        at = document.at(*steps)
        column = document.line(at.line).find(match[0], at.column - 1) + 1
        if column:
            at = Location(at.path, at.line, column, at.line, column + len(match[0]))
        yield Found(at, " ".join(match[0].split()))


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Return a pattern for use; the long ones are not compiled before a text needs them."""
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


SOMEBODY_WORDS = words(
    "engineer engineers operator operators developer developers programmer programmers"
    " administrator administrators admin admins sysadmin sysadmins technician technicians dba dbas"
    " sre sres contractor contractors employee employees colleague colleagues intern interns person"
    " persons human humans author authors reviewer reviewers maintainer maintainers responder"
    " responders commander commanders analyst analysts tester testers call oncall someone somebody"
    " member members mate teammate he she"
)


_NOBODY: tuple[str, Words] = "(?!)", frozenset()


def people(record: Record, directory: Directory) -> tuple[str, Words]:
    """Return a pattern for the people of the directory, and the words of which one is in it.

    Where a document holds none of these words, the pattern is one that matches nothing.
    """
    if not isinstance(record, _TELLING):
        return _NOBODY
    pattern, known = _people(directory.names)
    _, every = _front(record.document, record.TYPE)
    if known.isdisjoint(_told(record.document).words) and known.isdisjoint(every):
        return _NOBODY
    return pattern, known


@lru_cache(maxsize=4)
def _people(known: tuple[tuple[str, str], ...]) -> tuple[str, Words]:
    names = {name for identity, full in known for name in _names(identity, full)}
    if not names:
        return _NOBODY
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    listed = "|".join(re.escape(name).replace("\\ ", " ") for name in longest_first)
    return rf"@?(?-i:{listed})", frozenset(word for name in names for word in _split(name))


def _names(identity: str, name: str) -> Iterator[str]:
    yield identity
    yield name
    first = name.split(" ", maxsplit=1)[0]
    if first[:1].isupper() and len(first) > 1:
        yield first
