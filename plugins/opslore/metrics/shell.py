"""A small reader of shell text: its commands, the variables they use, what is never closed.

It follows the POSIX shell grammar as far as a command block of a runbook needs (quotes, escapes,
substitutions, heredocs, compound commands, `[[` and `((`) and runs nothing. Where it is not sure
it says nothing: a block with an ellipsis or a placeholder has no troubles.
"""

from __future__ import annotations

from dataclasses import field
from functools import lru_cache
from typing import NamedTuple

from opslore.frozen import dataclass
from opslore.lazy import pattern
from opslore.metrics.shell_words import Placeholder, Trouble, Variable, Word, Words

_ELLIPSIS = pattern(r"(?:^|[\s\[(<{])(?:\.{3}|…)|<%|\{\{")
_ASSIGNED = pattern(r"([A-Za-z_]\w*)(?:\[[^\]]*\])?\+?=")
_NAME = pattern(r"[A-Za-z_]\w*")
_BLANKS = pattern(r"[ \t]*")
_TO_IN = pattern(r"[ \t]+in(?=[\s;])|[^\n;]*?[ \t]in(?=\s)")
_FUNCTION = pattern(r"[ \t]*[\w.:-]+[ \t]*(?:\(\s*\))?")
_NO_PARAMETERS = pattern(r"\(\s*\)")
_REDIRECT = pattern(r"\d*(<<<|<<-?|<>|>>|>\||[<>]&?)[ \t]*")
_NUMBERED = pattern(r"\d{1,3}[<>]")
_OPENS = {"if": "fi", "case": "esac", "{": "}", "do": "done"}
_CLOSES = frozenset(_OPENS.values())
_BETWEEN = frozenset({"then", "else", "elif", "!", "time", "while", "until", "coproc"})
_RESERVED = frozenset({*_OPENS, *_CLOSES, *_BETWEEN, "for", "select", "function"})
_SPECIAL = frozenset("\n\\#();&|<>0123456789")  # what may be more than the start of a word
_SETTING = frozenset(
    {"export", "declare", "local", "readonly", "typeset", "env", "read", "mapfile", "readarray"}
    | {"getopts", "let", "unset"}
)
_DEEPEST = 20  # of commands within commands; nobody reads further


class Command(NamedTuple):
    """One simple command with what is fed to it."""

    words: tuple[Word, ...]
    piped: bool  # its output goes to the next command
    heredocs: tuple[str, ...] = ()

    @property
    def start(self) -> int:
        """Where it begins."""
        return self.words[0].start

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.words[-1].end


@dataclass(frozen=True, slots=True)
class Script:
    """What stands in one block."""

    commands: tuple[Command, ...] = ()
    variables: tuple[Variable, ...] = ()
    assigned: frozenset[str] = frozenset()
    placeholders: tuple[Placeholder, ...] = ()
    troubles: tuple[Trouble, ...] = ()  # at most one: what follows the first is guesswork


@lru_cache(maxsize=4096)
def script(text: str) -> Script:
    """Return what a block of shell text holds; offsets count from its start."""
    reader = _Reader(Words(text))
    reader.read()
    words = reader.words
    unsure = bool(words.placeholders) or _ELLIPSIS.search(text) is not None
    return Script(
        tuple(sorted(reader.commands, key=lambda command: command.start)),
        tuple(words.variables),
        frozenset(words.assigned),
        tuple(words.placeholders),
        () if unsure else tuple(words.troubles[:1]),
    )


