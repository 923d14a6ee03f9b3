"""Mistakes of indentation: tabs, lines too deep or too shallow, dashes out of their column."""

from __future__ import annotations

import re

from opslore.document.mistake import KEY, Answer, Mistake
from opslore.document.trouble import quoted


def tab(at: Mistake) -> Answer | None:
    """A tab among the spaces that indent a line, or behind a dash."""
    for number in range(max(1, at.number - 1), at.number + 1):
        line = at.lines.line(number)
        indent = line[: len(line) - len(line.lstrip(" \t"))]
        if "\t" in indent:
            start = at.lines.starts[number - 1] + indent.index("\t")
            count = indent.count("\t")
            return Answer(
                start,
                start + count,
                "a tab indents this line; YAML takes only spaces",
                f"write {len(indent.expandtabs(2))} spaces instead",
            )
    if at.character == "\t":
        return Answer(
            at.index, at.index + 1, "a tab stands where YAML takes only spaces", "write a space"
        )
    return None


def deeper(at: Mistake) -> Answer | None:
    """A key below one that already has its value."""
    if "mapping values" not in at.problem:
        return None
    number, above = at.line_above(at.number)
    outer = KEY.match(above)
    inner = len(at.line) - len(at.line.lstrip())
    if not number or outer is None or inner <= outer.end("indent"):
        return None
    wanted = outer.end("dashes")
    start = at.line_start
    value = above[outer.end() :].strip()
    return Answer(
        start,
        start + inner,
        f"this line is indented deeper than {quoted(outer['key'].strip())} above, which already "
        f"has the value {quoted(value)}",
        _indent_by(wanted),
    )


def list_item(at: Mistake) -> Answer | None:
    """A dash that stands in no list's column."""
    if "sequence entries" in at.problem:
        before = at.text[at.line_start : at.index].strip()
        return Answer(
            at.index,
            at.index + 1,
            f"a list begins on a line of its own, not behind {quoted(before)}",
            f"write {quoted(at.rest(at.index))} on the next line, indented by two spaces",
        )
    if at.character != "-" or not re.match(r"-\s", at.text[at.index : at.index + 2] + " "):
        return None
    column = at.index - at.line_start
    for number in range(at.number - 1, 0, -1):
        line = at.lines.line(number)
        if line.lstrip().startswith("- "):
            wanted = len(line) - len(line.lstrip())
            if wanted != column:
                return Answer(
                    at.index,
                    at.index + 1,
                    f"this list item is indented by {_spaces(column)}, the one above by "
                    f"{_spaces(wanted)}",
                    _indent_by(wanted),
                )
            break
    return Answer(
        at.index,
        at.index + 1,
        "a list item stands where a name is expected",
        "a list stands below the name it belongs to: is that line missing?",
    )


def key_in_list(at: Mistake) -> Answer | None:
    """A key in the column of a list's dashes."""
    if "'-' indicator" not in at.problem and "block collection" not in at.context:
        return None
    column = at.index - at.line_start
    return Answer(
        at.index,
        at.index + len(at.rest(at.index)),
        "a name stands in the column of the dashes above it",
        f"indent it by {_spaces(column + 2)} if it belongs to the item above; else by less than "
        "the dashes",
    )


def indentation(at: Mistake) -> Answer | None:
    """A line in a column in which nothing is open."""
    if not any(word in at.problem for word in ("expected key", "<block end>", "document start")):
        return None
    column = at.index - at.line_start
    if at.text[at.line_start : at.index].strip():
        return None
    start, end = at.last_scalar
    if at.text[start : start + 1] in ("|", ">") and at.text[start:end].strip() and column:
        return Answer(
            at.line_start,
            at.index + len(at.rest(at.index)),
            "this line is indented less than the first line of the text it belongs to",
            "let all lines of the text begin in the column of the first, or further right",
        )
    open_columns: list[int] = []
    for number in range(1, at.number):
        found = KEY.match(at.lines.line(number))
        if found:
            own = found.end("dashes")
            open_columns = [c for c in open_columns if c < own] + [own]
    wanted = sorted(set(open_columns) - {column}, key=lambda c: (abs(c - column), c))
    if not wanted:
        return None
    others = " or ".join(str(c) for c in sorted(wanted))
    return Answer(
        at.line_start,
        at.index + len(at.rest(at.index)),
        f"this line is indented by {_spaces(column)}, the fields above by {others}",
        _indent_by(wanted[0]),
    )


def _indent_by(count: int) -> str:
    return f"indent it by {_spaces(count)}" if count else "remove the spaces before it"


def _spaces(count: int) -> str:
    return {0: "no space", 1: "1 space"}.get(count, f"{count} spaces")
