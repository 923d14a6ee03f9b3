"""YAML's syntax errors in an author's words, at the place of the mistake.

The parser says where it gave up, which is often lines behind the quotation mark or bracket that
misled it, and it says so in words about tokens and block mappings. Each function below knows one
common mistake; the first one that recognises it answers.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from opslore.document import indentation
from opslore.document.mistake import KEY, Answer, Mistake
from opslore.document.trouble import in_quotes, quoted

if TYPE_CHECKING:
    from collections.abc import Callable

    import yaml

_SHOWN = 70
_BRACKETS = re.compile(r"""\"[^"\r\n]*\"|'[^'\r\n]*'|[\[\]{}]""")


def explain(error: yaml.YAMLError, text: str) -> Answer:
    """Return what to tell about a syntax error in `text`; places lie inside it."""
    mark: Any = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    context_mark: Any = getattr(error, "context_mark", None)
    mistake = Mistake(
        text,
        min(mark.index, len(text)) if mark else 0,
        min(context_mark.index, len(text)) if context_mark else None,
        getattr(error, "context", None) or "",
        getattr(error, "problem", None) or "",
    )
    for known in _KNOWN:
        answer = known(mistake)
        if answer is not None:
            return answer
    rest = mistake.rest(mistake.index)
    what = quoted(rest) if rest else "something is missing behind this place"
    return Answer(
        mistake.index,
        mistake.index + len(rest),
        f"this cannot be read as YAML: {what}",
        "compare indentation, quotation marks and brackets with the lines above",
    )


def _reserved(at: Mistake) -> Answer | None:
    refused = "cannot start any token" in at.problem or at.context in (
        "while scanning an alias",
        "while scanning an anchor",
        "while scanning a tag",
        "while scanning a directive",
    )
    if not refused and "node content" not in at.problem:
        return None
    index = at.index if at.began is None or "next token" in at.context else at.began
    character = at.text[index : index + 1]
    if character not in tuple("@`%*&!,"):
        return None
    rest = at.rest(index)
    shown = "`` ` ``" if character == "`" else f"`{character}`"
    if character == "%" and not at.text[at.line_start : index].strip():
        return Answer(index, index + 1, "a line may not begin with `%`", "begin a comment with `#`")
    return Answer(
        index,
        index + 1,
        f"a value without quotation marks may not begin with {shown}",
        f"put it in quotes: {quoted(in_quotes(rest), _SHOWN)}",
    )


def _escape(at: Mistake) -> Answer | None:
    if "escape" not in at.problem and "hex" not in at.problem:
        return None
    start = at.text.rfind("\\", 0, at.index + 1)
    opening = at.began if at.began is not None else start
    value = re.compile(r'"((?:[^"\\\r\n]|\\.)*)"?').match(at.text, opening)
    plain = "'" + value[1].replace("'", "''") + "'" if value else "'...'"
    return Answer(
        start,
        start + 2,
        f"{quoted(at.text[start : start + 2])} means nothing between double quotation marks, "
        "where a backslash begins an escape",
        f"use single quotation marks: {quoted(plain, _SHOWN)}",
    )


def _unclosed_quote(at: Mistake) -> Answer | None:
    if "quoted scalar" in at.context and at.began is not None:
        return _quote_left_open(at, at.began)
    start, end = at.last_scalar
    if (
        at.text[start : start + 1] in ("'", '"')
        and end <= at.index
        and re.search(r"[\r\n]", at.text[start:end])
    ):
        return _quote_left_open(at, start)
    return None


def _quote_left_open(at: Mistake, start: int) -> Answer:
    rest = at.rest(start)
    mark = rest[:1]
    return Answer(
        start,
        start + len(rest),
        "the quotation mark that opens here is not closed on this line",
        f"close it: {quoted(rest + mark, _SHOWN)}",
    )


def _after_value(at: Mistake) -> Answer | None:
    """Text behind a closing quotation mark or bracket: `"a" b`, `'it's'`, `[a](b)`."""
    if "key" not in at.problem and "<block end>" not in at.problem:
        return None
    before = at.text[at.line_start : at.index].rstrip()
    found = re.match(r"""(\s*(?:- +)*(?:[^\s'"\[{][^:]*:\s+)?)(['"\[{])""", before)
    if found is None or before[-1:] not in ("'", '"', "]", "}") or len(before) <= found.end():
        return None
    start = at.line_start + found.end(1)
    rest = at.rest(start)
    if at.character in ("]", "}") and found[2] in "[{":
        return Answer(
            at.index,
            at.index + 1,
            f"`{at.character}` closes a bracket that is not open",
            "delete it",
        )
    what = "quotation mark" if found[2] in "'\"" else "bracket"
    inner = rest
    if found[2] in "'\"":
        inner = rest[1:-1] if rest.endswith(found[2]) and len(rest) > 1 else rest
    return Answer(
        at.index,
        at.index + len(at.rest(at.index)),
        f"text goes on behind the closing {what}",
        f"put all of the value in quotes: {quoted(in_quotes(inner), _SHOWN)}",
    )


