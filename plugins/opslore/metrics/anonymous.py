"""Text in which nobody is named: names, ids, handles and addresses become a role.

For what leaves the circle of those who were there. Who is known by name: everybody in
`directory.yml`, and every person a front matter names. A name that stands by itself becomes "the
on-call engineer", or the role that its bearer had in the incident. Where a name is part of
something longer (`restart-ada.sh`, `AdaFix`, an address), or could as well be a common word at
that place ("Will restarted"), the whole text is left out. A first name that only the text knows
is not seen; two capitalised words in a row that nobody knows are, unless the directory says that
it is complete.
"""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, NewType
from urllib.parse import unquote

from opslore.records import Service

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from opslore.catalogue import Catalogue

Anonymous = NewType("Anonymous", str)  # only this module makes one of a text that somebody wrote

ROLE = "the on-call engineer"
ROLES = {
    "incident_commander": "the incident commander",
    "operations_lead": "the operations lead",
    "communications_lead": "the communications lead",
    "scribe": "the scribe",
    "deputy": "the deputy",
}
# As a whole word these are more often no name; capitalised and alone they could be either.
COMMON = frozenset(
    "abel admin angel april art august autumn bank baker bell best bill bishop black bond brand bright"
    " brook brown bush butler case cash chance chase church christian clay cliff cole cook cooper"
    " dale dawn day dean dell drew earl ernest example faith field fisher ford forest fox frank franklin"
    " free frost gene glen gold good grace grant gray green guy hand hardy hart harmony heath hill"
    " holiday holly home hook hope house hunt hunter iris ivy jack jade jasmine jean jewel joy jude"
    " june justice key king knight lake lance lane law lee lily long love major mark marks"
    " mars mason may melody mercy merry miles mill miller moon moss nick noble north olive pace page"
    " park parker patience paul pearl penny piper pollard pool poole price prince queen rain ray"
    " reed rich rob robin rock rose ruby sage sales sandy sharp shepherd sky small smith star stark"
    " steel sterling stone storm strong sue summer taylor tanner teller terry tucker turner van"
    " victor violet wade walker wall ward waters wells west white will willow win wise wood woods"
    " worth wren young".split()
)
_PARTICLES = frozenset("al bin da de del den der di dos du el la le ten ter van von y zu".split())
_SHORTEST = 3  # letters; what is shorter is a particle or an initial
_WORD = re.compile(r"[^\W_]+")
_GAP = re.compile(r"[\s.,_\-·]{0,3}")
_MAIL = re.compile(
    r"(?:mailto:)?[^\s<>()\[\]{}\"',;:@]+@[^\s<>()\[\]{}\"',;:@]*[^\s<>()\[\]{}\"',;:@.]"
)
_MENTION = re.compile(r"<[@!#][^>\s]*>|\[~[^\]\s]*\]|(?<![\w@])@[\w][\w.\-]*(?:\[bot\])?")
_ADDRESS = re.compile(r"://|\bwww\.|\b[a-z][a-z0-9+.-]*:[\\/]", re.IGNORECASE)
_MARKED = re.compile(r"[A-Za-z][\u0300-\u036f\u0488\u0489]")  # no letter of any alphabet
_GLUE = "-_./\\#:=&+~%$"
_CAPITALS = re.compile(r"(?<=[\w,;:] )[A-Z][a-z'’]+ [A-Z][a-z'’]+|^[A-Z][a-z]+ [A-Z][a-z]+")


class _Token(NamedTuple):
    start: int
    end: int
    folded: str


