"""A new document: a template in which what only a person can say is left blank.

A blank is a field without a value, or `TODO` in the text, each with a remark on what belongs
there. So it reads as unfinished to people, to YAML, and to `opslore check`, which names it.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import opslore

if TYPE_CHECKING:
    from collections.abc import Mapping

MARK = "TODO"
_OPEN, _CLOSE = "\ue000", "\ue001"  # private characters stand for blanks until a line is known
_BLANK = re.compile(f"{_OPEN}([^{_CLOSE}]*){_CLOSE}")
_ONLY_ITEM = re.compile(rf"\[\s*({_OPEN}[^{_CLOSE}]*{_CLOSE})\s*\]")


class Blank(NamedTuple):
    """Something left to say."""

    line: int
    what: str


def render(kind: str, model: Mapping[str, Any]) -> tuple[str, tuple[Blank, ...]]:
    """Return the text of a new document and its blanks, in the order of its lines."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    folder = Path(opslore.__file__).parent / "templates" / "new"
    environment = Environment(  # noqa: S701 - Markdown, not HTML
        loader=FileSystemLoader(folder), undefined=StrictUndefined, keep_trailing_newline=True
    )
    template = environment.get_template(f"{kind}.md.jinja")
    return _filled(template.render(model, blank=_blank))


def _blank(example: object, what: str) -> str:
    del example  # it is there for the tests: a template with its examples is a good document
    return f"{_OPEN}{what}{_CLOSE}"


def _filled(text: str) -> tuple[str, tuple[Blank, ...]]:
    lines: list[str] = []
    blanks: list[Blank] = []
    fences = 0
    code = False
    for number, line in enumerate(text.split("\n"), 1):
        fences += line == "---" and fences < 2
        code ^= line.lstrip().startswith("```")
        whats = _BLANK.findall(line)
        if fences < 2 and whats:
            empty = _BLANK.sub("", _ONLY_ITEM.sub(r"\1", line)).rstrip()
            line = f"{empty}  # {MARK} {'; '.join(whats)}"  # noqa: PLW2901
        elif whats:
            start = f"# {MARK}" if code else MARK
            line = _BLANK.sub(rf"{start} \1", line)  # noqa: PLW2901
        if whats:
            blanks.append(Blank(number, "; ".join(whats)))
        lines.append(line)
    return "\n".join(lines), tuple(blanks)
