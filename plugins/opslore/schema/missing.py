"""Missing fields: found one by one, told as one violation with a block ready to paste."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from opslore.findings import Edit, Location
from opslore.frozen import dataclass
from opslore.schema import near, words
from opslore.schema.files import OWN_PREFIX, fields, node
from opslore.schema.violation import Violation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from opslore.schema.files import Node, Steps
    from opslore.schema.violation import Source


@dataclass(frozen=True, slots=True)
class Missing:
    """A field that is not there."""

    within: Steps  # the mapping it belongs into
    field: str
    instead: tuple[str, ...] = ()  # fields that would do as well
    reason: str = ""  # why it is needed, if it is not always
    empty: bool = False  # the field is there, with nothing in it


def absent(name: str, data: Any, found: Iterable[Missing]) -> tuple[Missing, ...]:
    """Return `found` without repetitions and without what merely bears another name.

    A field that stands there as `due_date` is an unknown key, not a missing `due` as well.
    """
    kept: dict[tuple[Steps, str], Missing] = {}
    for item in found:
        allowed = fields(name, item.within)
        mapping = value_at(data, item.within)
        strangers = [
            key for key in mapping if key not in allowed and not key.startswith(OWN_PREFIX)
        ]
        free = [field for field in allowed if field not in mapping]
        meant = {near.key(key, free) for key in strangers[:20]}
        if meant.isdisjoint({item.field, *" and ".join(item.instead).split(" and ")}):
            kept.setdefault((item.within, item.field), item)
    return tuple(kept.values())


def value_at(data: Any, steps: Steps) -> Any:
    """Return the value at `steps`, which must exist."""
    for step in steps:
        data = data[step]
    return data


def violation(
    name: str, data: Any, found: Iterable[Missing], source: Source | None, because: str = ""
) -> Violation | None:
    """Return all that is missing as one violation, None if nothing is.

    `because` follows the list of fields: ", which a full postmortem needs".
    """
    groups = [
        (within, tuple(items))
        for within, items in groupby(
            sorted(absent(name, data, found), key=lambda item: (len(item.within), item.within)),
            key=lambda item: item.within,
        )
    ]
    if not groups:
        return None
    parts, helps, edits = [], [], []
    for within, items in groups:
        parts.append(_sentence(data, within, items))
        indent = _indent(source, data, within)
        lines = _lines(name, within, items)
        place = words.subject(data, within)
        helps += [f"add to {place}:", *(indent + line for line in lines)]
        if source is not None and not any(item.empty for item in items):
            edits += _insert(source, data, within, lines, indent)
    return Violation(
        kind="missing-fields",
        steps=groups[0][0],
        on_key=False,
        message="; ".join(parts) + because,
        help="\n".join(helps),
        also=tuple(within for within, _ in groups[1:]),
        edits=tuple(edits),
    )


def _sentence(data: Any, within: Steps, items: tuple[Missing, ...]) -> str:
    names = words.series([label(item) for item in items], "and")
    place = f" in {words.subject(data, within)}" if within else ""
    reasons = dict.fromkeys(item.reason for item in items if item.reason)
    why = f" ({'; '.join(reasons)})" if reasons else ""
    return f"{names} {'is' if len(items) == 1 else 'are'} missing{place}{why}"


def label(item: Missing) -> str:
    """Return how to call a missing field, with what would do as well."""
    if item.empty:
        return f"{words.code(item.field)} (empty)"
    choices = [words.all_of(name.split(" and ")) for name in (item.field, *item.instead)]
    return f"{'one of ' if len(choices) > 2 else ''}{words.series(choices, 'or')}"


def _lines(name: str, within: Steps, items: tuple[Missing, ...]) -> list[str]:
    entries, comments = {}, {}
    for item in items:
        place = node(name, (*within, item.field))
        if place is None:
            continue
        entries[item.field] = place.example
        comments[item.field] = _comment(place, item)
    return words.block(entries, comments)


def _comment(place: Node, item: Missing) -> str:
    if item.empty:
        return "in place of the empty one"
    if item.instead:
        return f"or {', '.join(item.instead)}"
    element = place.child(0) if place.kinds == ("array",) else place
    options = element.options if element else ()
    if options and options != (True, False):
        return f"one of {', '.join(str(option) for option in options)}"
    if place.part == "instant":
        return "with Z or an offset from UTC"
    return ""


def _first_key(data: Any, within: Steps) -> str | None:
    mapping = value_at(data, within)
    return next(iter(mapping), None) if isinstance(mapping, dict) else None


def _indent(source: Source | None, data: Any, within: Steps) -> str:
    """Return the blanks before the keys of the mapping, as the author put them."""
    first = _first_key(data, within)
    if source is None or first is None or _in_braces(source, within):
        return "  " * len(within)
    return " " * (source.at(*within, first, key=True).column - 1)


def _in_braces(source: Source, within: Steps) -> bool:
    """Whether a mapping is written `{like: this}`, where lines cannot be added."""
    if not within:
        return False
    start = source.at(*within)
    return source.line(start.line)[start.column - 1 :].startswith("{")


def _insert(source: Source, data: Any, within: Steps, lines: list[str], indent: str) -> list[Edit]:
    first = _first_key(data, within)
    if first is None or any(
        _in_braces(source, within[:depth]) for depth in range(1, len(within) + 1)
    ):
        return []
    at = source.at(*within, first, key=True)
    text = "".join(f"{line}\n{indent}" for line in lines)
    return [Edit(Location(at.path, at.line, at.column, at.line, at.column), text)]