def _unclosed_bracket(at: Mistake) -> Answer | None:
    if "flow" not in at.context or at.began is None:
        return None
    began = at.began if at.text[at.began : at.began + 1] in ("[", "{") else _innermost(at)
    opening = at.text[began : began + 1]
    closing = {"[": "]", "{": "}"}.get(opening)
    if closing is None:
        return None
    rest = at.rest(began)
    if closing not in rest:
        return Answer(
            began,
            began + len(rest),
            f"the bracket `{opening}` that opens here is not closed",
            f"close it: {quoted(rest.rstrip(', ') + closing, _SHOWN)}",
        )
    return Answer(
        at.index,
        at.index + 1,
        f"between `{opening}` and `{closing}` this is not expected",
        f"separate the values with commas, and quote those that hold a colon or one of {quoted('[]{},')}",
    )


def _innermost(at: Mistake) -> int:
    """Return where the innermost bracket opens that is open at the index."""
    opened: list[int] = []
    for found in _BRACKETS.finditer(at.text, 0, at.index):
        if found[0] in ("[", "{"):
            opened.append(found.start())
        elif found[0] in ("]", "}") and opened:
            opened.pop()
    return opened[-1] if opened else at.index


def _colon_in_value(at: Mistake) -> Answer | None:
    if "mapping values" not in at.problem or at.character != ":":
        return None
    found = KEY.match(at.line)
    if found is None or at.line_start + found.end() > at.index:
        return None
    value = at.line[found.end() :].strip()
    key = found["key"].strip()
    return Answer(
        at.index,
        at.index + 1,
        f"the value of {quoted(key)} holds a colon, which YAML takes for the end of another name",
        f"put the value in quotes: {quoted(f'{key}: {in_quotes(value)}', _SHOWN)}",
    )


def _no_space_after_colon(at: Mistake) -> Answer | None:
    """`title:foo`, noticed only at the next line."""
    if "expected ':'" in at.problem and at.began is not None:
        number = at.lines.place(at.began)[0]
    elif "mapping values" in at.problem:
        number = at.line_above(at.number)[0]
    else:
        return None
    line = at.lines.line(number)
    found = re.match(r"\s*(?:- +)*[A-Za-z_][\w.-]*:(?=[^\s/])", line)
    if found is None or re.search(r":\s", line):
        return None
    colon = at.lines.starts[number - 1] + found.end() - 1
    mended = f"{found[0].strip()} {line[found.end() :].strip()}"
    return Answer(
        colon,
        colon + 1,
        "a space is missing behind this colon",
        f"write {quoted(mended, _SHOWN)}",
    )


def _no_field(at: Mistake) -> Answer | None:
    """A line that is no `key: value` at all."""
    if "expected ':'" in at.problem and at.began is not None:
        number = at.lines.place(at.began)[0]
    elif "mapping values" in at.problem:
        number = at.line_above(at.number)[0] or at.number
    else:
        return None
    line = at.lines.line(number)
    start = at.lines.starts[number - 1] + len(line) - len(line.lstrip())
    return Answer(
        start,
        start + len(line.strip()),
        f"{quoted(line.strip())} is neither `name: value` nor an item of a list",
        "give it a name and a colon, begin it with `- `, or put it in quotes behind its name",
    )


def _block_text(at: Mistake) -> Answer | None:
    if "block scalar" not in at.context or at.began is None:
        return None
    rest = at.rest(at.began)
    sign = rest[:1]
    return Answer(
        at.began,
        at.began + len(rest),
        f"behind `{sign}` the text begins on the next line",
        f"move it there, indented, or put it in quotes: {quoted(in_quotes(rest), _SHOWN)}",
    )


_KNOWN: tuple[Callable[[Mistake], Answer | None], ...] = (
    indentation.tab,
    _escape,
    _reserved,
    _unclosed_quote,
    _block_text,
    _unclosed_bracket,
    _colon_in_value,
    _no_space_after_colon,
    indentation.deeper,
    _after_value,
    indentation.list_item,
    indentation.key_in_list,
    _no_field,
    indentation.indentation,
)