class Names:
    """Everybody who could be named in a library."""

    def __init__(self, names: Mapping[str, str], known: Iterable[str], *, complete: bool) -> None:
        """Take person id -> name, and texts whose words are no names (services, failure modes)."""
        self._parts: dict[str, set[str]] = {}
        self._squashed: set[str] = set()
        for person, name in names.items():
            for text in {person, name}:
                words = [fold(word) for word in _WORD.findall(plain(text))]
                for word in words:
                    self._parts.setdefault(word, set()).add(person)
                whole = "".join(words)
                if len(whole) > _SHORTEST and whole not in COMMON:
                    self._squashed.add(whole)
        self._long = [p for p in self._parts if len(p) > 4 and p not in COMMON]
        inside = [*self._long, *(name for name in self._squashed if len(name) > 4)]
        pattern = "|".join(sorted(map(re.escape, set(inside)), key=len, reverse=True))
        self._inside = re.compile(pattern) if pattern else None
        self._words = {fold(w) for text in known for w in _WORD.findall(text)}
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
        for token in _tokens(tidy):
            if token.folded in COMMON:
                if token.folded in self._parts and tidy[token.start].isupper():
                    return tidy[token.start : token.end]
            elif self._named(token.folded):
                return tidy[token.start : token.end]
        squashed = "".join(token.folded for token in _tokens(tidy))
        found = self._inside.search(squashed) if self._inside else None
        # Words of two neighbours may make a name by chance; then a sentence is lost, no more.
        return found[0] if found else ""

    def _named(self, folded: str) -> bool:
        if len(folded) < _SHORTEST or folded in _PARTICLES:
            return False
        return folded in self._parts or (folded.endswith("s") and folded[:-1] in self._parts)

    def _told(self, text: str, roles: Mapping[str, str]) -> str | None:
        tokens = _tokens(text)
        out: list[str] = []
        done = place = 0
        while place < len(tokens):
            token = tokens[place]
            last = self._run(text, tokens, place)
            if last is None:
                if _mixed(text[token.start : token.end]):
                    return None
                place += 1
                continue
            run = tokens[place : last + 1]
            words = [t.folded for t in run]
            if len(run) == 1 and words[0] in COMMON:
                if text[token.start].isupper():
                    return None
                place += 1
                continue
            before, after = text[: token.start][-1:], text[run[-1].end :]
            if (before and before in _GLUE) or (after[:1] in _GLUE and after[1:2].isalnum()):
                return None
            out += [text[done : token.start], self._role(words, roles)]
            done = run[-1].end
            place = last + 1
        return "".join([*out, text[done:]])

    def _run(self, text: str, tokens: list[_Token], place: int) -> int | None:
        """Return the place of the last token of the name that begins at `place`."""
        last = place
        full = self._named(tokens[place].folded)
        first = text[tokens[place].start : tokens[place].end + 1]
        # `A` and `I` are words, `A.` is an initial.
        initial = (
            len(tokens[place].folded) == 1 and first[0].isupper() and first not in ("A ", "I ")
        )
        if not full and not initial:
            return None
        while last + 1 < len(tokens):
            gap = text[tokens[last].end : tokens[last + 1].start]
            following = tokens[last + 1].folded
            small = following in self._parts or (
                len(following) == 1 and text[tokens[last + 1].start].isupper()
            )
            if not _GAP.fullmatch(gap) or not small or (gap.startswith((".", ",")) and not initial):
                break
            last += 1
            full = full or self._named(following)
            initial = len(following) == 1
        return last if full else None

    def _role(self, words: list[str], roles: Mapping[str, str]) -> str:
        people = [self._parts.get(word, set()) for word in words if len(word) >= _SHORTEST]
        both = set.intersection(*people) if people else set()
        named = {roles[person] for person in both if person in roles}
        return named.pop() if len(named) == 1 else ROLE

    def _strange(self, words: str) -> bool:
        return not all(fold(word) in self._words for word in _WORD.findall(words))


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


def plain(text: str) -> str:
    """Return a text as a reader sees it: entities and %XX read, invisible characters gone."""
    for _ in range(3):  # `&amp;#65;` and `%2541` are read twice by somebody
        read = unquote(html.unescape(text), errors="replace")
        if read == text:
            break
        text = read
    text = unicodedata.normalize("NFKC", text)
    visible = (" " if c.isspace() else c for c in text if unicodedata.category(c) not in _HIDDEN)
    # Emphasis in the middle of a word hides a name from a search, but not from a reader.
    return " ".join(re.sub(r"(?<=\w)[*`~]+(?=\w)|[*`]+", "", "".join(visible)).split())


_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Me"})


def fold(word: str) -> str:
    """Return a word without case and accents."""
    apart = unicodedata.normalize("NFKD", word.casefold())
    flat = "".join(c for c in apart if not unicodedata.combining(c))
    return flat.translate(_LETTERS)


_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
)


def _tokens(text: str) -> list[_Token]:
    return [_Token(m.start(), m.end(), fold(m[0])) for m in _WORD.finditer(text)]


def _mixed(word: str) -> bool:
    """Whether a word is made of letters of two alphabets, as a disguised one is."""
    scripts = {unicodedata.name(c, "?").split()[0] for c in word if c.isalpha()}
    return len(scripts & {"LATIN", "CYRILLIC", "GREEK"}) > 1
