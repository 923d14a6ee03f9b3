"""Regular expressions of parameters: what every engine reads alike, and none takes for ever on.

A pattern is tried here and in the reader's browser, as they type. So only what Python, RE2 and
JavaScript understand alike is allowed: characters, classes, groups, alternatives, repetitions and
anchors. Look-around, back-references, named groups and flags are not.

A backtracking engine takes for ever where one text can be read in exponentially many ways, as in
`(a+)+`. That is decided exactly, on the automaton of the pattern (exponential ambiguity in the
sense of Weber and Seidl, 1991), so `[a-z]+(-[a-z]+)*` is fine and `([a-z]+-?)*` is not.
"""

from __future__ import annotations

from dataclasses import field
from functools import lru_cache

from opslore.frozen import dataclass
from opslore.lazy import pattern

_ALL = (1 << 129) - 1  # ASCII, and one bit for everything else
_ESCAPED = pattern(r"\\.")
_DOUBTFUL = pattern(r"\[|--|&&|\|\||~~")  # sets within sets, in newer engines
_LARGEST = 150  # positions; a pattern of 200 characters seldom has more than 60


class PatternError(Exception):
    """What is wrong with a pattern, as the end of "the pattern …"."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of the automaton: can it be empty, where it begins and where it ends."""

    empty: bool
    first: frozenset[int]
    last: frozenset[int]


_NOTHING = _Part(empty=True, first=frozenset(), last=frozenset())


@lru_cache(maxsize=512)
def fault(pattern: str) -> str | None:
    """Return what is wrong with a pattern, as the end of "the pattern …"; None if nothing."""
    try:
        reader = _Reader(pattern)
        reader.read()
    except PatternError as error:
        return str(error)
    if reader.twice or _ambiguous(reader.follow, reader.symbols):
        return "can take for ever: a repetition inside a repetition matches the same text"
    return None


@dataclass
class _Reader:
    """Reads a pattern into Glushkov's automaton: a state for each character position."""

    text: str
    at: int = 0
    symbols: list[int] = field(default_factory=list)  # of each position, the characters as bits
    follow: list[set[int]] = field(default_factory=list)
    twice: bool = False  # two ways from one position to another on a circle

    def read(self) -> None:
        """Read the whole pattern; raises PatternError."""
        self.alternatives(0)
        if self.at < len(self.text):
            raise PatternError("closes a group that was never opened")

    def alternatives(self, depth: int) -> _Part:
        """Read `a|b|c`."""
        if depth > 20:
            raise PatternError("is nested more than 20 deep")
        found = self.row(depth)
        while self.text.startswith("|", self.at):
            self.at += 1
            other = self.row(depth)
            found = _Part(
                found.empty or other.empty, found.first | other.first, found.last | other.last
            )
        return found

    def row(self, depth: int) -> _Part:
        """Read what stands side by side."""
        found = _NOTHING
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            start = self.at
            atom = self.atom(depth)
            if self.text[start] in "^$" or self.text[start : self.at] in {"\\b", "\\B"}:
                if self.text[self.at : self.at + 1] in {"*", "+", "?", "{"}:
                    raise PatternError(f"repeats an anchor with `{self.text[self.at]}`")
                continue
            found = self.joined(found, self.repeated(start, atom, depth))
        return found

    def joined(self, one: _Part, other: _Part) -> _Part:
        """Put two parts side by side."""
        self.connect(one.last, other.first)
        return _Part(
            one.empty and other.empty,
            one.first | other.first if one.empty else one.first,
            one.last | other.last if other.empty else other.last,
        )

    def connect(self, last: frozenset[int], first: frozenset[int], *, again: bool = False) -> None:
        """Let each of `first` follow each of `last`."""
        for position in last:
            if again and first & self.follow[position]:
                self.twice = True
            self.follow[position] |= first

    def atom(self, depth: int) -> _Part:
        """Read one character, class, group or anchor."""
        char = self.text[self.at]
        self.at += 1
        if char == "(":
            if self.text.startswith("?", self.at):
                if not self.text.startswith("?:", self.at):
                    end = self.text[self.at : self.at + 3]
                    raise PatternError(
                        f"uses `({end}`, which not every engine knows; `(?:` is fine"
                    )
                self.at += 2
            inner = self.alternatives(depth + 1)
            if not self.text.startswith(")", self.at):
                raise PatternError("opens a group that is never closed")
            self.at += 1
            return inner
        if char in "^$":
            return _NOTHING
        if char in "*+?{":
            raise PatternError(f"repeats nothing with `{char}`")
        if char == "[":
            return self.position(self.characters())
        if char == "\\":
            if self.text[self.at : self.at + 1] in {"b", "B"}:
                self.at += 1
                return _NOTHING
            return self.position(self.escape())
        return self.position(_ALL & ~(1 << 10) if char == "." else _bit(char))

    def position(self, symbol: int) -> _Part:
        """Make a state."""
        self.symbols.append(symbol)
        self.follow.append(set())
        if len(self.symbols) > _LARGEST:
            raise PatternError(f"is longer than {_LARGEST} characters when written out")
        here = frozenset({len(self.symbols) - 1})
        return _Part(empty=False, first=here, last=here)

    def repeated(self, start: int, part: _Part, depth: int) -> _Part:
        """Read the repetition behind an atom that began at `start`."""
        char = self.text[self.at : self.at + 1]
        if char not in {"*", "+", "?", "{"}:
            return part
        low, high = self.counts()
        self.at += self.text.startswith("?", self.at)  # lazy: the same texts match
        if self.text[self.at : self.at + 1] in {"*", "+", "?", "{"}:
            raise PatternError(f"repeats a repetition with `{self.text[self.at]}`")
        after = self.at
        if high == 0:
            return _NOTHING
        found = last = part if low else _Part(True, part.first, part.last)
        for number in range(1, max(low, high or 1)):  # a counted one is written out
            self.at = start
            copy = self.atom(depth)
            last = _Part(copy.empty or number >= low, copy.first, copy.last)
            found = self.joined(found, last)
        self.at = after
        if high is None:
            self.connect(last.last, last.first, again=True)
        return found

    def counts(self) -> tuple[int, int | None]:
        """Read `*`, `+`, `?` or `{2,3}`: at least, and at most (None: no limit)."""
        char = self.text[self.at]
        self.at += 1
        if char != "{":
            return {"*": (0, None), "+": (1, None), "?": (0, 1)}[char]
        end = self.text.find("}", self.at)
        low, comma, high = self.text[self.at : max(end, self.at)].partition(",")
        if end < 0 or not low.isdigit() or (high and not high.isdigit()):
            raise PatternError("has a `{` that is no count; a plain one is written `\\{`")
        self.at = end + 1
        if not comma:
            return int(low), int(low)
        if high and int(high) < int(low):
            raise PatternError(f"has a count that ends before it begins, `{{{low},{high}}}`")
        return int(low), int(high) if high else None

    def characters(self) -> int:
        """Read a class behind its `[`."""
        text = self.text
        negated = text.startswith("^", self.at)
        self.at += negated
        found = 0
        begun = self.at
        while self.at < len(text) and (text[self.at] != "]" or self.at == begun):
            first = self.single()
            spans = text.startswith("-", self.at) and text[self.at + 1 : self.at + 2] not in {
                "]",
                "",
            }
            if not spans:
                found |= first[0]
                continue
            self.at += 1
            last = self.single()
            if first[1] is None or last[1] is None or ord(first[1]) > ord(last[1]):
                raise PatternError("has a range in a class that ends before it begins")
            for code in range(ord(first[1]), min(ord(last[1]), 128) + 1):
                found |= _bit(chr(code))
        if self.at >= len(text):
            raise PatternError("opens a class with `[` that is never closed")
        if doubtful := _DOUBTFUL.search(_ESCAPED.sub("", text[begun : self.at])):
            char = doubtful[0][0]
            raise PatternError(f"has `{char}` in a class where engines differ; write `\\{char}`")
        self.at += 1
        return _ALL & ~found if negated else found

    def single(self) -> tuple[int, str | None]:
        """Read one member of a class: its bits, and the character if it is one."""
        char = self.text[self.at]
        self.at += 1
        if char != "\\":
            return _bit(char), char
        escaped = self.text[self.at : self.at + 1]
        bits = self.escape()
        return bits, None if escaped in "dDwWsSntrfv" else escaped

    def escape(self) -> int:
        """Read what stands behind a backslash."""
        char = self.text[self.at : self.at + 1]
        self.at += 1
        if not char:
            raise PatternError("ends with a single backslash")
        if char in _CLASSES:
            return _CLASSES[char]
        if char.isalnum():
            raise PatternError(f"uses `\\{char}`, which not every engine knows")
        return _bit(char)


