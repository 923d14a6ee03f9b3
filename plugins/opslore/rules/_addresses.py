"""Addresses that run code or carry it, wherever a document writes them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from opslore.lazy import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.document import Document
    from opslore.records.base import Steps

_UNSAFE = pattern(r"(?:javascript|vbscript|data|livescript|mocha):", re.IGNORECASE)
_IGNORED = pattern(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\ufeff]+")
_FIELDS = {("url",), ("source",), ("ticket",), ("evidence",)}
# What one of them holds, however it is disguised; or what disguises it.
_HINTS = ("data:", "mocha", "&", "\u200b", "\ufeff")
_SCRIPT = pattern(r"script[\x00-\x20\x7f-\xa0\u2000-\u202e]*:")  # no `description:`
_PLAIN = ("http://", "https://", "#", ".", "/", "mailto:")


def scheme(address: str) -> str | None:
    """Return the unsafe scheme of an address as a browser reads it; None if it has none.

    Browsers drop white space and control characters inside a scheme and decode entities.
    """
    if address.startswith(_PLAIN):
        return None
    if "&" in address:
        from html import unescape  # which holds a name for every character there is

        address = unescape(address)
    found = _UNSAFE.match(_IGNORED.sub("", address))
    return found[0].lower() if found else None


def unsafe(document: Document) -> Iterator[tuple[Steps, str]]:
    """Yield places and schemes of all values of the front matter that are such an address."""
    if document.data:
        text = document.front_matter_text.lower()
        if "\\" in text or any(hint in text for hint in _HINTS) or _SCRIPT.search(text):
            yield from _in(document.data, ())


def _in(value: Any, steps: Steps) -> Iterator[tuple[Steps, str]]:
    if isinstance(value, str):
        # A sentence may begin with "Data:"; where an address belongs, blanks are a disguise.
        found = scheme(value) if steps[-1:] in _FIELDS or " " not in value.strip() else None
        if found:
            yield steps, found
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _in(item, (*steps, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _in(item, (*steps, index))
