"""YAML and JSON of other tools as nodes with places.

libyaml's events are walked by hand, with bounds on depth and number, since `load` and `compose`
can be made to crash or to run out of memory. An alias is the node itself, not a copy, and one
inside of its own anchor is nothing, so that nothing grows or runs in circles. Tags are ignored:
a value is the text that stands there.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from opslore.document.events import events

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DEPTH = 64  # a dashboard nests to twenty
MOST = 500_000  # nodes and merged keys of a file

# JSON writes characters beyond U+FFFF as two escapes, which YAML does not know.
_PAIR = re.compile(
    r"(?<!\\)((?:\\\\)*)\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})", re.IGNORECASE
)


class TooMuchError(Exception):
    """The file is nested too deep or holds too much; index and what to tell."""

    def __init__(self, index: int, message: str) -> None:
        super().__init__(message)
        self.index = index


class Node:
    """A value: `text` of a scalar, `items` of a list, `fields` of a mapping; the others None.

    `start` and `end` are indexes into the text, `column` counts from 0.
    """

    __slots__ = ("column", "end", "fields", "items", "keys", "start", "text")

    def __init__(self, event: Any) -> None:
        self.start: int = event.start_mark.index
        self.end: int = event.end_mark.index
        self.column: int = event.start_mark.column
        self.text: str | None = None
        self.items: list[Node] | None = None
        self.fields: dict[str, Node] | None = None
        self.keys: dict[str, Node] = {}  # the keys of `fields` as they stand there

    def get(self, *names: str) -> Node | None:
        """Return the value of the first of these fields that there is."""
        fields = self.fields or {}
        return next((fields[name] for name in names if name in fields), None)

    def said(self, *names: str) -> str:
        """Return the text of a field; empty if there is none."""
        found = self.get(*names)
        return found.text or "" if found else ""

    def listed(self, *names: str) -> list[Node]:
        """Return the items of a field that is a list."""
        found = self.get(*names)
        return found.items or [] if found else []


def joined_pairs(text: str) -> str:
    """Return JSON with the two escapes of one character as the one that YAML knows."""

    def one(found: re.Match[str]) -> str:
        high, low = int(found[2], 16), int(found[3], 16)
        return f"{found[1]}\\U{0x10000 + (high - 0xD800) * 0x400 + low - 0xDC00:08x}"

    return _PAIR.sub(one, text) if "\\u" in text else text


def documents(text: str) -> Iterator[Node]:
    """Yield the root of each document in a text.

    Raises yaml.YAMLError where it is no YAML, TooMuchError where it is too deep or too much.
    """
    step = events(text)
    while (event := step()) is not None and event.__class__ is not StreamEndEvent:
        if event.__class__ is DocumentStartEvent:
            yield _Walk(step).node(step(), 1)


class _Walk:
    def __init__(self, step: Callable[[], Any]) -> None:
        self.step = step
        self.anchors: dict[str, Node] = {}
        self.count = 0

    def node(self, event: Any, depth: int) -> Node:
        """Read one value; raises TooMuchError for more, or deeper, than anybody writes."""
        self._counted(event)
        kind = event.__class__
        if kind is AliasEvent:
            return self.anchors.get(event.anchor) or Node(event)
        made = Node(event)
        if kind is ScalarEvent:
            made.text = event.value
        elif depth > DEPTH:
            raise TooMuchError(made.start, f"is nested more than {DEPTH} levels deep")
        elif kind is SequenceStartEvent:
            made.items = []
            while (event_ := self.step()).__class__ is not SequenceEndEvent:
                made.items.append(self.node(event_, depth + 1))
        elif kind is MappingStartEvent:
            self._mapping(made, depth)
        if event.anchor is not None:
            self.anchors[event.anchor] = made
        return made

    def _mapping(self, made: Node, depth: int) -> None:
        own: dict[str, Node] = {}
        merged: list[Node] = []
        while (event := self.step()).__class__ is not MappingEndEvent:
            key = self.node(event, depth + 1)
            value = self.node(self.step(), depth + 1)
            if key.text == "<<":
                merged += value.items if value.items is not None else [value]
            elif key.text is not None and key.text not in own:
                own[key.text] = value
                made.keys[key.text] = key
        made.fields = own
        for other in merged:
            for name, value in (other.fields or {}).items():
                self._counted(event)
                own.setdefault(name, value)

    def _counted(self, event: Any) -> None:
        self.count += 1
        if self.count > MOST:
            raise TooMuchError(event.start_mark.index, f"holds more than {MOST:,} values")
