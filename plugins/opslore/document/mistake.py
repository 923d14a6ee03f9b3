"""Where and how a YAML parser gave up, and what an author is told of it."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any, NamedTuple

import yaml
from yaml.events import ScalarEvent

from opslore.document.events import events
from opslore.document.lines import Lines, rest_of_line
from opslore.frozen import dataclass

KEY = re.compile(r"""(?P<indent>[ ]*)(?P<dashes>(?:-[ ]+)*)(?P<key>[^\s:#'"\[\]{}-][^:#]*?)[ ]*:""")


class Answer(NamedTuple):
    """What to tell: the place as indexes into the YAML, the fault, and what to type."""

    start: int
    end: int
    message: str
    help: str


@dataclass(frozen=True)
class Mistake:
    """Where and how the parser gave up."""

    text: str
    index: int  # where it gave up
    began: int | None  # where the thing began that it was reading
    context: str
    problem: str

    @cached_property
    def lines(self) -> Lines:
        """The lines of the text."""
        return Lines(self.text)

    @cached_property
    def number(self) -> int:
        """The line of the index, from 1."""
        return self.lines.place(self.index)[0]

    @property
    def line(self) -> str:
        """The line of the index, without its end."""
        return self.lines.line(self.number)

    @property
    def line_start(self) -> int:
        """The index at which that line begins."""
        return self.lines.starts[self.number - 1]

    @property
    def character(self) -> str:
        """The character at the index; empty at the end."""
        return self.text[self.index : self.index + 1]

    def rest(self, index: int) -> str:
        """Return what stands from an index to the end of its line."""
        return rest_of_line(self.text, index)

    @cached_property
    def last_scalar(self) -> tuple[int, int]:
        """Start and end of the last value or name read before the parser gave up."""
        found = (0, 0)
        try:
            step = events(self.text)
            while (event := step()) is not None:
                if isinstance(event, ScalarEvent):
                    start: Any = event.start_mark
                    end: Any = event.end_mark
                    found = (start.index, end.index)
        except yaml.YAMLError:
            pass
        return found

    def line_above(self, number: int) -> tuple[int, str]:
        """Return the nearest line above that says something; number 0 if there is none."""
        for above in range(number - 1, 0, -1):
            line = self.lines.line(above)
            if line.strip() and not line.lstrip().startswith("#"):
                return above, line
        return 0, ""
