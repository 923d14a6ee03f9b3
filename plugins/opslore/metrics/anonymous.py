"""Text in which nobody is named: names, ids, handles and addresses become a role.

For what leaves the circle of those who were there. Who is known by name: everybody in
`directory.yml`, and every person a front matter names. A name that stands by itself becomes "the
on-call engineer", or the role that its bearer had in the incident. Where a name is part of
something longer (`restart-ada.sh`, `AdaFix`, an address), stands beside a word that could be the
rest of it, or could as well be a common word ("Will restarted", "the max was 3"), the whole text
is left out. A first name that only the text knows
is not seen; two capitalised words in a row that nobody knows are, unless the directory says that
it is complete.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from functools import lru_cache
from typing import TYPE_CHECKING, NewType

from opslore.metrics.name_words import (
    COMMON,
    DETERMINERS,
    OPENERS,
    PARTICLES,
    SMALL,
    fold,
    humps,
    ideographs,
    mixed,
    plain,
    spellings,
    tokens,
)
from opslore.records import Service

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from opslore.catalogue import Catalogue
    from opslore.metrics.name_words import Token

Anonymous = NewType("Anonymous", str)  # only this module makes one of a text that somebody wrote

ROLE = "the on-call engineer"
ROLES = {
    "incident_commander": "the incident commander",
    "operations_lead": "the operations lead",
    "communications_lead": "the communications lead",
    "scribe": "the scribe",
    "deputy": "the deputy",
}
_SHORTEST = 3  # letters; what is shorter is a particle, an initial, or told by its capital
_HANDLE = 5  # letters from which on `jsmith` is taken for J. Smith
_GAP = re.compile(r"[\s.,_\-·]{0,3}")
_MAIL = re.compile(
    r"(?:mailto:)?[^\s<>()\[\]{}\"',;:@]+@[^\s<>()\[\]{}\"',;:@]*[^\s<>()\[\]{}\"',;:@.]"
)
_MENTION = re.compile(r"<[@!#][^>\s]*>|\[~[^\]\s]*\]|(?<![\w@])@[\w][\w.\-]*(?:\[bot\])?")
_ADDRESS = re.compile(r"://|\bwww\.|\b[a-z][a-z0-9+.-]*:[\\/]", re.IGNORECASE)
# Letters of no alphabet, and those of phonetic writing, which pass for ours.
_MARKED = re.compile(r"[A-Za-z][\u0300-\u036f\u0488\u0489]|[\u0250-\u02af]")
_ELISION = re.compile(r"\b(\w{1,2})['’](\w{2,})")
_AUXILIARIES = frozenset(("may", "will"))  # in small letters nobody's name
_GLUE = "-_./\\#:=&+~%$"
_CAPITALS = re.compile(r"(?<=[\w,;:] )[A-Z][a-z'’]+ [A-Z][a-z'’]+|^[A-Z][a-z]+ [A-Z][a-z]+")


class _Weight(Enum):
    """What a word alone is taken for."""

    WORD = auto()
    NAME = auto()
    PERHAPS = auto()  # or part of one, or a disguise: nothing with it leaves the circle


class Names:
    """Everybody who could be named in a library."""

    def __init__(self, names: Mapping[str, str], known: Iterable[str], *, complete: bool) -> None:
        """Take person id -> name, and texts whose words are no names (services, failure modes)."""
        self._parts: dict[str, set[str]] = {}
        self._ids = {fold(person) for person in names}
        self._handles: set[str] = set()
        self._elided: set[tuple[str, str]] = set()  # of O'Neill
        self._pairs: set[str] = set()  # of names written without spaces
        squashed: set[str] = set()
        for person, name in names.items():
            for text in {plain(person), plain(name)}:
                words = [token.written for token in tokens(text)]
                for word in words:
                    for spelling in spellings(word):
                        self._parts.setdefault(spelling, set()).add(person)
                self._elided |= {(fold(a), fold(b)) for a, b in _ELISION.findall(text)}
                self._pairs |= ideographs(text)
                squashed |= {"".join(map(fold, words)), "".join(_spelt(words))}
                self._handles |= _handles(words)
        inside = {name for name in squashed if len(name) > _SHORTEST and name not in COMMON}
        inside |= {part for part in self._parts if part not in COMMON}
        inside = {name for name in inside if len(name) > 4}
        pattern = "|".join(sorted(map(re.escape, inside), key=len, reverse=True))
        self._inside = re.compile(pattern) if pattern else None
        self._words = {token.folded for text in known for token in tokens(text)}
        self._complete = complete

    def sentence(self, text: str, roles: Mapping[str, str] | None = None) -> Anonymous | None:
        """Return a text with roles for names; None where that cannot be done safely.

        `roles` says what somebody was in the incident that the text tells of: person id -> role.
        """
        text = plain(text)
        if not text or _ADDRESS.search(text):
            return None
        text = _MAIL.sub(ROLE, text)
        text = _MENTION.sub(ROLE, text)
        if "@" in text or _MARKED.search(text):
            return None
        told = self._told(text, roles or {})
        if told is None or self.leak(told):
            return None
        if not self._complete and any(self._strange(m[0]) for m in _CAPITALS.finditer(told)):
            return None
        several = re.sub(rf"{ROLE}(?:(?:,|,? and|,? or) {ROLE})+", f"{ROLE}s", told)
        return Anonymous(several[:1].upper() + several[1:] if told.startswith("the ") else several)

    def label(self, text: str, instead: str) -> Anonymous:
        """Return a short text (the name of a service) as it is, or `instead` if it names anybody."""
        tidy = plain(text)
        named = _MAIL.search(tidy) or "@" in tidy or _ADDRESS.search(tidy) or self.leak(tidy)
        return Anonymous(instead if named or not tidy else tidy)

    def leak(self, text: str) -> str:
        """Return what in a text names somebody; empty if nothing does."""
        tidy = plain(text)
        words = tokens(tidy)
        for token in words:
            if self._weight(token) is not _Weight.WORD:
                return token.written
        for pair in ideographs(tidy) & self._pairs:
            return pair
        found = (
            self._inside.search("".join(token.folded for token in words)) if self._inside else None
        )
        # Words of two neighbours may make a name by chance; then a sentence is lost, no more.
        return found[0] if found else ""

    def _weight(self, token: Token) -> _Weight:
        folded = token.folded
        if folded not in self._parts:
            folded = folded.removesuffix("s")  # Adas, which is Ada's
        if folded not in self._parts:
            return self._disguise(token)
        if folded in COMMON or folded in SMALL:
            named = token.capital or (folded in self._ids and folded not in _AUXILIARIES)
            return _Weight.PERHAPS if named else _Weight.WORD
        if len(folded) < _SHORTEST or folded in PARTICLES:
            if len(folded) == 1 or (folded in PARTICLES and token.small):
                return _Weight.WORD
            return _Weight.NAME if token.written.istitle() else _Weight.PERHAPS
        # In small letters a name is mostly a word that happens to be one: `the max was 3`.
        return _Weight.PERHAPS if token.small and folded not in self._ids else _Weight.NAME

    def _disguise(self, token: Token) -> _Weight:
        """Weigh a word that is no name: `ada01`, `AdaFix`, `jsmith`, `аda` with a foreign letter."""
        bare = token.written.strip("0123456789")
        named = any(
            (word := fold(part)) in self._parts
            and len(word) >= _SHORTEST
            and (word not in COMMON or part[0].isupper())
            for part in {bare, *humps(token.written)}
            if part and part != token.written
        )
        if named or token.folded in self._handles or mixed(token.written):
            return _Weight.PERHAPS
        return _Weight.WORD

    def _told(self, text: str, roles: Mapping[str, str]) -> str | None:
        words = tokens(text)
        out: list[str] = []
        done = place = 0
        while place < len(words):
            last = self._run(text, words, place)
            if last is None:
                if self._weight(words[place]) is not _Weight.WORD:
                    return None
                place += 1
                continue
            run = words[place : last + 1]
            if len(run) == 1 and self._weight(run[0]) is not _Weight.NAME:
                if self._weight(run[0]) is _Weight.PERHAPS:
                    return None
                place += 1
                continue
            if self._glued(text, words, place, last):
                return None
            out += [text[done : run[0].start], self._role(run, roles)]
            done = run[-1].end
            place = last + 1
        return "".join([*out, text[done:]])

    def _run(self, text: str, words: list[Token], place: int) -> int | None:
        """Return the place of the last word of the name that begins at `place`."""
        last = place
        token = words[place]
        full = self._could(token)
        # `A` and `I` are words, `A.` is an initial.
        after = text[token.end : token.end + 1]
        initial = (
            len(token.folded) == 1
            and token.capital
            and not (token.written in "AI" and after == " ")
        )
        particle = token.folded in PARTICLES and token.folded in self._parts
        if not (full or initial or particle):
            return None
        while last + 1 < len(words):
            gap = text[words[last].end : words[last + 1].start]
            following = words[last + 1]
            elided = (words[last].folded, following.folded) in self._elided
            part = following.folded in self._parts or (
                len(following.folded) == 1 and following.capital
            )
            if not part or not (elided or _GAP.fullmatch(gap)):
                break
            if gap.startswith((".", ",")) and not initial:
                break
            last += 1
            full = full or self._could(following)
            initial = len(following.folded) == 1
        if not full:
            return None
        small = all(word.small for word in words[place : last + 1])
        return place if last > place and small and not self._one(words[place : last + 1]) else last

    def _could(self, token: Token) -> bool:
        """Whether a word could be the name itself, not an initial or a particle of one."""
        folded = token.folded if token.folded in self._parts else token.folded.removesuffix("s")
        return folded in self._parts and len(folded) > 1 and folded not in PARTICLES

    def _one(self, run: list[Token]) -> set[str]:
        """Return who bears all of these words as a name."""
        people = [
            self._parts.get(word.folded) or self._parts.get(word.folded.removesuffix("s")) or set()
            for word in run
            if len(word.folded) > 1
        ]
        return set.intersection(*people) if people else set()

    def _glued(self, text: str, words: list[Token], first: int, last: int) -> bool:
        """Whether a name is part of something longer, or stands beside one that nobody knows."""
        start, end = words[first].start, words[last].end
        before, after = text[:start], text[end:]
        if before.endswith(tuple(_GLUE)) or (after[:1] in tuple(_GLUE) and after[1:2].isalnum()):
            return True
        if re.search(r"\w['’]$", before):
            return True  # D'Ada
        shouted = words[last].written.isupper()
        if after[:1] in (" ", "-") and last + 1 < len(words) and words[last + 1].start == end + 1:
            following = words[last + 1]
            if self._surname(following, shouted=shouted):
                return True
        if before.endswith(" ") and first and words[first - 1].end == start - 1:
            previous = words[first - 1]
            if previous.folded in DETERMINERS:
                return True
            return previous.folded not in OPENERS and self._surname(previous, shouted=shouted)
        return False

    def _surname(self, token: Token, *, shouted: bool) -> bool:
        """Whether a word beside a name looks like another part of it."""
        if not token.capital or token.folded in self._words:
            return False
        return shouted or not token.written.isupper()  # SRE, DNS

    def _role(self, run: list[Token], roles: Mapping[str, str]) -> str:
        named = {roles[person] for person in self._one(run) if person in roles}
        return named.pop() if len(named) == 1 else ROLE

    def _strange(self, words: str) -> bool:
        return not all(token.folded in self._words for token in tokens(words))


@lru_cache(maxsize=2)
def names(catalogue: Catalogue) -> Names:
    """Return everybody whom a library could name."""
    found = {person.id: person.name for person in catalogue.directory.people.values()}
    teams = catalogue.directory.teams
    for team in teams.values():
        found |= {member: member for member in team.members if member not in found}
    for record in catalogue.records:
        for reference in record.references():
            person = reference.kind == "person" or (
                reference.kind == "person-or-team" and reference.id not in teams
            )
            if person:
                found.setdefault(reference.id.removeprefix("person:"), reference.id)
    for ticket in catalogue.tickets.by_url.values():
        if ticket.assignee and ticket.assignee not in teams:
            found.setdefault(ticket.assignee, ticket.assignee)
    vocabulary = catalogue.vocabulary
    known = [catalogue.settings.site.name, *_CALENDAR, *teams, *(t.name for t in teams.values())]
    for service in catalogue.of(Service):
        known += [service.id, service.title]
    for terms in (vocabulary.failure_modes, vocabulary.triggers, vocabulary.detection_sources):
        for term in terms.values():
            known += [term.title, *term.synonyms]
    return Names(found, known, complete=catalogue.directory.complete)


_CALENDAR = (
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "January February March April May June July August September October November December",
)


def _spelt(words: Iterable[str]) -> list[str]:
    return [max(spellings(word), key=len) for word in words]


def _handles(words: Sequence[str]) -> set[str]:
    """Return what a log-in made of a name looks like: `jsmith`, `smithj`, `johns`."""
    if len(words) < 2:
        return set()
    found = set()
    for first, last in ((words[0], words[-1]), (words[-1], words[0])):
        for spelling in spellings(last):
            found |= {fold(first)[:1] + spelling, spelling + fold(first)[:1]}
    return {handle for handle in found if len(handle) >= _HANDLE}
