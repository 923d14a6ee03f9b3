"""What a severity asks for: the levels brief, standard and full of a postmortem."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from opslore.schema import missing, words
from opslore.schema.files import schema
from opslore.schema.missing import Missing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from opslore.schema.files import Steps
    from opslore.schema.violation import Source, Violation

TYPE = "postmortem"
LEVELS = ("none", "brief", "standard", "full")
DRAFT = "draft"


def missing_for(level: str, data: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what a postmortem of `level` needs and `data` lacks, whatever its status.

    Fields inside a mapping are dotted: "roles.incident_commander".
    """
    found = missing.absent(TYPE, data, _lacking(level, data))
    return tuple(".".join(map(str, (*item.within, item.field))) for item in found)


def level_violations(document: Source, level: str) -> tuple[Violation, ...]:
    """Return at most one violation: what the level needs and the postmortem lacks.

    A draft owes nothing. Where the status is not said, a brief postmortem is a draft; a
    longer one is asked for its status first, since most of the rest may not be due yet.
    """
    data = document.data
    if not isinstance(data, dict) or level not in LEVELS[1:]:
        return ()
    status = data.get("status")
    if "status" not in data:
        return _without_status(document, data, level)
    if status == DRAFT or status not in _states():
        return ()
    because = f", which a {level} postmortem needs unless it is a draft"
    found = missing.violation(TYPE, data, _lacking(level, data), document, because)
    return (found,) if found else ()


def _without_status(document: Source, data: Mapping[str, Any], level: str) -> tuple[Violation, ...]:
    if level == "brief":
        return ()
    found = missing.violation(
        TYPE, data, [Missing((), "status")], document, f", which a {level} postmortem needs"
    )
    if found is None:
        return ()
    later = [
        missing.label(item) + (f" in {words.subject(data, item.within)}" if item.within else "")
        for item in missing.absent(TYPE, data, _lacking(level, data))
        if item.field != "status"
    ]
    if not later:
        return (found,)
    told = f"`draft` asks for nothing more, any other status also for {words.series(later, 'and')}"
    return (replace(found, help=f"{found.help}\n{told}"),)


def _states() -> tuple[str, ...]:
    return tuple(schema(TYPE)["properties"]["status"]["enum"])


def _lacking(level: str, data: Mapping[str, Any]) -> Iterator[Missing]:
    if level in LEVELS[1:]:
        yield from _wanted(schema(TYPE)["$defs"][f"level-{level}"], data, ())


def _wanted(part: Mapping[str, Any], value: Any, within: Steps) -> Iterator[Missing]:
    """Yield what the definition of a level asks of `value`; the definitions stay this simple."""
    if "$ref" in part:
        part = schema(TYPE)["$defs"][part["$ref"].rpartition("/")[2]]
    for inner in part.get("allOf", ()):
        yield from _wanted(inner, value, within)
    if part.get("minItems") and value == []:
        yield Missing(within[:-1], str(within[-1]), empty=True)
    if not isinstance(value, dict):
        return
    for field in part.get("required", ()):
        if field not in value:
            yield Missing(within, field)
    for field, inner in part.get("properties", {}).items():
        if field in value:
            yield from _wanted(inner, value[field], (*within, field))
    branches = part.get("anyOf", ())
    if branches and not any(_met(branch, value) for branch in branches):
        names = [branch["required"][0] for branch in branches]
        yield Missing(within, names[0], tuple(names[1:]), empty=names[0] in value)


def _met(branch: Mapping[str, Any], value: Mapping[str, Any]) -> bool:
    return not any(True for _ in _wanted(branch, value, ("",)))
