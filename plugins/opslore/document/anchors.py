"""Anchors as Python-Markdown's `toc` and `attr_list` give them: what a link must name.

The rules are theirs, observed; a test compares with their output.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from opslore.lazy import pattern

_NO_WORD = pattern(r"[^\w\s-]")
_GAPS = pattern(r"[-\s]+")
_COUNTED = pattern(r"(.*)_([0-9]+)", re.DOTALL)
_HEADING_ATTRIBUTES = pattern(r"[ ]+\{:?[ ]*([^}\n ][^\n]*)\}[ ]*\Z")
_BLOCK_ATTRIBUTES = pattern(r"\n[ ]*\{:?[ ]*([^}\n ][^\n]*)\}[ ]*\Z")
_INLINE_ATTRIBUTES = pattern(r"\{:?[ ]*([^}\n ][^\n]*?)\}")
_ATTRIBUTE = pattern(
    r"""[^ =}]+=".*?"|[^ =}]+='.*?'|(?P<pair>[^ =}]+=[^ =}]+)|(?P<word>[^ =}]+)| """
)
_VALUE = r"""\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>=`]+))"""
_HTML_ID = pattern(r"<[a-zA-Z][^<>]*?\sid" + _VALUE)
_HTML_NAME = pattern(r"<a\b[^<>]*?\sname" + _VALUE)


@lru_cache(maxsize=4096)
def slug(text: str) -> str:
    """Return the anchor of a heading with this text, before it is made unique.

    Letters lose their accents; what has no ASCII form is dropped, so it may be empty.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return _GAPS.sub("-", _NO_WORD.sub("", text).strip().lower())


class Slugs:
    """Gives each heading of a page an anchor of its own, in time linear in their number."""

    def __init__(self, used: set[str]) -> None:
        self.used = used  # filled with the anchors given
        self._beyond: dict[str, int] = {}  # for an anchor taken: a number worth trying next

    def unique(self, wanted: str) -> str:
        """Return `wanted`, or with `_1`, `_2` ... behind it if it is taken or empty."""
        used = self.used
        if wanted and wanted not in used:
            used.add(wanted)
            return wanted
        counted = _COUNTED.fullmatch(wanted)
        base, count = (counted[1], int(counted[2]) + 1) if counted else (wanted, 1)
        passed = []
        while (made := f"{base}_{count}") in used:
            passed.append(made)
            count = max(count + 1, self._beyond.get(made, 0))
        for anchor in passed:
            self._beyond[anchor] = count
        used.add(made)
        return made


def heading_attributes(text: str) -> tuple[str, str | None]:
    """Return a heading's text without an attribute list at its end, and the id that list gives."""
    found = _HEADING_ATTRIBUTES.search(text)
    if found is None:
        return text, None
    identity, whole = _identity(found[1])
    return (text[: found.start()].rstrip("#").rstrip(), identity) if whole else (text, None)


def block_attributes(text: str) -> str | None:
    """Return the id an attribute list on the last line of a paragraph gives it."""
    found = _BLOCK_ATTRIBUTES.search(text)
    if found is None:
        return None
    identity, whole = _identity(found[1])
    return identity if whole else None


def inline_attributes(text: str) -> tuple[str, str | None]:
    """Return text behind a link or code without an attribute list at its start, and that's id."""
    found = _INLINE_ATTRIBUTES.match(text)
    return (text[found.end() :], _identity(found[1])[0]) if found else (text, None)


def _identity(attributes: str) -> tuple[str | None, bool]:
    """Return the last id in an attribute list, and whether all of it could be read."""
    identity: str | None = None
    at = 0
    while found := _ATTRIBUTE.match(attributes, at):
        at = found.end()
        word, pair = found["word"], found["pair"]
        if word and word.startswith("#"):
            identity = word[1:]
        elif pair and pair.startswith("id="):
            identity = pair[3:]
        elif found[0].startswith("id="):
            identity = found[0][4:-1]
    return identity or None, "}" not in attributes[at:]


def html_ids(html: str) -> list[str]:
    """Return the ids in a piece of raw HTML, and the names of its `a` elements."""
    found = _HTML_ID.findall(html)
    if "name" in html:
        found += _HTML_NAME.findall(html)
    return [a or b or c for a, b, c in found if a or b or c]
