"""Keys that are no field of the place where they stand, and the field that was meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from opslore.findings import Edit
from opslore.schema import missing, near, words
from opslore.schema.files import OWN_PREFIX, node, schema, types
from opslore.schema.violation import Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.schema.files import Node, Steps
    from opslore.schema.violation import Source

MOST_KEYS = 20  # more unknown keys in one mapping are told together
LONGEST_KEY = 60


def unknown_keys(name: str, data: Any, steps: Steps, source: Source | None) -> Iterator[Violation]:
    """Yield a violation for each key of the mapping at `steps` that is no field there."""
    place = node(name, steps)
    mapping = missing.value_at(data, steps)
    if place is None or not isinstance(mapping, dict):
        return
    strangers = [
        key for key in mapping if key not in place.fields and not key.startswith(OWN_PREFIX)
    ]
    for key in strangers[:MOST_KEYS]:
        yield _unknown(name, place, mapping, (*steps, key), source)
    if rest := strangers[MOST_KEYS:]:
        yield Violation(
            "unknown-key",
            (*steps, rest[0]),
            True,
            f"{len(rest)} more keys are no fields of {_whose(name, place, steps)}",
            "is this the right type of document?",
        )


def meant(name: str, key: str) -> str | None:
    """Return the field of a document that `key` probably stands for; None if nobody can tell."""
    place = node(name)
    own = key.startswith(OWN_PREFIX) or len(key) > LONGEST_KEY
    return None if place is None or own else near.key(key, place.fields)


def _unknown(
    name: str, place: Node, mapping: dict[str, Any], steps: Steps, source: Source | None
) -> Violation:
    key = str(steps[-1])
    outer = steps[:-1]
    message = f"{words.code(key)} is not a field of {_whose(name, place, outer)}"
    short = key if len(key) <= LONGEST_KEY else ""
    meant = near.key(short, place.fields) if short else None
    if meant and meant in mapping:
        return Violation(
            "unknown-key", steps, True, message, f"{words.code(meant)} is there already: keep one"
        )
    if meant:
        edits, tell = _rename(place, mapping[key], meant, steps, source)
        return Violation(
            "unknown-key",
            steps,
            True,
            message + f"; did you mean {words.code(meant)}?",
            tell,
            edits=edits,
        )
    if home := _elsewhere(name, outer, short):
        return Violation("unknown-key", steps, True, message, home)
    names = [field for field in place.fields if field not in mapping]
    tell = f"a key of your own starts with `{OWN_PREFIX}`: {words.code(OWN_PREFIX + key)}"
    if names:
        tell = f"fields that can stand here: {words.all_of(names)}; {tell}"
    return Violation("unknown-key", steps, True, message, tell)


def _whose(name: str, place: Node, steps: Steps) -> str:
    title = place.title if steps else str(schema(name)["title"]).lower()
    if steps and isinstance(steps[-1], str):
        return words.code(steps[-1])
    return words.article(title.replace("on-call", "on-call"))


def _rename(
    place: Node, value: Any, meant: str, steps: Steps, source: Source | None
) -> tuple[tuple[Edit, ...], str]:
    """Return the edit of the key, or what else has to change with it."""
    field = place.child(meant)
    kinds = {str: "string", bool: "boolean", int: "integer", float: "number", list: "array"}
    kind = kinds.get(type(value), "object")
    if field and kind not in field.kinds and not (kind == "integer" and "number" in field.kinds):
        return (), f"{words.code(meant)} takes {words.expected(field)}"
    tell = f"write {words.code(meant + ':')}"
    if source is None:
        return (), tell
    at = source.at(*steps, key=True)
    return ((Edit(at, meant),) if at.end_line else ()), tell


def _elsewhere(name: str, outer: Steps, key: str) -> str:
    """Return where `key` would be right: further in, further out, or in another type."""
    root = node(name)
    here = node(name, outer)
    if not key or root is None or here is None:
        return ""
    for field in here.fields:
        inner = here.child(field)
        if inner and (found := near.key(key, _inner_fields(inner))):
            return f"{words.code(found)} belongs under {words.code(field)}"
    if outer and (found := near.key(key, root.fields)):
        return f"{words.code(found)} belongs to the document, not here: move it out, to the left"
    for field in root.fields if outer else ():
        inner = root.child(field)
        if field not in outer and inner and key in _inner_fields(inner):
            return f"{words.code(key)} belongs under {words.code(field)}"
    if name in types() and not outer:
        owners = [other for other in types() if key in (node(other) or here).fields]
        if owners:
            titles = " or ".join(words.article(str(schema(o)["title"]).lower()) for o in owners)
            return f"{words.code(key)} is a field of {titles}"
    return ""


def _inner_fields(place: Node) -> tuple[str, ...]:
    if place.fields:
        return place.fields
    element = place.child(0)
    return element.fields if element else ()
