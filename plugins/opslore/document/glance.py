"""Title and first paragraph of plain Markdown, without parsing the rest of it.

A library needs both of every document before it needs more of any. As with front matter, this
reader steps back where there is more than plain words, and a test holds it against the parser.
"""

from __future__ import annotations

import re

_WORDS = r"[\w ,.;:()'\"/%+=?@-]"  # and no underscore: looked for at the end
_BLANK = r"(?:[ \t]*\n)*"
_TITLE = re.compile(rf"{_BLANK}# ([^\W_]{_WORDS}*)(?:\n|\Z)")
_LINE = rf"(?:[^\W\d_]|[(\"]|\d+(?![.)\d])){_WORDS}*"
_LEAD = re.compile(
    rf"(?:[ \t]*\n|#{{1,6}} [^\W_]{_WORDS}*\n)*({_LINE}(?:\n{_LINE})*)(?:\n[ \t]*(?:\n|\Z)|\Z)"
)


def title(text: str, start: int) -> str | None:
    """Return the text of the heading with which a body begins; None if it takes a parser."""
    found = _TITLE.match(text, start)
    return found[1].rstrip() if found and "_" not in found[0] else None


def lead(text: str, start: int) -> str | None:
    """Return the first paragraph of a body, with its lines; None if it takes a parser."""
    found = _LEAD.match(text, start)
    return found[1] if found and "_" not in found[0] else None
