"""The commands of a document: every shell and SQL block with what its commands do.

A block that shows prompts (`$ kubectl get pods`) is a transcript: what follows a prompt is a
command, the rest is output. Blocks of other languages, and blocks without one, hold no commands:
a page that wants to be checked says what language it speaks.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from opslore.frozen import dataclass
from opslore.metrics import effects, sql
from opslore.metrics.calls import of_script
from opslore.metrics.shell import Script, script

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.document import Document, Fence
    from opslore.findings import Location
    from opslore.metrics.calls import Call

SESSIONS = frozenset({"console", "shell-session", "shellsession", "sh-session", "terminal"})
SHELLS = frozenset({"bash", "sh", "shell", "zsh", "ksh", *SESSIONS})
SQL = frozenset({"sql", "psql", "postgresql", "postgres", "mysql", "pgsql", "plpgsql"})
_PROMPT = re.compile(
    r"[ \t]*(?:\([\w.-]+\)[ \t])?"
    r"(?:\$|%|(?:\[[^\]\n]{1,60}\]|[\w.-]{1,40}@[\w.:~/-]{1,60}|(?:sh|bash)-\d[\d.]*)[ \t]?[$#%])[ \t]+"
)
_CONTINUED = re.compile(r"^[ \t]*>[ \t]?")
_OPEN = re.compile(r"never closed|no closing line|closes this")
_LONGEST = 60  # lines of one command in a transcript


@dataclass(frozen=True, slots=True)
class Block:
    """One block of commands; `script` is empty for SQL."""

    document: Document
    fence: Fence
    script: Script
    calls: tuple[Call, ...]
    transcript: bool
    output: bool  # the transcript shows what a command prints

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
        whole = self.document.at()
        return replace(whole, line=first, column=column, end_line=first, end_column=column + length)

    def words(self, call: Call) -> str:
        """Return a call as the author wrote it: its first line, not longer than a line."""
        text = self.fence.code[call.start : call.end].split("\n", 1)[0].rstrip(" \\")
        return text if len(text) <= 80 else text[:79].rstrip() + "…"

    @property
    def destructive(self) -> tuple[tuple[Call, str], ...]:
        """The calls that destroy something, with what they do."""
        return tuple((call, what) for call in self.calls if (what := effects.destroys(call)))

    @property
    def changing(self) -> tuple[Call, ...]:
        """The calls that change the system, destructive ones included."""
        return tuple(call for call in self.calls if effects.changes(call))


@lru_cache(maxsize=256)
def blocks(document: Document) -> tuple[Block, ...]:
    """Return the command blocks of a document, in order."""
    return tuple(_blocks(document))


def of_fence(document: Document, fence: Fence) -> Block | None:
    """Return the block of a fence; None where its language is no shell and no SQL."""
    language = fence.language.lower()
    if language in SQL:
        return _sql_block(document, fence)
    if language not in SHELLS:
        return None
    masked = transcript(fence.code)
    if masked is None:
        found = script(fence.code)
        if language in SESSIONS:  # without a prompt nobody can tell a command from its output
            found = replace(found, troubles=())
        return Block(document, fence, found, tuple(of_script(found)), False, False)
    found = script(masked)
    output = _prints(fence.code, masked)
    return Block(document, fence, found, tuple(of_script(found)), True, output)


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


def _sql_block(document: Document, fence: Fence) -> Block:
    from opslore.metrics.calls import Call

    found: list[Call] = []
    start = 0
    for part in fence.code.split(";"):
        text = part.strip()
        if sql.changes(text) or sql.destroys(text):
            first = start + len(part) - len(part.lstrip())
            found.append(Call("psql", (), first, first + len(text), text))
        start += len(part) + 1
    return Block(document, fence, Script(), tuple(found), False, False)


def _blocks(document: Document) -> Iterator[Block]:
    for fence in document.body.fences:
        block = of_fence(document, fence)
        if block:
            yield block
