"""The commands of a document: every shell and SQL block with what its commands do.

A block that shows prompts (`$ kubectl get pods`) is a transcript: what follows a prompt is a
command, the rest is output. Blocks of other languages, and blocks without one, hold no commands:
a page that wants to be checked says what language it speaks.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from opslore.findings import Location
from opslore.frozen import dataclass
from opslore.lazy import pattern
from opslore.metrics import effects, sql
from opslore.metrics.calls import Call, of_script
from opslore.metrics.shell import Script, script

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from opslore.document import Document, Fence

SESSIONS = frozenset({"console", "shell-session", "shellsession", "sh-session", "terminal"})
SHELLS = frozenset({"bash", "sh", "shell", "zsh", "ksh", *SESSIONS})
SQL = frozenset({"sql", "psql", "postgresql", "postgres", "mysql", "pgsql", "plpgsql"})
_PROMPT = pattern(
    r"[ \t]*(?:\([\w.-]+\)[ \t])?"
    r"(?:\$|%|(?:\[[^\]\n]{1,60}\]|[\w.-]{1,40}@[\w.:~/-]{1,60}|(?:sh|bash)-\d[\d.]*)[ \t]?[$#%])[ \t]+"
)
_CONTINUED = pattern(r"^[ \t]*>[ \t]?")
_OPEN = pattern(r"never closed|no closing line|closes this")
_LONGEST = 60  # lines of one command in a transcript


@dataclass(frozen=True, slots=True)
class Reading:
    """What a block of commands says, whatever document it stands in."""

    script: Script = Script()  # empty for SQL
    calls: tuple[Call, ...] = ()
    transcript: bool = False
    output: bool = False  # the transcript shows what a command prints
    destructive: tuple[tuple[Call, str], ...] = ()  # with what they do
    changing: tuple[Call, ...] = ()  # destructive ones included


@dataclass(frozen=True, slots=True)
class Block:
    """One block of commands in its document."""

    document: Document
    fence: Fence
    reading: Reading

    @property
    def script(self) -> Script:
        """The shell text; empty for SQL."""
        return self.reading.script

    @property
    def calls(self) -> tuple[Call, ...]:
        """The programs it starts."""
        return self.reading.calls

    @property
    def output(self) -> bool:
        """Whether it shows what a command prints."""
        return self.reading.output

    @property
    def destructive(self) -> tuple[tuple[Call, str], ...]:
        """The calls that destroy something, with what they do."""
        return self.reading.destructive

    @property
    def changing(self) -> tuple[Call, ...]:
        """The calls that change the system, destructive ones included."""
        return self.reading.changing

    def at(self, start: int, end: int) -> Location:
        """Return where two offsets into the code stand in the file, cut at the end of a line."""
        code = self.fence.code
        before = code.count("\n", 0, start)
        line_start = code.rfind("\n", 0, start) + 1
        line_end = code.find("\n", start)
        line_end = len(code) if line_end < 0 else line_end
        shown = code[line_start:line_end].rstrip("\r")
        first = self.fence.line + before + (0 if self.fence.info == "indented" else 1)
        raw = self.document.line(first)
        column = 1 + max(0, raw.rfind(shown)) + start - line_start
        length = max(1, min(end, line_start + len(shown)) - start)
        return Location(self.document.path, first, column, first, column + length)

    def words(self, call: Call) -> str:
        """Return a call as the author wrote it: its first line, not longer than a line."""
        text = self.fence.code[call.start : call.end].split("\n", 1)[0].rstrip(" \\")
        return text if len(text) <= 80 else text[:79].rstrip() + "…"


@lru_cache(maxsize=256)
def blocks(document: Document) -> tuple[Block, ...]:
    """Return the command blocks of a document, in order."""
    return tuple(_blocks(document))


def of_fence(document: Document, fence: Fence) -> Block | None:
    """Return the block of a fence; None where its language is no shell and no SQL."""
    reading = read(fence.language.lower(), fence.code)
    return Block(document, fence, reading) if reading else None


@lru_cache(maxsize=4096)
def read(language: str, code: str) -> Reading | None:
    """Return what a block says; None where its language is no shell and no SQL."""
    if language in SQL:
        return _judged(Script(), tuple(_statements(code)))
    if language not in SHELLS:
        return None
    masked = transcript(code)
    found = script(code if masked is None else masked)
    if masked is None and language in SESSIONS:
        # Without a prompt nobody can tell a command from its output.
        found = replace(found, troubles=())
    reading = _judged(found, tuple(of_script(found)))
    if masked is None:
        return reading
    return replace(reading, transcript=True, output=_prints(code, masked))


def _judged(found: Script, calls: tuple[Call, ...]) -> Reading:
    destructive = tuple((call, what) for call in calls if (what := effects.destroys(call)))
    changing = tuple(call for call in calls if effects.changes(call))
    return Reading(found, calls, destructive=destructive, changing=changing)


def transcript(code: str) -> str | None:
    """Return a transcript with prompts and output blanked, offsets kept; None if it is none."""
    if not ("$" in code or "#" in code or "%" in code):
        return None
    lines = code.split("\n")
    prompts = [_PROMPT.match(line) for line in lines]
    if not any(prompts):
        return None
    shown = [" " * len(line) for line in lines]
    at = 0
    while at < len(lines):
        prompt = prompts[at]
        if prompt is None:
            at += 1
            continue
        shown[at] = " " * prompt.end() + lines[at][prompt.end() :]
        after = _whole(shown, lines, prompts, at)
        at = after
    return "\n".join(shown)


def _whole(shown: list[str], lines: list[str], prompts: list[re.Match[str] | None], at: int) -> int:
    """Uncover the further lines of the command at a line; returns the line after it."""
    end = at + 1
    while end < len(lines) and prompts[end] is None and shown[end - 1].rstrip().endswith("\\"):
        shown[end] = _CONTINUED.sub(lambda m: " " * len(m[0]), lines[end])
        end += 1
    if not _unfinished("\n".join(shown[at:end])):
        return end
    further = end
    tried = shown[at:end]
    while further < len(lines) and prompts[further] is None and further - at < _LONGEST:
        tried.append(_CONTINUED.sub(lambda m: " " * len(m[0]), lines[further]))
        further += 1
        if not _unfinished("\n".join(tried)):
            shown[at:further] = tried
            return further
    return end


def _unfinished(text: str) -> bool:
    return any(_OPEN.search(trouble.message) for trouble in script(text).troubles)


def _prints(code: str, masked: str) -> bool:
    pairs = zip(code.split("\n"), masked.split("\n"), strict=True)
    return any(line.strip() and not kept.strip() for line, kept in pairs)


def _statements(code: str) -> Iterator[Call]:
    """Yield the statements of a SQL block that do not only read, as calls of a client."""
    start = 0
    for part in code.split(";"):
        text = part.strip()
        if sql.changes(text) or sql.destroys(text):
            first = start + len(part) - len(part.lstrip())
            yield Call("psql", (), first, first + len(text), text)
        start += len(part) + 1


def _blocks(document: Document) -> Iterator[Block]:
    for fence in document.body.fences:
        block = of_fence(document, fence)
        if block:
            yield block
