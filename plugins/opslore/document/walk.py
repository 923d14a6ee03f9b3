"""From YAML events to plain values, refusing what front matter has no use for.

Anchors, aliases, tags and merge keys make a value stand somewhere else than where it is read;
directives and second documents have no place between two fences.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from opslore.document.events import events
from opslore.document.lines import rest_of_line
from opslore.document.model import Span, Steps
from opslore.document.scalars import resolve
from opslore.document.syntax import explain
from opslore.document.trouble import Trouble, UnreadableError, in_quotes, quoted

if TYPE_CHECKING:
    from collections.abc import Callable

DEPTH = 8

# What libyaml takes for the end of a line and nobody else does; and what no editor shows, but
# makes two ids that look alike differ or turns the direction of the text.
_HIDDEN = re.compile("[\x85\u200b\u2028-\u202e\u2060\u2066-\u2069\ufeff]")
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_WORD = re.compile(r"\S*")
_STRAY_DASH = re.compile(r"[\r\n][ \t]*-(?:[ \t\r\n]|\S)")


class Walk:
    """One walk over the events of a YAML text, of any shape.

    `offset` is the index of the YAML in the file. With `record` the places of all keys and
    values are kept in `spans`; `duplicates` holds the troubles that do not end the walk.
    """

    def __init__(self, text: str, offset: int, *, record: bool = False) -> None:
        self.text = text
        self.offset = offset
        self.duplicates: list[Trouble] = []
        self.spans: dict[Steps, Span] | None = {} if record else None
        self._next: Callable[[], Any]
        self._end = 0  # of the latest scalar or flow collection, for the end of block ones

    def root(self, *, first_only: bool = False) -> Any:
        """Return the value of the only document; None if there is none.

        With `first_only` further documents are not looked at. Raises UnreadableError with the
        one trouble that makes the text unusable.
        """
        if not self.text.isascii() and (found := _HIDDEN.search(self.text)):
            raise self._bad_character(found)
        if self.text.startswith("%"):
            raise self._directive()
        try:
            self._next = events(self.text)
            return self._root(first_only=first_only)
        except yaml.YAMLError as error:
            raise self._syntax(error) from None

    def _root(self, *, first_only: bool) -> Any:
        step = self._next
        step()  # the start of the stream
        event = step()
        if event.__class__ is StreamEndEvent:
            return None
        if event.version or event.tags:
            raise self._directive()
        first = step()
        value = self._value(first, 1, ())
        event = step()
        if event.__class__ is DocumentEndEvent and not first_only:
            event = step()
            if event.__class__ is DocumentStartEvent:
                raise self._refuse(
                    event, "a second YAML document", "delete the line `---` that begins it"
                )
        return value

    def _value(self, event: Any, depth: int, steps: Steps | None) -> Any:
        kind = event.__class__
        if kind is ScalarEvent:
            if event.anchor is not None or event.tag is not None:
                raise self._decorated(event)
            value: str = event.value
            if self.spans is not None:
                self._end = self._end_of(event)
            if event.implicit[0]:
                if " -" in value or value[:1] == "-":
                    self._check_dashes(event)
                return resolve(value)
            if found := _UNSEEN.search(value):
                raise self._escaped_control(event, found[0])
            return value
        if kind is AliasEvent:
            raise self._alias(event)
        if event.anchor is not None or event.tag is not None:
            raise self._decorated(event)
        if depth > DEPTH:
            raise self._too_deep(event)
        if kind is MappingStartEvent:
            return self._mapping(depth, steps)
        return self._sequence(depth, steps)

    def _mapping(self, depth: int, steps: Steps | None) -> dict[str, Any]:
        found: dict[str, Any] = {}
        places: dict[str, tuple[int, int]] = {}
        step = self._next
        recording = self.spans is not None
        while (event := step()).__class__ is not MappingEndEvent:
            if event.__class__ is not ScalarEvent:
                raise self._complex_key(event)
            key: str = event.value
            if event.anchor is not None or event.tag is not None:
                raise self._decorated(event)
            if event.implicit[0]:
                if key == "<<":
                    raise self._refuse(event, "a merge key", "write the fields out")
                if key == "":
                    raise self._refuse(event, "an empty key", "write a name before the colon")
            elif bad := _UNSEEN.search(key):
                raise self._escaped_control(event, bad[0])
            new = key not in found
            start, end = self._marks(event)
            if new:
                places[key] = (start, end)
            else:
                self._duplicate(key, (start, end), places[key])
            event = step()
            inner = (*steps, key) if recording and new and steps is not None else None
            before = event.start_mark.index if recording else 0
            value = self._value(event, depth + 1, inner)
            if inner is not None and self.spans is not None:
                self._record(inner, start, end, before)
            if new:
                found[key] = value
        self._close(event)
        return found

    def _sequence(self, depth: int, steps: Steps | None) -> list[Any]:
        found: list[Any] = []
        step = self._next
        recording = self.spans is not None
        while (event := step()).__class__ is not SequenceEndEvent:
            inner = (*steps, len(found)) if recording and steps is not None else None
            before = event.start_mark.index if recording else 0
            found.append(self._value(event, depth + 1, inner))
            if inner is not None and self.spans is not None:
                place = before + self.offset
                self._record(inner, place, place, before)
        self._close(event)
        return found

    def _record(self, steps: Steps, key_start: int, key_end: int, start: int) -> None:
        assert self.spans is not None
        end = max(self._end, start)
        self.spans[steps] = Span(key_start, key_end, start + self.offset, end + self.offset)

    def _close(self, event: Any) -> None:
        # A block collection's end event stands at the next token, lines further on.
        if self.spans is not None and event.end_mark.index > event.start_mark.index:
            self._end = event.end_mark.index

    def _end_of(self, event: Any) -> int:
        end: int = event.end_mark.index
        start: int = event.start_mark.index
        while end > start and self.text[end - 1] in " \t\r\n":
            end -= 1  # a block scalar ends with its last word, not at the next key
        return end

    def _marks(self, event: Any) -> tuple[int, int]:
        return event.start_mark.index + self.offset, event.end_mark.index + self.offset

    def _place(self, event: Any) -> tuple[int, int]:
        start = event.start_mark.index
        limit = start + len(rest_of_line(self.text, start))
        end = min(event.end_mark.index, limit)
        return start + self.offset, max(end, min(start + 1, limit)) + self.offset

    def _refuse(self, event: Any, what: str, mend: str) -> UnreadableError:
        return UnreadableError(
            Trouble("yaml-feature", *self._place(event), f"{what} is not read here", mend)
        )

    def _decorated(self, event: Any) -> UnreadableError:
        start = event.start_mark.index
        word = _WORD.match(self.text, start)
        said = word[0] if word else ""
        value = rest_of_line(self.text, start)
        sign = said[:1] if said[:1] in ("&", "!") else "&" if event.anchor is not None else "!"
        name = "an anchor" if sign == "&" else "a tag"
        return UnreadableError(
            Trouble(
                "yaml-feature",
                start + self.offset,
                start + self.offset + max(len(said), 1),
                f"{quoted(said)} is read as {name} of YAML, which is not read here",
                f"if it is text, put it in quotes: {quoted(in_quotes(value), 60)}",
            )
        )

    def _alias(self, event: Any) -> UnreadableError:
        start, end = self._place(event)
        value = rest_of_line(self.text, event.start_mark.index)
        return UnreadableError(
            Trouble(
                "yaml-feature",
                start,
                end,
                f"{quoted(f'*{event.anchor}')} is read as an alias of YAML, which is not read here",
                f"if it is text, put it in quotes: {quoted(in_quotes(value), 60)}",
            )
        )

    def _complex_key(self, event: Any) -> UnreadableError:
        start, end = self._place(event)
        begin = event.start_mark.index
        if event.__class__ is AliasEvent:
            return self._alias(event)
        if self.text.startswith("{", begin) and self.text[:begin].endswith("{"):
            value = rest_of_line(self.text, begin - 1)
            return UnreadableError(
                Trouble(
                    "yaml-feature",
                    start - 1,
                    max(end, start + 1),
                    "a value that begins with `{{` is read as a mapping",
                    f"put it in quotes: {quoted(in_quotes(value), 60)}",
                )
            )
        what = "a list" if event.__class__ is SequenceStartEvent else "a mapping"
        return UnreadableError(
            Trouble(
                "yaml-feature",
                start,
                end,
                f"{what} is the name of a field here; names are plain words",
                "if it is text, put it in quotes",
            )
        )

    def _too_deep(self, event: Any) -> UnreadableError:
        return UnreadableError(
            Trouble(
                "nesting-too-deep",
                event.start_mark.index + self.offset,
                event.start_mark.index + self.offset + 1,
                f"is nested {DEPTH + 1} levels deep; {DEPTH} are read",
                "no field needs more than four levels: is a bracket or a dash too many here?",
            )
        )

    def _directive(self) -> UnreadableError:
        start = self.text.index("%")
        end = start + len(rest_of_line(self.text, start))
        return UnreadableError(
            Trouble(
                "yaml-feature",
                start + self.offset,
                end + self.offset,
                "a directive of YAML (a line that begins with `%`) is not read here",
                "delete it",
            )
        )

    def _duplicate(self, key: str, place: tuple[int, int], first: tuple[int, int]) -> None:
        self.duplicates.append(
            Trouble(
                "duplicate-key",
                *place,
                f"{quoted(key)} is already given above, and only the first one counts",
                "delete one of the two",
                (first,),
            )
        )

    def _check_dashes(self, event: Any) -> None:
        """Refuse `- a` above a deeper `- b`: YAML makes one text, `a - b`, of it."""
        start, end = event.start_mark.index, event.end_mark.index
        found = _STRAY_DASH.search(self.text, start, end)
        if found is None:
            return
        dash = found.group().index("-") + found.start()
        if self.text[dash + 1 : dash + 2].isspace():
            message = "this list item is not in the column of the one above, so it is joined to it"
            mend = "let all dashes of a list stand in one column"
        elif self.text[start] == "-":
            dash, message = start, "a dash without a space behind it begins no list item"
            mend = f"write {quoted('- ' + rest_of_line(self.text, start)[1:])}"
        else:
            return
        place = dash + self.offset
        raise UnreadableError(Trouble("front-matter-syntax", place, place + 1, message, mend))

    def _escaped_control(self, event: Any, character: str) -> UnreadableError:
        return UnreadableError(
            Trouble(
                "bad-character",
                *self._place(event),
                f"the text holds the character U+{ord(character):04X}, which nobody can see",
                "delete the escape (a backslash and what follows it) that writes it",
            )
        )

    def _bad_character(self, found: re.Match[str]) -> UnreadableError:
        return UnreadableError(
            Trouble(
                "bad-character",
                found.start() + self.offset,
                found.end() + self.offset,
                f"the character U+{ord(found[0]):04X}, which nobody can see, stands here",
                "delete it",
            )
        )

    def _syntax(self, error: yaml.YAMLError) -> UnreadableError:
        if isinstance(error, yaml.reader.ReaderError):
            found = _UNSEEN.search(self.text)
            if found:
                return self._bad_character(found)
        start, end, message, mend = explain(error, self.text)
        return UnreadableError(
            Trouble("front-matter-syntax", start + self.offset, end + self.offset, message, mend)
        )
