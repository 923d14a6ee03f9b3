"""Where in the front matter a cursor stands, in YAML that is only half typed.

A parser gives up on a line without its colon, which is when completion is asked for. So lines
are looked at one by one: by their indentation, their dashes and their keys. Block scalars are
skipped; lists and mappings in brackets are followed over lines.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from opslore.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

Steps = tuple[str | int, ...]
_QUOTES = "\"'"


@dataclass(frozen=True, slots=True)
class Cursor:
    """What is being written: a key of the mapping at `steps`, or the value at `steps`.

    `slot` is `key`, `value`, or `item` for the beginning of a list item, which can become either.
    `start` and `end` are the columns of the word at the cursor, without quotes.
    """

    steps: Steps
    slot: str
    start: int
    end: int
    typed: str  # the word up to the cursor
    word: str  # all of it
    siblings: frozenset[str] = frozenset()  # keys that stand beside it already
    colon: bool = False  # behind the key
    flow: bool = False  # in brackets
    listed: frozenset[str] = frozenset()  # values that the list at the cursor has already


class _Level(NamedTuple):
    indent: int
    step: str | int
    item: bool = False  # begun by a dash
    filled: bool = False  # a key with its value on the same line


class _Entry(NamedTuple):
    mapping: Steps
    key: str
    line: int


class _Lines:
    """Reads lines from the top; knows in which mappings and lists it is."""

    def __init__(self) -> None:
        self.stack: list[_Level] = []
        self.entries: list[_Entry] = []
        self.block: int | None = None  # indentation of the key that a block scalar belongs to
        self.open: _Brackets | None = None
        self.number = -1

    @property
    def steps(self) -> Steps:
        return tuple(level.step for level in self.stack)

    def feed(self, line: str) -> None:
        self.number += 1
        indent = _indent(line)
        if self.skips(line, indent) or _blank(line):
            return
        if self.open:
            self.open.feed(line)
            self.open = self.open if self.open.frames else None
            return
        at = self.dashes(line, indent)
        found = _colon(line, at)
        if found < 0:
            if at > indent and line[at : at + 1] in ("|", ">"):
                self.block = indent
            elif at > indent:
                self.brackets(line, at, indent)
                word = _bare(line[at : _end(line, at)])
                self.entries.append(_Entry(self.steps[:-1], word, self.number))
            return
        self.key(line, at, found)

    def skips(self, line: str, indent: int) -> bool:
        """Whether a line is text of a block scalar; ends brackets that were never closed."""
        if self.block is not None:
            if indent > self.block or not line.strip():
                return True
            self.block = None
        if self.open and line.strip() and indent <= self.open.indent and line[indent] not in "]}":
            self.open = None
        return False

    def dashes(self, line: str, at: int) -> int:
        """Take the dashes at the beginning of a line; returns where what they list begins."""
        while line[at : at + 1] == "-" and line[at + 1 : at + 2] in ("", " "):
            self.item(at)
            at += 1
            at += _indent(line, at)
        return at

    def item(self, indent: int) -> None:
        while self.stack:
            top = self.stack[-1]
            # A list may stand at the indentation of its key, if the key has no other value.
            if top.indent < indent or (top.indent == indent and (top.item or not top.filled)):
                break
            self.stack.pop()
        if self.stack and self.stack[-1].item and self.stack[-1].indent == indent:
            last = self.stack.pop().step
            self.stack.append(_Level(indent, int(last) + 1, item=True))
        else:
            self.stack.append(_Level(indent, 0, item=True))

    def close(self, indent: int) -> None:
        """Leave what cannot hold something that begins at this column."""
        while self.stack and self.stack[-1].indent >= indent:
            self.stack.pop()

    def key(self, line: str, at: int, colon: int) -> None:
        self.close(at)
        name = _bare(line[at:colon].rstrip())
        self.entries.append(_Entry(self.steps, name, self.number))
        start = colon + 1 + _indent(line, colon + 1)
        value = line[start:]
        filled = bool(value) and not value.startswith("#")
        self.stack.append(_Level(at, name, filled=filled))
        if value[:1] in ("|", ">"):
            self.block = at
        else:
            self.brackets(line, start, at)

    def brackets(self, line: str, start: int, indent: int) -> None:
        if line[start : start + 1] in ("[", "{"):
            brackets = _Brackets(self.steps, indent)
            brackets.feed(line, start)
            self.open = brackets if brackets.frames else None


class _Frame:
    """One pair of brackets, as far as it has been read."""

    def __init__(self, bracket: str) -> None:
        self.bracket = bracket
        self.index = 0
        self.key: str | None = None
        self.keys: list[str] = []

    @property
    def step(self) -> str | int:
        return self.index if self.bracket == "[" else self.key or ""


class _Brackets:
    """Lists and mappings in brackets: those that are open behind what has been read."""

    def __init__(self, steps: Steps, indent: int) -> None:
        self.steps = steps  # of the value that the brackets are
        self.indent = indent
        self.frames: list[_Frame] = []
        self.start = 0  # where in the line the word begins that is being read
        self._quote = ""

    def feed(self, line: str, start: int = 0) -> None:
        self.start = start
        fresh = True  # nothing but blanks since the word began
        for at in range(start, len(line)):
            character = line[at]
            if self._quote:
                self._quote = "" if character == self._quote else self._quote
            elif character in _QUOTES and fresh and self.frames:
                self._quote = character
                fresh = False
            elif character in "[{":
                self.frames.append(_Frame(character))
                self.start, fresh = at + 1, True
            elif not self.frames:
                break
            elif character in "]}":
                self.frames.pop()
                self.start = at + 1
            elif character == ",":
                frame = self.frames[-1]
                frame.index += 1
                if frame.bracket == "[":
                    frame.keys.append(_bare(line[self.start : at].strip()))
                frame.key = None
                self.start, fresh = at + 1, True
            elif character == ":" and line[at + 1 : at + 2] in ("", " "):
                fresh = self._key(line[self.start : at], at)
            elif character != " ":
                fresh = False

    def _key(self, word: str, at: int) -> bool:
        frame = self.frames[-1]
        if frame.bracket == "[" or frame.key is not None:
            return False
        frame.key = _bare(word.strip())
        frame.keys.append(frame.key)
        self.start = at + 1
        return True


def find(lines: Sequence[str], number: int, column: int) -> Cursor | None:
    """Return what is being written at a place in YAML; None where nothing can be offered.

    `lines` are those of the front matter or of a data file, without their ends; `number` counts
    from 0 in them, `column` from 0.
    """
    reader = _Lines()
    for line in lines[:number]:
        reader.feed(line)
    line = lines[number] if number < len(lines) else ""
    column = min(column, len(line))
    found = _at(reader, line, column)
    if found is None or found.slot == "value" or found.flow:
        return found
    siblings = _siblings(lines, found.steps, number)
    listed = _siblings(lines, found.steps[:-1], number) if found.slot == "item" else frozenset()
    return replace(found, siblings=siblings, listed=listed)


def _siblings(lines: Sequence[str], mapping: Steps, without: int) -> frozenset[str]:
    reader = _Lines()
    for line in lines:
        reader.feed(line)
    entries = (e for e in reader.entries if e.mapping == mapping and e.line != without)
    return frozenset(entry.key for entry in entries)


def _at(reader: _Lines, line: str, column: int) -> Cursor | None:
    left = line[:column]
    indent = _indent(line)
    reading = bool(left.strip())
    if reader.skips(line if reading else " " * column + "x", indent if reading else column):
        return None
    if reader.open:
        return _in_brackets(reader.open, line, column, 0)
    if not reading:
        reader.close(column)
        return _word(reader, line, column, column, "key")
    if left.lstrip().startswith("#"):
        return None
    at = reader.dashes(left, indent)
    listed = at > indent
    if listed and left.rstrip() == left and left.endswith("-") and at == column:
        return None  # a dash without the blank behind it
    colon = _colon(left, at)
    if colon >= 0:
        return _value(reader, line, column, at, colon)
    if line[at : at + 1] in ("[", "{"):
        brackets = _Brackets(reader.steps, indent)
        return _in_brackets(brackets, line, column, at) if listed else None
    if not listed:
        reader.close(at)
    if _comment(left, at) >= 0:
        return None
    return _word(reader, line, column, at, "item" if listed else "key")


def _word(reader: _Lines, line: str, column: int, start: int, slot: str) -> Cursor | None:
    top = reader.stack[-1] if reader.stack else None
    if slot == "key" and top and top.filled:
        return None  # a line of the value above
    colon = _colon(line, start)
    end = colon if colon >= 0 else _end(line, start)
    end = max(end, column)
    start, end, typed, word = _unquoted(line, start, end, column)
    if slot == "item" and colon >= 0:
        slot = "key"
    return Cursor(reader.steps, slot, start, end, typed, word, colon=colon >= 0)


def _value(reader: _Lines, line: str, column: int, at: int, colon: int) -> Cursor | None:
    start = colon + 1 + _indent(line[colon + 1 : column])
    if start == colon + 1:
        return None  # directly behind the colon: no value may begin here
    reader.close(at)
    steps = (*reader.steps, _bare(line[at:colon].rstrip()))
    first = line[start : start + 1] if start < column else ""
    if first in ("[", "{") and first:
        return _in_brackets(_Brackets(steps, at), line, column, start)
    if first in ("|", ">", "&", "*", "!", "#") and first:
        return None
    if first not in _QUOTES and _comment(line[:column], start) >= 0:
        return None
    end = max(_end(line, start), column)
    start, end, typed, word = _unquoted(line, start, end, column)
    return Cursor(steps, "value", start, end, typed, word)


def _in_brackets(brackets: _Brackets, line: str, column: int, start: int) -> Cursor | None:
    brackets.feed(line[:column], start)
    if not brackets.frames:
        return None  # behind them
    frame = brackets.frames[-1]
    steps = (*brackets.steps, *(outer.step for outer in brackets.frames[:-1]))
    begin = brackets.start
    begin += _indent(line[begin:column])
    end = column
    while end < len(line) and line[end] not in ",]}" and not line.startswith(" #", end):
        if frame.bracket == "{" and frame.key is None and line[end] == ":":
            break
        end += 1
    end = max(column, len(line[:end].rstrip()))
    begin, end, typed, word = _unquoted(line, begin, end, column)
    colon = line[end : end + 1] == ":"
    if frame.bracket == "{" and frame.key is None:
        keys_there = frozenset(frame.keys)
        return Cursor(steps, "key", begin, end, typed, word, keys_there, colon, flow=True)
    listed = frozenset(frame.keys if frame.bracket == "[" else ())
    found = Cursor((*steps, frame.step), "value", begin, end, typed, word, flow=True)
    return replace(found, listed=listed)


def _unquoted(line: str, start: int, end: int, column: int) -> tuple[int, int, str, str]:
    """Return a word's columns and text without the quotes around it."""
    if start < column and line[start : start + 1] in tuple(_QUOTES):
        quote = line[start]
        start += 1
        if end > max(start, column) and line[end - 1] == quote:
            end -= 1
    return start, end, line[start:column], line[start:end]


