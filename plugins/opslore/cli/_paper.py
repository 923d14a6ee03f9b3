"""Text for a terminal: wrapped to its width, a little emphasis where it can show it."""

from __future__ import annotations

import shutil
import textwrap
from typing import TYPE_CHECKING

from opslore.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TextIO

WIDTH = 100  # into a file or a pipe: the same bytes everywhere
WIDEST = 110  # a line of prose longer than that is hard to read


@dataclass(frozen=True, slots=True)
class Paper:
    """What text is printed on."""

    width: int
    colour: bool

    @classmethod
    def of(cls, stream: TextIO, *, colour: bool) -> Paper:
        """Return the terminal behind a stream, or plain paper."""
        if not stream.isatty():
            return cls(WIDTH, colour)
        return cls(min(WIDEST, max(40, shutil.get_terminal_size().columns)), colour)

    def strong(self, text: str) -> str:
        """Return text that stands out."""
        return f"\x1b[1m{text}\x1b[0m" if self.colour else text

    def faint(self, text: str) -> str:
        """Return text that stands back."""
        return f"\x1b[2m{text}\x1b[0m" if self.colour else text

    def wrapped(
        self, text: str, indent: str = "", paint: Callable[[str], str] = str, hang: str = ""
    ) -> list[str]:
        """Return the lines of a paragraph; a word is never broken, so that it can be copied.

        Control characters are dropped: an author's text must not drive the reader's terminal.
        """
        lines = textwrap.wrap(
            printable(" ".join(text.split())),
            self.width,
            initial_indent=indent,
            subsequent_indent=indent + hang,
            break_long_words=False,
            break_on_hyphens=False,
        )
        return [paint(line) for line in lines]


def printable(text: str) -> str:
    """Return text without characters that a terminal acts on; line ends and tabs stay."""
    return "".join(c for c in text if c in "\n\t" or (c.isprintable() or c == "\u00a0"))
