"""A fault before the document exists that could turn its indexes into lines and columns."""

from __future__ import annotations

from typing import NamedTuple


class Trouble(NamedTuple):
    """What will be a fault; places are pairs of indexes into the text, ends exclusive."""

    kind: str
    start: int
    end: int
    message: str
    help: str = ""
    also: tuple[tuple[int, int], ...] = ()


class UnreadableError(Exception):
    """Raised where the front matter cannot be read any further; holds the one trouble to tell."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.message)
        self.trouble = trouble


def quoted(text: str, limit: int = 40) -> str:
    """Return an author's words in backticks, on one line, cut where they run long.

    Characters that would not show, or would do something to a terminal, are written out.
    """
    shown = text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
    visible = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in shown)
    return f"`` {visible} ``" if "`" in visible else f"`{visible}`"


def in_quotes(value: str) -> str:
    """Return a value in quotation marks, so that YAML takes it for text."""
    if '"' not in value and "\\" not in value:
        return f'"{value}"'
    return "'" + value.replace("'", "''") + "'"