def _indent(line: str, start: int = 0) -> int:
    at = start
    while line[at : at + 1] == " ":
        at += 1
    return at - start


def _blank(line: str) -> bool:
    bare = line.strip()
    return not bare or bare.startswith("#")


def _bare(key: str) -> str:
    quoted = len(key) > 1 and key[0] == key[-1] and key[0] in _QUOTES
    return key[1:-1] if quoted else key


def _colon(line: str, start: int) -> int:
    """Return where the colon behind a key that begins at `start` stands; -1 if there is none."""
    first = line[start : start + 1]
    if first in tuple("[{#&*!|>%@`,]}"):
        return -1
    at = start
    if first in tuple(_QUOTES):
        at = line.find(first, start + 1) + 1
        if not at:
            return -1
    limit = _comment(line, start)
    while True:
        at = line.find(":", at)
        if at < 0 or (0 <= limit < at):
            return -1
        if line[at + 1 : at + 2] in ("", " ", "\t"):
            return at
        at += 1


def _comment(line: str, start: int) -> int:
    """Return where a comment behind a plain value begins; -1 if there is none."""
    if line[start : start + 1] in tuple(_QUOTES):
        closing = line.find(line[start], start + 1)
        start = closing if closing >= 0 else len(line)
    return line.find(" #", start)


def _end(line: str, start: int) -> int:
    comment = _comment(line, start)
    return len((line if comment < 0 else line[:comment]).rstrip())
