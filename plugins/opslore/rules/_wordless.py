"""Whether a page says what a command will print or do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opslore.metrics.commands import blocks

if TYPE_CHECKING:
    from opslore.document import Document
    from opslore.metrics.commands import Block

_FENCE = re.compile(r"[ \t>]*(?:`{3,}|~{3,})")
# In the sentence before a command, words that say what will come.
_BEFORE = re.compile(
    r"\b(?:expect\w*|should|must|will (?:print|show|return|list|give|see|output)|prints?|returns?"
    r"|outputs?|shows? (?:that|a|an|the|no|how)|until|means?|if (?:it|the|there|this)|no more than"
    r"|less than|more than|at least|below|above)\b",
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


def foretold(document: Document, block: Block, line: int) -> bool:
    """Whether the text between a line and the block says what to expect."""
    before = (document.line(number) for number in range(line, block.fence.line))
    return any(_BEFORE.search(text) for text in before if not _FENCE.match(text))
