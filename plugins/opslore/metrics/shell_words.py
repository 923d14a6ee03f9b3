"""The words of shell text: quotes, escapes, expansions and substitutions."""

from __future__ import annotations

import re
from dataclasses import field
from typing import TYPE_CHECKING, NamedTuple

from opslore.frozen import dataclass
from opslore.lazy import pattern

if TYPE_CHECKING:
    from collections.abc import Callable

_NAME = pattern(r"[A-Za-z_]\w*")
_PLACEHOLDER = pattern(r"<([A-Za-z_](?:[^<>\n|;&`\"'$()=\\]{0,60}[^\s<>\n|;&`\"'$()=\\])?)>")
_PARAMETER = pattern(r"[#!]?([A-Za-z_]\w*)(?:\[[^\]}]*\])?(:?[-=?+])?")
_PLAIN_VARIABLE = pattern(r"(?<!\\)\$(?:\{([A-Za-z_]\w*)(:?[-=?+])?|([A-Za-z_]\w*))")
_SET_BY_ARITHMETIC = pattern(r"([A-Za-z_]\w*)\s*(?:[-+*/%]?=(?!=)|\+\+|--)")
_SINGLE = pattern(r"'([^']*)'")
_ANSI = pattern(r"\$'((?:[^'\\]|\\.)*)'", re.DOTALL)
_BACKTICK = pattern(r"`((?:[^`\\]|\\.)*)`", re.DOTALL)
_SPECIAL = frozenset("0123456789?$!#@*-_")
# Runs without anything special are taken at once: they are most of every text.
_PLAIN = pattern(r"[^\s;|&<>()'\"`$\\]+")
_PLAIN_IN_QUOTES = pattern(r"[^\"\\$`]+")
_STOP = frozenset(" \t\r\n;|&<>()")
_ENDS = frozenset({"", *" \t\r\n;|&)"})  # after which a plain word is whole
_STOP_IN_TEST = frozenset(" \t\r\n")


class Word(NamedTuple):
    """One word of a command; a tuple, since a page has hundreds of them."""

    start: int
    end: int
    value: str  # quotes and escapes removed, substitutions as written


class Variable(NamedTuple):
    """A variable that the shell would put in; `default` where the text brings one."""

    name: str
    start: int
    end: int
    default: bool


class Placeholder(NamedTuple):
    """A `<name>` outside quotes, which the shell takes for a redirect."""

    name: str
    start: int
    end: int


class Trouble(NamedTuple):
    """A place at which the shell would stop, and why."""

    start: int
    message: str


def _nothing(until: str) -> None:
    del until


