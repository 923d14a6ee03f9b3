"""A foreign document: its front matter in any of the usual forms, and the facts at its head.

Facts stand as `Key: value` lines (bare, bold, as bullets, behind `#`), in a table of two columns,
or below a heading that bears the name of a fact.
"""

from __future__ import annotations

import re
import tomllib
from functools import cached_property
from typing import TYPE_CHECKING, Any

from opslore.adopt import fields, html_tables, words
from opslore.adopt.model import Stated
from opslore.adopt.plain import cells, definitions, plain
from opslore.document.model import UNUSABLE
from opslore.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from opslore.adopt.html_tables import HtmlTable
    from opslore.document import Document, Section

_TOML = re.compile(
    r"\+\+\+[ \t]*\r?\n(?P<toml>.*?)(?:\A|(?<=\n))\+\+\+[ \t]*(?:\r?\n|\Z)", re.DOTALL
)
_LINE = re.compile(
    r"^\s{0,6}(?:[-*+]\s+|>\s*)?(?:#{1,3}\s+)?(?P<mark>\*\*|__)?(?P<key>[A-Za-zÀ-ÿ][\w À-ÿ/()&.-]{0,38}?)"
    r"(?:\*\*|__)?\s*(?P<colon>[:：])(?:\*\*|__)?\s*(?P<value>\S.*?)?\s*$"
)
_MOMENT = re.compile(
    r"^\s{0,6}(?:[-*+]\s+)?(?P<key>[A-Z][A-Za-z -]{2,30}?)\s+(?P<value>(?:19|20)\d{2,3}-\d\d-\d\d.*)$"
)
_READABLE = frozenset({"no-front-matter", "toml-front-matter"})
MOST_PARTS = 4000
LONGEST_LINE = 500  # characters of a line that states a fact
HEAD = 80  # lines in which facts are looked for above the first section


