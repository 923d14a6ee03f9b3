"""The plain YAML that nearly all front matter is, read line by line in a third of libyaml's time.

Names, one-line values, lists and mappings by indentation, flat ones in brackets, simple quotes,
texts over several lines, comment lines. At the first line that is anything else, or that might be wrong, this reader steps
back and the whole text goes through libyaml: it never judges, and it never finds a fault. A test
holds the two readers against each other.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from opslore.document.scalars import resolve

DEPTH = 8

_NO_SIMPLE_ITEM = frozenset("[]{}\"'#&*!|>%@`?\\")
_BLOCKS = frozenset({">", ">-", "|", "|-"})
_LONGEST_NAME = 1000  # YAML takes no name of more than 1,024 characters
_NAMES: dict[str, str] = {}  # those seen: every document has the same few, so they are kept once
_MOST_NAMES = 2000
_OTHER_STARTS = frozenset("/_($.")
_PLAIN: dict[str, Any] = {}  # short values seen, for the same reason
_MOST_PLAIN = 5000
_SHORT = 24


def read(text: str) -> dict[str, Any] | None:  # noqa: PLR0915 - one loop, for its speed
    """Return the values of a YAML mapping; None if it takes a real parser to tell."""
    root: dict[str, Any] = {}
    # The open mappings and lists with their columns. A mapping's column is that of its names, a
    # list's that of its dashes, which may be the column of the name it belongs to.
    containers: list[Any] = [root]
    columns = [0]
    top: Any = root
    column = 0
    waiting: str | None = None  # a name in `top` whose value may begin on the next line

    lines = text.split("\n")
    resume = 0  # the line behind a text over several lines

    for number, line in enumerate(lines):
        if number < resume:
            continue
        content = line.lstrip(" ")
        if not content.isprintable():
            return None
        if not content or content[0] == "#":
            continue
        indent = len(line) - len(content)
        if content[0] == "-":
            if content[1:2] != " " or len(content) == 2:
                return None
            content = content[2:]
            if waiting is not None and indent >= column:
                found: Any = []
                top[waiting] = found
                waiting = None
                containers.append(found)
                columns.append(indent)
                top, column = found, indent
            else:
                waiting = None
                while column > indent:
                    containers.pop()
                    columns.pop()
                    if not containers:
                        return None
                    top, column = containers[-1], columns[-1]
                if column != indent or top.__class__ is not list:
                    return None
            before, colon, value = content.partition(": ")
            name = _NAMES.get(before) if colon else None
            if name is None:
                name, value = _field(content)
            if name is None:
                if value in _BLOCKS:
                    item, resume = _block(lines, number + 1, indent, value)
                else:
                    item = _value(value)
                if item is _UNKNOWN or (
                    len(containers) >= DEPTH and item.__class__ in (list, dict)
                ):
                    return None
                top.append(item)
                continue
            found = {}
            top.append(found)
            indent += 2
            containers.append(found)
            columns.append(indent)
            top, column = found, indent
        else:
            before, colon, value = content.partition(": ")
            name = _NAMES.get(before) if colon else None
            if name is None:
                name, value = _field(content)
            if name is None:
                return None
            if waiting is not None and indent > column:
                found = {}
                top[waiting] = found
                containers.append(found)
                columns.append(indent)
                top, column = found, indent
            else:
                while column > indent or (column == indent and top.__class__ is list):
                    containers.pop()
                    columns.pop()
                    if not containers:
                        return None
                    top, column = containers[-1], columns[-1]
                if column != indent or top.__class__ is not dict:
                    return None
            waiting = None
        if name in top or len(containers) >= DEPTH:
            return None
        if value:
            if value in _BLOCKS:
                item, resume = _block(lines, number + 1, indent, value)
            else:
                item = _PLAIN.get(value, _UNKNOWN)
                if item is _UNKNOWN:
                    item = _value(value)
            if item is _UNKNOWN:
                return None
            top[name] = item
        else:
            top[name] = None
            waiting = name
    return root


class _Unknown:
    """What a value is that only a parser can read."""


_UNKNOWN = _Unknown()


def _field(content: str) -> tuple[str | None, str]:
    """Return name and value of `name: value`; None and all of it where there is no name."""
    name, colon, value = content.partition(": ")
    if not colon:
        if content[-1] != ":":
            return None, content
        name = content[:-1]
        value = ""
    known = _NAMES.get(name)
    if known is not None:
        return known, value
    if name.isidentifier() or (name[:1] != "-" and name.replace("-", "_").isidentifier()):
        if len(name) > _LONGEST_NAME:
            return None, content
        if len(_NAMES) < _MOST_NAMES:
            _NAMES[name] = name
        return name, value
    return None, content


def _value(text: str) -> Any:
    """Return the value that a text on one line stands for."""
    text = text.strip(" ")
    if not text:
        return _UNKNOWN
    first = text[0]
    if first.isalnum() or first in _OTHER_STARTS:
        if ": " in text or " #" in text or text[-1] == ":":
            return _UNKNOWN
        return _plain(text)
    last = text[-1]
    if (first == '"' and last == '"') or (first == "'" and last == "'"):
        inner = text[1:-1]
        if len(text) < 2 or first in inner:
            return _UNKNOWN
        if first == '"' and "\\" in inner:  # as in a pattern; other escapes are libyaml's
            return _UNKNOWN if "\\" in inner.replace("\\\\", "") else inner.replace("\\\\", "\\")
        return inner
    if (first == "[" and last == "]") or (first == "{" and last == "}"):
        inner = text[1:-1].strip(" ")
        if not _NO_SIMPLE_ITEM.isdisjoint(inner):
            return _UNKNOWN
        items = inner.split(",") if inner else []
        return _list(items) if first == "[" else _mapping(items)
    return _UNKNOWN


def _plain(text: str) -> Any:
    """Return a value without quotes, which is kept if it may come again."""
    found = resolve(text)
    if len(text) <= _SHORT and len(_PLAIN) < _MOST_PLAIN:
        _PLAIN[text] = found
    return found


def _list(items: list[str]) -> Any:
    found = []
    for written in items:
        item = written.strip(" ")
        if not item or not item[0].isalnum() or ":" in item:
            return _UNKNOWN
        known = _PLAIN.get(item, _UNKNOWN)
        found.append(_plain(item) if known is _UNKNOWN else known)
    return found


def _mapping(items: list[str]) -> Any:
    found: dict[str, Any] = {}
    for written in items:
        name, value = _field(written.strip(" ") or ":")
        item = value.strip(" ")
        if name is None or name in found or not item or not item[0].isalnum() or ":" in item:
            return _UNKNOWN
        found[name] = resolve(item)
    return found


def _block(lines: list[str], number: int, indent: int, sign: str) -> tuple[Any, int]:
    """Return the text that begins on a line, and the number of the line behind it."""
    if number >= len(lines):
        return _UNKNOWN, number
    inner = len(lines[number]) - len(lines[number].lstrip(" "))
    if inner <= indent or inner == len(lines[number]):
        return _UNKNOWN, number
    margin = lines[number][:inner]
    taken: list[str] = []
    for at in range(number, len(lines)):
        line = lines[at]
        if line.startswith(margin):
            content = line[inner:]
            if not content.isprintable() or content[-1:] in ("", " "):
                return _UNKNOWN, number
            if content[0] == " " and sign[0] == ">":
                return _UNKNOWN, number
            taken.append(content)
        elif not line:
            taken.append("")
        elif len(line) - len(line.lstrip(" ")) > indent:
            return _UNKNOWN, number
        else:
            break
    else:
        if lines[-1]:  # no end of line behind the last word: whether one is kept is libyaml's
            return _UNKNOWN, number
    resume = number + len(taken)
    while not taken[-1]:
        taken.pop()
    text = "\n".join(taken) if sign[0] == "|" else _fold(taken)
    return (text if sign[-1] == "-" else text + "\n"), resume


def _fold(lines: list[str]) -> str:
    """Return lines joined by spaces; each empty one is an end of line instead."""
    parts = [lines[0]]
    for above, line in pairwise(lines):
        if not line:
            parts.append("\n")
        else:
            parts.append(line if not above else " " + line)
    return "".join(parts)