def _bit(char: str) -> int:
    return 1 << min(ord(char), 128)


def _bits(chars: str) -> int:
    found = 0
    for char in chars:
        found |= _bit(char)
    return found


_DIGITS = _bits("0123456789")
_WORDS = _DIGITS | _bits("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_")
_SPACES = _bits(" \t\n\r\f\v")
_CLASSES = {
    "d": _DIGITS,
    "D": _ALL & ~_DIGITS,
    "w": _WORDS,
    "W": _ALL & ~_WORDS,
    "s": _SPACES,
    "S": _ALL & ~_SPACES,
    **{name: _bits(char) for name, char in zip("ntrfv", "\n\t\r\f\v", strict=True)},
}

_Pair = tuple[int, int]
_MOST_STEPS = 200_000  # of the search; a pattern that needs more is not decided


def _ambiguous(follow: list[set[int]], symbols: list[int]) -> bool:
    """Whether some state reaches itself by two different ways on the same text."""
    reach = _reachable(follow)
    steps = 0
    for state in range(len(follow)):
        # Both ways lead back here, so they stay on circles through here.
        circle = {s for s in reach[state] if state in reach[s]}
        if state not in circle:
            continue
        home = (state, state)
        came: dict[_Pair, list[_Pair]] = {home: []}
        waiting = [home]
        while waiting:
            pair = waiting.pop()
            ways = ((a, b) for a in follow[pair[0]] & circle for b in follow[pair[1]] & circle)
            for after in ways:
                steps += 1
                if steps > _MOST_STEPS:
                    return False
                if symbols[after[0]] & symbols[after[1]]:
                    if after not in came:
                        waiting.append(after)
                    came.setdefault(after, []).append(pair)
        if _parts_and_meets(home, came):
            return True
    return False


def _parts_and_meets(home: _Pair, came: dict[_Pair, list[_Pair]]) -> bool:
    """Whether two different states lie on a way of pairs from `home` back to it."""
    seen = {home}
    waiting = [home]
    while waiting:
        for before in came[waiting.pop()]:
            if before[0] != before[1]:
                return True
            if before not in seen:
                seen.add(before)
                waiting.append(before)
    return False


def _reachable(follow: list[set[int]]) -> list[set[int]]:
    """Return for each state those it reaches in one step or more."""
    found = []
    for state in range(len(follow)):
        seen: set[int] = set()
        waiting = [state]
        while waiting:
            for after in follow[waiting.pop()] - seen:
                seen.add(after)
                waiting.append(after)
        found.append(seen)
    return found
