"""Plain YAML scalars as JSON values: the core schema of YAML 1.2, less what JSON cannot say.

PyYAML follows YAML 1.1, where `no` is false, `12:30` is 750, `010` is 8 and a day is an object.
Here days and times stay text.
"""

from __future__ import annotations

import math
import re

Scalar = str | int | float | bool | None

WORDS: dict[str, Scalar] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_NUMBER = re.compile(
    r"(?P<int>[-+]?[0-9]+)"
    r"|(?P<float>[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?)"
    r"|(?P<based>0o[0-7]+|0x[0-9a-fA-F]+)"
)
_FIRST = frozenset("0123456789+-.")

# What is longer is an identifier, not a quantity: it stays text, digit by digit. (Readers of JSON
# lose digits beyond 2**53, and Python refuses to convert more than 4,300.)
_LONGEST = 18


def resolve(text: str) -> Scalar:
    """Return the value of an unquoted scalar; text where it is nothing else.

    Infinities and what is not a number stay text, since JSON has neither; so do numbers of more
    than 18 characters.
    """
    if text in WORDS:
        return WORDS[text]
    if text[0] not in _FIRST or len(text) > _LONGEST:
        return text
    found = _NUMBER.fullmatch(text)
    if found is None:
        return text
    if found.lastgroup == "int":
        return int(text)
    if found.lastgroup == "based":
        return int(text[2:], 8 if text[1] == "o" else 16)
    value = float(text)
    return value if math.isfinite(value) else text