@dataclass
class _Reader:
    """One pass over a text; substitutions are read by the same reader, further in."""

    words: Words
    commands: list[Command] = field(default_factory=list)
    heredocs: list[tuple[str, bool, bool, int]] = field(default_factory=list)
    bodies: list[tuple[int, str]] = field(default_factory=list)
    depth: int = 0

    def __post_init__(self) -> None:
        self.words.run = self.sequence

    def read(self) -> None:
        """Read the whole text."""
        words = self.words
        self.sequence("")
        while words.at < len(words.text):
            words.trouble(words.at, f"`{words.text[words.at]}` closes nothing")
            words.at += 1
            self.sequence("")
        for delimiter, _, _, start in self.heredocs:
            words.trouble(start, f"the heredoc has no closing line `{delimiter}`")
        for start, body in self.bodies:
            self.attach(start, body)

    def attach(self, start: int, body: str) -> None:
        """Give a heredoc to the last command that begins before it."""
        before = [i for i, c in enumerate(self.commands) if c.start < start]
        if before:
            last = max(before, key=lambda i: self.commands[i].start)
            found = self.commands[last]
            self.commands[last] = Command(found.words, found.piped, (*found.heredocs, body))

    def sequence(self, until: str) -> None:
        """Read commands up to the character that closes this list, or the end."""
        if self.depth >= _DEEPEST:
            self.words.at = len(self.words.text)
            return
        self.depth += 1
        found: list[Word] = []
        opened: list[tuple[str, int]] = []  # what closes a compound command, and where it began
        while self.words.at < len(self.words.text):
            if self.token(found, opened, until):
                break
        self.flush(found)
        if opened and self.words.at >= len(self.words.text):
            closing, start = opened[-1]
            self.words.trouble(start, f"no `{closing}` closes this")
        self.depth -= 1

    def token(self, found: list[Word], opened: list[tuple[str, int]], until: str) -> bool:
        """Read one token; whether it ends the list."""
        words = self.words
        text = words.text
        char = text[words.at]
        if char in " \t\r":
            words.at += 1
        elif char not in _SPECIAL:
            self.word(found, opened)
        elif text.startswith("\\\n", words.at):
            words.at += 2
        elif char == "\n":
            self.flush(found)
            words.at += 1
            self.read_heredocs()
        elif char == "#":
            end = text.find("\n", words.at)
            words.at = len(text) if end < 0 else end
        elif char == ")" and opened and opened[-1][0] == "esac":
            found.clear()  # the pattern of a case
            words.at += 1
        elif char in (until, ")"):
            return True
        elif char == "(":
            self.parenthesis(found)
        elif char in ";&|":
            self.flush(found, piped=char == "|" and not text.startswith("||", words.at))
            double = text[words.at : words.at + 2] in {"&&", "||", ";;", "|&"}
            words.at += 2 if double else 1
        elif words.placeholder() is None and (
            (char in "<>" and not text.startswith("(", words.at + 1))
            or (char.isdigit() and _NUMBERED.match(text, words.at))
        ):
            self.redirect()
        else:
            self.word(found, opened)
        return False

    def word(self, found: list[Word], opened: list[tuple[str, int]]) -> None:
        """Read one word; the first of a command may be a reserved one."""
        word = self.words.word()
        if not found and word.value in _RESERVED and self.keyword(word, found, opened):
            return
        found.append(word)
        if word.value == "[[" and len(found) == 1:
            self.words.test(found)

    def keyword(self, word: Word, found: list[Word], opened: list[tuple[str, int]]) -> bool:
        """Take a reserved word; whether it was one."""
        words = self.words
        value = words.text[word.start : word.end]
        if value in _OPENS:
            opened.append((_OPENS[value], word.start))
            if value == "case":
                self.skip_to_in()
        elif value in _CLOSES:
            if opened and opened[-1][0] == value:
                opened.pop()
            else:
                words.trouble(word.start, f"`{value}` closes nothing")
        elif value in {"for", "select"}:
            blanks = _BLANKS.match(words.text, words.at)
            words.at = blanks.end() if blanks else words.at
            if name := _NAME.match(words.text, words.at):
                words.assigned.add(name[0])
                words.at = name.end()
                self.skip_to_in()
            found.append(word)  # what follows is data, not a command
        elif value == "function" and (match := _FUNCTION.match(words.text, words.at)):
            words.at = match.end()
        else:
            return value in _BETWEEN
        return True

    def skip_to_in(self) -> None:
        """Step over `WORD in`, or over `in` alone."""
        words = self.words
        if match := _TO_IN.match(words.text, words.at):
            words.variables_in(match[0], match.start())
            words.at = match.end()

    def parenthesis(self, found: list[Word]) -> None:
        """Read a subshell, a function's `()`, an array or an arithmetic command."""
        words = self.words
        start = words.at
        if words.text.startswith("((", start) and not found and words.arithmetic(start):
            return
        array = bool(found) and found[-1].value.endswith("=") and found[-1].end == start
        if found and not array and not _NO_PARAMETERS.match(words.text, start):
            glob = found[-1].end == start and found[-1].value[-1:] in "!@*+?"
            if not glob:
                words.trouble(start, "`(` cannot stand here; in an argument it is quoted")
        inner = len(self.commands)
        words.at += 1
        self.sequence(")")
        if array:
            del self.commands[inner:]
        if not words.text.startswith(")", words.at):
            words.trouble(start, "`(` is never closed")
            return
        words.at += 1
        if not array:
            found.clear()  # the name of a function

    def redirect(self) -> None:
        """Read a redirect with its target; a heredoc's body comes after the line."""
        words = self.words
        start = words.at
        match = _REDIRECT.match(words.text, start)
        if match is None:
            words.at += 1
            return
        words.at = match.end()
        if words.at >= len(words.text) or words.text[words.at] in "\n;|&)":
            words.trouble(start, f"`{match[1]}` has no target")
            return
        target = words.word()
        if match[1] in {"<<", "<<-"}:
            literal = words.text[target.start : target.end] != target.value
            self.heredocs.append((target.value, match[1] == "<<-", literal, start))

    def read_heredocs(self) -> None:
        """Read the bodies of the heredocs of the line before."""
        words = self.words
        for delimiter, indented, literal, start in self.heredocs:
            begin = words.at
            while words.at < len(words.text):
                end = words.text.find("\n", words.at)
                end = len(words.text) if end < 0 else end
                first = words.at
                line = words.text[first:end].rstrip("\r")
                words.at = min(end + 1, len(words.text))
                if (line.strip("\t ") if indented else line) == delimiter:
                    body = words.text[begin:first]
                    self.bodies.append((begin, body))
                    if not literal:
                        words.variables_in(body, begin)
                    break
            else:
                words.trouble(start, f"the heredoc has no closing line `{delimiter}`")
        self.heredocs.clear()

    def flush(self, found: list[Word], *, piped: bool = False) -> None:
        """Keep a command; what it assigns is set on the page."""
        if not found:
            return
        words = tuple(found)
        found.clear()
        first = 0
        while (
            first < len(words)
            and "=" in words[first].value
            and (match := _ASSIGNED.match(words[first].value))
        ):
            self.words.assigned.add(match[1])
            first += 1
        rest = words[first:]
        if not rest:
            return
        name = rest[0].value
        if name in _SETTING:
            for word in rest[1:]:
                if match := _ASSIGNED.match(word.value):
                    self.words.assigned.add(match[1])
                elif _NAME.fullmatch(word.value):
                    self.words.assigned.add(word.value)
        elif name == "printf" and len(rest) > 2 and rest[1].value == "-v":
            self.words.assigned.add(rest[2].value)
        self.commands.append(Command(rest, piped))
