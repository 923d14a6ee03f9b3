"""JSON data files: their values, and their mistakes in an author's words.

Read by Python's own reader, since what a program wrote may hold more levels than front matter, and
characters as pairs of escapes, which YAML does not know.
"""

from __future__ import annotations

import json
import re
from typing import Any

from opslore.document.scalars import resolve
from opslore.document.trouble import Trouble, quoted

# Python's words for a mistake -> ours. The first that begins it holds.
_WORDS = (
    ("Expecting ',' delimiter", "a comma is missing before this"),
    ("Expecting ':' delimiter", "a colon is missing before this"),
    ("Expecting property name", "a name in double quotation marks is expected here"),
    ("Expecting value", "a value is expected here"),
    ("Illegal trailing comma", "a comma stands behind the last value"),
    ("Unterminated string", "the quotation mark that opens here is not closed"),
    ("Invalid control character", "a line break or a tab stands between quotation marks"),
    ("Invalid \\", "this is no escape"),
    ("Extra data", "the data ended before this"),
)
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")


class RepeatedNameError(ValueError):
    """Raised where a name occurs twice: the reader with places tells where."""


def read(text: str) -> Any | Trouble:
    """Return the values of a JSON text, or what is wrong with it.

    Raises RepeatedNameError.
    """
    try:
        data = json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=resolve,
            parse_float=resolve,
            parse_constant=_constant,
        )
        if _SURROGATE.search(text):
            json.dumps(data, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        return _trouble(text, error)
    except UnicodeEncodeError:
        return _half_character(text)
    except RecursionError:
        return Trouble("nesting-too-deep", 0, 0, "is nested deeper than can be read", "")
    return data


def with_places_kept(text: str) -> str:
    """Return the text with each half of a character replaced by as long an escape YAML knows."""
    return _SURROGATE.sub(r"\\u0041", text)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise RepeatedNameError
    return found


def _constant(name: str) -> str:
    return name  # NaN and infinities stay text, as everywhere


def _trouble(text: str, error: json.JSONDecodeError) -> Trouble:
    start = min(error.pos, len(text))
    line = re.compile(r"[^\r\n]*").match(text, start)
    rest = line[0] if line else ""
    said = next((ours for theirs, ours in _WORDS if error.msg.startswith(theirs)), None)
    message = said or "this cannot be read as JSON"
    if rest and not said:
        message += f": {quoted(rest)}"
    return Trouble(
        "front-matter-syntax",
        start,
        start + min(len(rest), 1),
        message,
        "let a program write the file: in JSON names and texts stand in double quotation marks, "
        "with commas between and none behind the last",
    )


def _half_character(text: str) -> Trouble:
    found = _SURROGATE.search(text)
    start, end = found.span() if found else (0, 0)
    return Trouble(
        "bad-character",
        start,
        end,
        "an escape writes half a character (a lone surrogate)",
        "write the character itself and save the file as UTF-8",
    )
