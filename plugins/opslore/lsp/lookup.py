"""What stands under the cursor: what to say of it, and where it is defined."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from opslore import schema
from opslore.catalogue import links
from opslore.findings import Location
from opslore.lsp import names
from opslore.lsp.kinds import key_kind, kind_at

if TYPE_CHECKING:
    from opslore.document import Link
    from opslore.lsp.completion import Place
    from opslore.lsp.cursor import Cursor


class Hover(NamedTuple):
    """Markdown, and the columns of the line it is about."""

    text: str
    start: int
    end: int


def hover(place: Place) -> Hover | None:
    """Return what to say at a place; None if there is nothing to say."""
    found = place.cursor
    if found is not None:
        text = _of_key(place, found) if _is_key(place, found) else _of_value(place, found)
        return Hover(text, found.start, found.end) if text else None
    if link := _link(place):
        text = _of_link(place, link)
        at = link.at
        end = at.end_column - 1 if at.end_line == at.line else len(place.text.line(place.line))
        start = at.column - 1 if at.line == place.line + 1 else 0
        return Hover(text, start, end) if text else None
    return None


def define(place: Place) -> Location | None:
    """Return where that is defined which stands at a place."""
    found = place.cursor
    if found is not None:
        if _is_key(place, found):
            kind = key_kind(place.schema, found.steps)
        else:
            kind = kind_at(place.schema, found.steps)
        return names.defined(kind, found.word, place.catalogue, place.document) if kind else None
    link = _link(place)
    if link is None:
        return None
    key, anchor = links.resolve(place.key, link.target)
    document = place.catalogue.document(key or "")
    if document is None:
        return None
    headings = document.body.headings if anchor else ()
    line = next((heading.line for heading in headings if heading.slug == anchor), 1)
    return Location(document.path, line)


def _is_key(place: Place, found: Cursor) -> bool:
    if found.slot == "item":
        return bool(schema.fields(place.schema, found.steps)) and found.colon
    return found.slot == "key"


def _of_key(place: Place, found: Cursor) -> str:
    if kind := key_kind(place.schema, found.steps):
        return names.about(kind, found.word, place.catalogue, place.document)
    steps = (*found.steps, found.word)
    node = schema.node(place.schema, steps)
    if node is None or found.word.startswith("x-"):
        return ""
    around = schema.node(place.schema, found.steps)
    required = around is not None and found.word in around.required
    lines = [
        f"**{found.word}**: {node.title}{', required' if required else ''}",
        schema.describe(place.schema, steps),
    ]
    element = node.child(0) if node.kinds == ("array",) else node
    if element and element.options and element.kinds != ("boolean",):
        lines.append("One of " + ", ".join(f"`{option}`" for option in element.options))
    elif isinstance(node.example, str | int | float) and not isinstance(node.example, bool):
        lines.append(f"Example: `{node.example}`")
    if "default" in node.body:
        lines.append(f"Default: `{node.body['default']}`")
    return "\n\n".join(filter(None, lines))


def _of_value(place: Place, found: Cursor) -> str:
    kind = kind_at(place.schema, found.steps)
    told = ""
    if kind and found.word:
        told = names.about(kind, found.word, place.catalogue, place.document)
    return told or schema.describe(place.schema, found.steps)


def _link(place: Place) -> Link | None:
    document = place.document
    if document is None or place.line < place.region.end:
        return None
    wanted = (place.line + 1, place.column + 1)
    for link in document.body.links:
        at = link.at
        if (at.line, at.column) <= wanted < (at.end_line, at.end_column):
            return link
    return None


def _of_link(place: Place, link: Link) -> str:
    key = links.resolve(place.key, link.target).key
    record = place.catalogue.by_key(key or "")
    return names.of_record(record, place.catalogue) if record else ""
