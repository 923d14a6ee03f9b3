"""Admonitions and tabs, which pyromark does not know, told to it as lists, which it does.

What stands below `!!! note`, `??? note` (foldable) and `=== "Linux"` (a tab), indented by four,
belongs to them. Such a line is overwritten with a list item that holds an empty heading, byte
for byte as long, so that the offsets of all that follows stay.
"""

from __future__ import annotations

import re

from opslore.lazy import pattern

_SIGN = pattern(r"\n *(?:!!!|\?\?\?|===)")  # three times as fast as three searches
_LINE = pattern(
    r"^[ ]*(?=[!?=])(?P<line>(?:!!! ?[\w-]|\?\?\?\+? ?[\w\"-]|===[+!]{0,2} +\")[^\r\n]*)",
    re.MULTILINE,
)
_ITEM = "+ #"
HEADING = 2  # from the start of such an item to its heading


def teach(body: str) -> tuple[str, set[int]]:
    """Return a body with such lines overwritten, and the byte offsets of the items made."""
    taught: set[int] = set()
    if not (_SIGN.search(body) or body.startswith(("!!!", "???", "==="))):
        return body, taught
    parts: list[str] = []
    at = offset = 0  # in characters, in bytes
    for found in _LINE.finditer(body):
        before = body[at : found.start("line")]
        offset += len(before.encode("utf-8", "replace"))
        taught.add(offset)
        length = len(found["line"].encode("utf-8", "replace"))
        offset += length
        parts += (before, _ITEM, " " * (length - len(_ITEM)))
        at = found.end()
    parts.append(body[at:])
    return "".join(parts), taught