@dataclass(frozen=True, eq=False)
class Source:
    """A document as its authors left it."""

    document: Document
    raw: bytes
    style: str  # none, yaml, toml; broken: there is front matter that cannot be read
    front: Mapping[str, Any]  # its front matter, as plain values

    @property
    def path(self) -> str:
        """The path below the folder that was read."""
        return self.document.path

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines of the file; the first one has the number 1, so index 0 is empty."""
        return ("", *re.split(r"\r\n?|\n", self.document.text))

    @cached_property
    def first_line(self) -> int:
        """The line in which the body begins."""
        return self.document.text.count("\n", 0, self.document.body_offset) + 1

    @cached_property
    def references(self) -> Mapping[str, str]:
        """What reference links mean."""
        return definitions(self.document.text)

    @cached_property
    def fenced(self) -> frozenset[int]:
        """The lines inside blocks of code."""
        return frozenset(n for f in self.document.body.fences for n in range(f.line, f.end_line))

    @cached_property
    def html_tables(self) -> tuple[HtmlTable, ...]:
        """The tables that are written in HTML."""
        return tuple(html_tables.find(self.lines, self.fenced))

    @cached_property
    def is_huge(self) -> bool:
        """Whether it has so many parts that no person wrote it; those are not looked through."""
        body = self.document.body
        parts = (body.bullets, body.steps, body.headings, body.paragraphs, body.tables)
        return not body.complete or sum(map(len, parts)) > MOST_PARTS

    @cached_property
    def stated(self) -> Mapping[str, tuple[Stated, ...]]:
        """The facts by field; where one is stated twice, both."""
        found: dict[str, list[Stated]] = {}
        for key, value in self._front():
            name = fields.canonical(key)
            if name and isinstance(value, (str, int, float)) and not isinstance(value, bool):
                found.setdefault(name, []).append(Stated(str(value), 1))
        for key, text, line in self._head():
            name = fields.canonical(key)
            value = plain(text)
            if name and value and not fields.is_empty(value) and len(value) <= 300:
                found.setdefault(name, []).append(Stated(value, line))
        return {name: tuple(values) for name, values in found.items()}

    def one(self, name: str) -> Stated | None:
        """Return the first statement of a field."""
        return next(iter(self.stated.get(name, ())), None)

    def _front(self) -> Iterator[tuple[str, Any]]:
        """Yield the values of the front matter, with what sites keep in a table of their own."""
        for key, value in self.front.items():
            listed = isinstance(value, list) and fields.canonical(str(key)) in (
                "services",
                "alerts",
            )
            yield str(key), ", ".join(v for v in value if isinstance(v, str)) if listed else value
        for name in ("params", "extra", "metadata", "incident"):
            own = self.front.get(name)
            if isinstance(own, dict):
                for key, value in own.items():
                    words = (
                        [v for v in value if isinstance(v, str)] if isinstance(value, list) else []
                    )
                    yield key, ", ".join(words) if words else value

    def _head(self) -> Iterator[tuple[str, str, int]]:
        """Yield name, value and line of all that may be a fact."""
        head = frozenset(self._head_lines())
        for number in sorted(head):
            line = self.lines[number]
            if len(line) > LONGEST_LINE:
                continue
            if line.lstrip().startswith("|"):
                row = cells(line)
                if len(row) in (2, 4):
                    yield from ((row[i], row[i + 1], number) for i in range(0, len(row), 2))
                continue
            for part in re.split(r"\s+[|·•]\s+", line):
                if (match := _MOMENT.match(plain_bold(part))) or (
                    (match := _LINE.match(part)) and match["value"]
                ):
                    yield match["key"], match["value"], number
        for table in self.html_tables:
            for at, texts, _ in table.rows:
                if table.line in head and len(texts) in (2, 4):
                    pairs = zip(texts[::2], texts[1::2], strict=True)
                    yield from ((key, value, at) for key, value in pairs)
        for section in self.document.body.sections:
            name = words.bare(section.title)
            headed = fields.canonical(name) in fields.HEADED
            if headed and (found := self._paragraph(section)):
                yield name, *found

    def _head_lines(self) -> Iterator[int]:
        sections = self.document.body.sections
        end = next(
            (
                s.line
                for s in sections
                if s.level >= 2
                and not _LINE.match(self.lines[s.line])
                and not fields.METADATA.fullmatch(words.bare(s.title))
                and fields.canonical(words.bare(s.title)) not in fields.HEADED
            ),
            len(self.lines),
        )
        # Facts stand before the first command and the first step.
        body = self.document.body
        starts = [fence.line for fence in body.fences] + [step.line for step in body.steps]
        end = min([end, self.first_line + HEAD, *starts])
        numbers = set(range(self.first_line, max(end, self.first_line)))
        for section in sections:
            if fields.METADATA.fullmatch(words.bare(section.title)):
                numbers |= set(range(section.line + 1, section.end_line))
        yield from (n for n in numbers - self.fenced if n < len(self.lines))

    def _paragraph(self, section: Section) -> tuple[str, int] | None:
        for number in range(section.line + 1, min(section.end_line, section.line + 4)):
            line = self.lines[number].strip()
            if line and number not in self.fenced:
                following = self.lines[number + 1].strip() if number + 1 < len(self.lines) else ""
                short = len(line) <= 120 and not following
                bare = not line.startswith(("#", "|", "- ", "* ", ">", "<"))
                return (line, number) if short and bare else None
        return None


def plain_bold(text: str) -> str:
    """Return a line without its bold marks."""
    return text.replace("**", "").replace("__", "")


def read(document: Document, raw: bytes) -> Source:
    """Return a document as a source, its front matter read in whatever form it has."""
    kinds = {fault.kind for fault in document.faults}
    if "toml-front-matter" in kinds:
        found = _TOML.match(document.text)
        try:
            data = tomllib.loads(found["toml"].replace("\r\n", "\n")) if found else None
        except (tomllib.TOMLDecodeError, RecursionError):
            data = None
        if data is None:
            return Source(document, raw, "broken", {})
        return Source(document, raw, "toml", _plain_values(data))
    if (kinds & UNUSABLE) - _READABLE or "blank-before-front-matter" in kinds:
        return Source(document, raw, "broken", {})
    if document.has_front_matter:
        return Source(document, raw, "yaml", document.data)
    return Source(document, raw, "none", {})


def _plain_values(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain_values(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain_values(item) for item in value]
    if isinstance(value, (str, int, float, bool)) or value is None:
        return value
    return str(value)  # days and times
