"""The document: what a file says, and where."""

from __future__ import annotations

from dataclasses import field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from opslore.document import glance
from opslore.document.lines import Lines
from opslore.findings import Location
from opslore.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

    from opslore.document.body import Body

Steps = tuple[str | int, ...]

# The kinds of fault after which nothing is known of the front matter. Of these a document has
# one at most: what else might be said of it would only repeat the first.
UNUSABLE = frozenset(
    {
        "bad-character",
        "empty-file",
        "file-too-large",
        "front-matter-not-a-mapping",
        "front-matter-syntax",
        "front-matter-too-large",
        "nesting-too-deep",
        "no-front-matter",
        "not-a-regular-file",
        "not-utf-8",
        "nul-byte",
        "toml-front-matter",
        "unclosed-front-matter",
        "unreadable-file",
        "yaml-feature",
    }
)


class Span(NamedTuple):
    """Where a key and its value stand, as indexes into the text; ends exclusive."""

    key_start: int
    key_end: int
    start: int
    end: int


class FrontMatter(NamedTuple):
    """Where the YAML stands in the text: indexes, end exclusive (it is the closing fence)."""

    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a file as a file, or with its front matter as YAML."""

    kind: str
    at: Location
    message: str
    help: str = ""
    also: tuple[Location, ...] = ()


@dataclass(frozen=True, eq=False)
class Document:
    """One file, read. Two are equal if they have the same name, bytes and values."""

    path: str  # relative to the project root, with forward slashes
    key: str  # relative to the content folder
    text: str  # decoded, without byte order mark, line ends as in the file; empty if unreadable
    data: Mapping[str, Any]  # plain JSON values; empty if there are none that can be read
    has_front_matter: bool
    faults: tuple[Fault, ...] = ()
    body_offset: int = 0  # index into the text where the body begins
    digest: str = ""  # BLAKE2b-128 of the bytes, in hex; empty if they were not read
    front_matter: FrontMatter = field(default=FrontMatter())
    # A place in `data` -> where it stands in the file, if it bears another name there.
    elsewhere: Mapping[Steps, Steps] = field(default_factory=dict)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Document):
            return NotImplemented
        return self._identity == other._identity and self.data == other.data

    def __hash__(self) -> int:
        return hash(self.path)  # asked for many times a document; names are nearly always unique

    @property
    def _identity(self) -> tuple[object, ...]:
        return (self.path, self.key, self.text, self.digest, self.faults, self.body_offset)

    def __reduce__(self) -> tuple[object, ...]:
        # Body, lines and positions are left behind: making them anew costs less than sending.
        return Document, (
            self.path,
            self.key,
            self.text,
            self.data,
            self.has_front_matter,
            self.faults,
            self.body_offset,
            self.digest,
            self.front_matter,
            self.elsewhere,
        )

    @property
    def broken(self) -> bool:
        """Whether a fault keeps the front matter from being known."""
        return any(fault.kind in UNUSABLE for fault in self.faults) or not self.text

    @property
    def front_matter_text(self) -> str:
        """The YAML between the fences."""
        return self.text[self.front_matter.start : self.front_matter.end]

    @property
    def front_matter_end(self) -> Location:
        """The start of the closing fence, as an empty span: where a new field goes in."""
        return self.span(self.front_matter.end, self.front_matter.end)

    @cached_property
    def body(self) -> Body:
        """The Markdown below the front matter; parsed when first asked for."""
        from opslore.document.markdown import parse_body

        return parse_body(self.path, self.text, self.body_offset)

    @cached_property
    def anchors(self) -> frozenset[str]:
        """What a link to this page may name behind `#`; kept when the body is forgotten."""
        return self.body.anchors

    @property
    def heading(self) -> str:
        """The text of the first heading of the first level; empty if there is none."""
        found = None if "body" in self.__dict__ else glance.title(self.text, self.body_offset)
        if found is None:
            heading = self.body.title
            found = heading.text if heading else ""
        return found

    @property
    def lead(self) -> str:
        """The text of the first paragraph; empty if there is none."""
        found = None if "body" in self.__dict__ else glance.lead(self.text, self.body_offset)
        if found is None:
            found = next((p.text for p in self.body.paragraphs), "")
        return found

    def forget(self) -> None:
        """Drop what is made from the text when it is asked for; it will be made again."""
        for name in ("body", "_lines", "_spans"):
            self.__dict__.pop(name, None)

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self.text)

    @cached_property
    def _spans(self) -> Mapping[Steps, Span]:
        from opslore.document.front_matter import spans

        # Few documents are asked where something stands, so the YAML is walked again for them
        # rather than for all of them a place is kept for every value.
        return spans(self.text, self.front_matter) if self.data else {}

    def has(self, *steps: str | int) -> bool:
        """Whether the front matter has a value (null counts) at `steps`."""
        value: Any = self.data
        for step in steps:
            if not isinstance(value, dict | list):
                return False
            holder: Any = value
            try:
                value = holder[step]
            except (KeyError, IndexError, TypeError):
                return False
        return True

    def at(self, *steps: str | int, key: bool = False) -> Location:
        """Return where the value at `steps` (with `key`, its name) stands.

        Where it does not exist it is the place of the nearest that would hold it: the name of a
        mapping or list, in the end the opening fence. An item of a list has no name of its own,
        so with `key` its value is meant.
        """
        if self.elsewhere:
            steps = self._in_file(steps)
        found = self._spans.get(steps)
        if found is not None and steps:
            named = key and found.key_end > found.key_start
            return self.span(*(found[:2] if named else found[2:]))
        while steps:
            steps = steps[:-1]
            found = self._spans.get(steps)
            if found is not None and steps:
                return self.span(*(found[:2] if found.key_end > found.key_start else found[2:]))
        return self._opening

    def _in_file(self, steps: Steps) -> Steps:
        for length in range(len(steps), 0, -1):
            if place := self.elsewhere.get(steps[:length]):
                return (*place, *steps[length:])
        return steps

    @property
    def _opening(self) -> Location:
        """The opening fence, or the first line where there is none."""
        start = self.text.rfind("---", 0, self.front_matter.start)
        if start < 0:
            return Location(self.path, 1, 1, 1, 1 + len(self.line(1)))
        return self.span(start, start + 3)

    def span(self, start: int, end: int) -> Location:
        """Return the place between two indexes into the text."""
        line, column = self._lines.place(start)
        end_line, end_column = self._lines.place(max(start, end))
        return Location(self.path, line, column, end_line, end_column)

    @property
    def lines(self) -> list[str]:
        """Every line of the file without its end, the first at 0."""
        return self._lines.texts

    def line(self, number: int) -> str:
        """Return a line of the file without its end; empty if there is no such line."""
        texts = self._lines.texts
        return texts[number - 1] if 0 < number <= len(texts) else ""