@dataclass
class Words:
    """Reads word by word; `run` reads the commands of a substitution up to a character."""

    text: str
    at: int = 0
    variables: list[Variable] = field(default_factory=list)
    assigned: set[str] = field(default_factory=set)
    placeholders: list[Placeholder] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    run: Callable[[str], None] = _nothing

    def trouble(self, start: int, message: str) -> None:
        """Note a place at which the shell would stop."""
        self.troubles.append(Trouble(start, message))

    def placeholder(self) -> Placeholder | None:
        """Return the placeholder that begins here."""
        if not self.text.startswith("<", self.at):
            return None
        match = _PLACEHOLDER.match(self.text, self.at)
        return Placeholder(match[1], match.start(), match.end()) if match else None

    def word(self, stop: frozenset[str] = _STOP) -> Word:
        """Read one word from here; it is never empty."""
        text = self.text
        start = self.at
        value: list[str] = []
        if plain := _PLAIN.match(text, start):
            self.at = plain.end()
            after = text[self.at : self.at + 1]
            if after in _ENDS and (stop is _STOP or after not in ";|&)"):
                return Word(start, self.at, plain[0])
            value.append(plain[0])
        while self.at < len(text):
            if text[self.at] not in stop:
                self._piece(value)
            elif found := self.placeholder():
                self.placeholders.append(found)
                value.append(text[found.start : found.end])
                self.at = found.end
            elif text[self.at] in "<>" and text.startswith("(", self.at + 1):
                self._substitution(self.at, self.at + 2)
                value.append(text[start : self.at])
            else:
                break
        if self.at == start:
            value.append(text[self.at])
            self.at += 1
        return Word(start, self.at, "".join(value))

    def test(self, found: list[Word]) -> None:
        """Read the rest of `[[ … ]]`, in which `<`, `>`, `(`, `&&` and `|` are no operators."""
        while self.at < len(self.text):
            if self.text[self.at] in _STOP:
                self.at += 1
                continue
            word = self.word(_STOP_IN_TEST)
            found.append(word)
            if word.value.endswith("]]"):
                # A semicolon may follow at once; it belongs to the list.
                return
            if ";" in word.value and word.value.partition(";")[0] == "]]":
                self.at = self.text.index(";", word.start)
                return
        self.trouble(found[0].start, "`[[` is never closed")

    def arithmetic(self, start: int) -> bool:
        """Step over `((…))` that begins at `start`; whether it is closed."""
        depth = 0
        for end in range(start, len(self.text)):
            if self.text[end] == "(":
                depth += 1
            elif self.text[end] == ")":
                depth -= 1
                if not depth:
                    if self.text[end - 1] != ")":
                        return False
                    expression = self.text[start:end]
                    self.assigned |= {m[1] for m in _SET_BY_ARITHMETIC.finditer(expression)}
                    self.variables_in(expression, start)
                    self.at = end + 1
                    return True
        return False

    def variables_in(self, text: str, offset: int) -> None:
        """Note the variables of a text in which only `$` is special."""
        for match in _PLAIN_VARIABLE.finditer(text):
            name = match[1] or match[3]
            where = offset + match.start()
            self.variables.append(Variable(name, where, offset + match.end(), bool(match[2])))

    def _piece(self, value: list[str]) -> None:
        """Read one part of a word: a quote, an expansion or a character."""
        text = self.text
        char = text[self.at]
        if char == "\\":
            if not text.startswith("\n", self.at + 1):
                value.append(text[self.at + 1 : self.at + 2])
            self.at = min(self.at + 2, len(text))
        elif char == "'":
            self._quoted(_SINGLE, value)
        elif text.startswith("$'", self.at):
            self._quoted(_ANSI, value)
        elif char == '"' or text.startswith('$"', self.at):
            self._double(value)
        elif char == "`":
            self._backtick(value)
        elif char == "$":
            self._dollar(value)
        else:
            plain = _PLAIN.match(text, self.at)
            value.append(plain[0] if plain else char)
            self.at += len(value[-1])

    def _quoted(self, pattern: re.Pattern[str], value: list[str]) -> None:
        match = pattern.match(self.text, self.at)
        if match is None:
            self.trouble(self.at, "the quote `'` is never closed")
            self.at = len(self.text)
            return
        value.append(match[1])
        self.at = match.end()

    def _double(self, value: list[str]) -> None:
        text = self.text
        start = self.at
        self.at = text.index('"', start) + 1
        while self.at < len(text):
            char = text[self.at]
            if char == '"':
                self.at += 1
                return
            if char == "\\":
                pair = text[self.at : self.at + 2]
                if pair[1:] != "\n":
                    value.append(pair[1:] if pair[1:] in {'"', "\\", "$", "`"} else pair)
                self.at += 2
            elif char == "$":
                self._dollar(value)
            elif char == "`":
                self._backtick(value)
            else:
                plain = _PLAIN_IN_QUOTES.match(text, self.at)
                value.append(plain[0] if plain else char)
                self.at += len(value[-1])
        self.at = len(text)
        self.trouble(start, 'the quote `"` is never closed')

    def _backtick(self, value: list[str]) -> None:
        """Read `…`: its commands are read in place, up to the closing backtick."""
        start = self.at
        match = _BACKTICK.match(self.text, start)
        if match is None:
            self.trouble(start, "the backtick is never closed")
            self.at = len(self.text)
            return
        if "\\" not in match[1]:  # an escaped one opens another level; nobody writes that
            self.at += 1
            whole, self.text = self.text, self.text[: match.end() - 1]
            self.run("")
            self.text = whole
        value.append(match[0])
        self.at = match.end()

    def _dollar(self, value: list[str]) -> None:
        text = self.text
        start = self.at
        if text.startswith("$((", start) and self.arithmetic(start + 1):
            pass
        elif text.startswith("$(", start):
            self._substitution(start, start + 2)
        elif text.startswith("${", start):
            self._braces(start)
        elif match := _NAME.match(text, start + 1):
            self.variables.append(Variable(match[0], start, match.end(), default=False))
            self.at = match.end()
        else:
            # $1, $?, $$ and a lonely dollar
            self.at = start + (2 if text[start + 1 : start + 2] in _SPECIAL else 1)
        value.append(text[start : self.at])

    def _braces(self, start: int) -> None:
        """Read `${…}`; what stands in a default is read as well."""
        end = self._closing(start + 2)
        if end is None:
            self.trouble(start, "`${` is never closed")
            self.at = len(self.text)
            return
        if match := _PARAMETER.match(self.text, start + 2):
            self.variables.append(Variable(match[1], start, end + 1, bool(match[2])))
            if match[2] in {"=", ":="}:
                self.assigned.add(match[1])
            self.variables_in(self.text[match.end() : end], match.end())
        self.at = end + 1

    def _closing(self, at: int) -> int | None:
        """Return where the `}` of a parameter stands whose inside begins at `at`."""
        depth = 1
        while at < len(self.text):
            char = self.text[at]
            if char == "\\":
                at += 1
            elif char == "{":
                depth += 1
            elif char == "}":
                depth -= 1
                if not depth:
                    return at
            at += 1
        return None

    def _substitution(self, start: int, inside: int) -> None:
        """Read `$(…)`, `<(…)` or `>(…)`."""
        self.at = inside
        self.run(")")
        if self.text.startswith(")", self.at):
            self.at += 1
        else:
            self.trouble(start, f"`{self.text[start]}(` is never closed")
            self.at = len(self.text)
