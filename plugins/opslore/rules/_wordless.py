"""Whether a page says what a command will print or do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opslore.lazy import pattern
from opslore.metrics.commands import blocks

if TYPE_CHECKING:
    from opslore.document import Document
    from opslore.metrics.calls import Call
    from opslore.metrics.commands import Block

# What stands before a command whose output goes into a variable.
_SET = pattern(r"\b[A-Za-z_]\w*=[\"']?(?:\$\(|`)[^)`]*\Z")
_QUIET = frozenset(
    "export declare local readonly cd source . set unset exit logout ssh alias for".split()
)
_CLIENTS = frozenset({"psql", "mysql", "mariadb", "redis-cli", "mongosh"})
_STATEMENT = ("-c", "-e", "-f", "--command", "--execute", "--file", "--eval")
_SESSIONS = frozenset({"kubectl", "oc", "docker", "podman"})
# A next step that speaks of what the last one printed.
_AFTER = pattern(r"(?:It|They|This|These|The (?:output|result)|If)\b")
_FENCE = pattern(r"[ \t>]*(?:`{3,}|~{3,})")
# In the sentence before a command, words that say what will come.
_BEFORE = pattern(
    r"\b(?:expect\w*|should|must|will (?:print|show|return|list|give|see|output)|prints?|returns?"
    r"|outputs?|shows? (?:that|a|an|the|no|how)|until|means?|if (?:it|the|there|this|any)"
    r"|no more than|less than|more than|at least|below|above|whether|free (?:of|from)"
    r"|do(?:es)? not|for (?:any )?(?:errors?|warnings?|error messages)"
    r"|(?:check|verify|confirm|ensure|make sure) (?:that )?(?:it|the|all|no|there|each|every)\b"
    r"[^.]* (?:is|are|has|have|was|were)|get the|to find the|expired?)\b",
    re.IGNORECASE,
)


def followed(document: Document, block: Block, end_line: int) -> bool:
    """Whether text, or a block that is no command, follows before the next command block."""
    if block.output:
        return True
    commands = {other.fence.line for other in blocks(document)}
    for number in range(block.fence.end_line, end_line):
        if number in commands:
            return False
        line = document.line(number)
        if line.strip() and not line.lstrip(" \t>").startswith(("<!--", "---", "===")):
            return True
    return False


def told_next(document: Document, line: int) -> bool:
    """Whether the step that begins at a line speaks of what the one before it printed."""
    return any(s.line == line and _AFTER.match(s.text) for s in document.body.steps)


def silent(block: Block) -> bool:
    """Whether there is nothing to see: variables are set, or a session is opened or left."""
    return all(_shows_nothing(call, block.fence.code) for call in block.calls)


def _shows_nothing(call: Call, code: str) -> bool:
    if call.name in _QUIET:
        return True
    if call.name in _CLIENTS and not call.fed and not call.has(*_STATEMENT):
        return True
    opened = {"debug", "rsh", "exec"} & set(call.plain()[:2]) or call.has("-it", "--tty")
    if call.name in _SESSIONS and opened and "--" not in call.args:
        return True
    return _SET.search(code, 0, call.start) is not None


def foretold(document: Document, block: Block, line: int) -> bool:
    """Whether the text between a line and the block says what to expect."""
    before = (document.line(number) for number in range(line, block.fence.line))
    return any(_BEFORE.search(text) for text in before if not _FENCE.match(text))
