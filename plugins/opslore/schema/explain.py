"""From validation errors to violations: what was found, what is allowed, what to type."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Any

from opslore.findings import Edit
from opslore.schema import missing, near, spelling, words
from opslore.schema.files import Node, node
from opslore.schema.formats import FORMATS
from opslore.schema.keys import unknown_keys
from opslore.schema.missing import Missing
from opslore.schema.validators import errors, faults
from opslore.schema.violation import Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jsonschema.exceptions import ValidationError

    from opslore.schema.files import Steps
    from opslore.schema.violation import Source

MOST_ERRORS = 500  # a file of junk must not take seconds or fill the screen
MOST_VIOLATIONS = 100

_NO_CONTAINER = ("type", "enum", "const")  # fail at once where a mapping or list is not taken
_BOUNDS = ("minItems", "maxItems", "uniqueItems", "minProperties", "minimum", "maximum")


def explain(name: str, data: Any, source: Source | None) -> tuple[Violation, ...]:
    """Return what is wrong with `data` under the schema `name`; () if jsonschema finds nothing.

    Without `source` there are no edits.
    """
    leaves = list(
        islice((leaf for error in errors(name, data) for leaf in _leaves(error)), MOST_ERRORS)
    )
    lacking = [item for leaf in leaves for item in _lacking(leaf)]
    found: dict[tuple[str, Steps, str], Violation] = {}
    if told := missing.violation(name, data, lacking, source):
        found[told.kind, told.steps, ""] = told
    for leaf in leaves:
        for one in _violations(name, data, leaf, source):
            # One fault of a place is enough: what has no form has no format either.
            found.setdefault((one.kind, one.steps, one.message if one.on_key else ""), one)
    if not found:
        found = {("", one.steps, ""): one for one in _undisputed(name, data, source)}
    return tuple(islice(found.values(), MOST_VIOLATIONS))


def _undisputed(name: str, data: Any, source: Source | None) -> Iterator[Violation]:
    """Yield what only jsonschema-rs objects to, such as a number that is none (`.nan`)."""
    for steps in faults(name, data):
        place = node(name, steps)
        if place is not None:
            value = missing.value_at(data, steps)
            meant = spelling.advice(place, value).meant
            yield Violation(
                "wrong-type",
                steps,
                on_key=False,
                message=f"{words.subject(data, steps)} {words.found(value)}, "
                f"expected {words.expected(place)}",
                help=f"write {words.code(meant)}" if meant else _hint(place),
                edits=_edits(source, steps, meant),
            )


def _leaves(error: ValidationError) -> Iterator[ValidationError]:
    """Go down to the branch of alternatives that the author meant."""
    if error.validator not in ("anyOf", "oneOf") or _is_choice_of_fields(error):
        yield error
        return
    branches: dict[int, list[ValidationError]] = {}
    for inner in error.context or ():
        branches.setdefault(int(inner.schema_path[0]), []).append(inner)
    if isinstance(error.instance, (dict, list)):
        for inner_errors in branches.values():
            if not any(e.validator in _NO_CONTAINER and not e.path for e in inner_errors):
                for inner in inner_errors:
                    yield from _leaves(inner)
                return
    yield error


def _is_choice_of_fields(error: ValidationError) -> bool:
    branches: Any = error.validator_value
    return all("required" in branch for branch in branches)


def _steps(error: ValidationError) -> Steps:
    return tuple(error.absolute_path)


def _lacking(error: ValidationError) -> Iterator[Missing]:
    schema: Any = error.schema
    value: Any = error.instance
    steps = _steps(error)
    if not isinstance(value, dict):
        return  # told as a wrong type already
    if error.validator == "required":
        conditional = "then" in list(error.absolute_schema_path)[-2:]
        reason = schema.get("description", "") if conditional else ""
        for field in schema["required"]:
            if field not in value:
                yield Missing(steps, field, reason=reason)
    elif error.validator in ("anyOf", "oneOf") and _is_choice_of_fields(error):
        choices: list[list[str]] = [branch["required"] for branch in schema[error.validator]]
        if any(all(field in value for field in choice) for choice in choices):
            return  # more than one of them: a conflict
        begun = [choice for choice in choices if any(f in value for f in choice)]
        if begun:
            yield from (Missing(steps, f) for f in begun[0] if f not in value)
        else:
            yield Missing(steps, choices[0][0], tuple(" and ".join(c) for c in choices[1:]))


def _violations(
    name: str, data: Any, error: ValidationError, source: Source | None
) -> Iterator[Violation]:
    keyword = str(error.validator)
    steps = _steps(error)
    if keyword == "required" or (keyword == "anyOf" and _is_choice_of_fields(error)):
        return
    if keyword == "additionalProperties":
        yield from unknown_keys(name, data, steps, source)
    elif keyword == "oneOf":
        yield from _too_many(data, error)
    elif "propertyNames" in error.absolute_schema_path:
        yield _bad_key(data, steps, error, source)
    elif keyword == "not":
        schema: Any = error.schema
        key = schema["not"]["required"][-1]
        yield Violation(
            "conflicting-fields",
            (*steps, key),
            True,
            schema["description"],
            f"remove {words.code(key)}, or the action items",
        )
    else:
        place = node(name, steps)
        if place is not None:
            yield misplaced(place, data, steps, error, source)


def _too_many(data: Any, error: ValidationError) -> Iterator[Violation]:
    schema: Any = error.schema
    value: Any = error.instance
    if not isinstance(value, dict):
        return  # told as a wrong type already
    steps = _steps(error)
    choices = [c["required"] for c in schema["oneOf"] if all(f in value for f in c["required"])]
    if len(choices) < 2:
        return
    names = [" and ".join(words.code(f) for f in choice) for choice in choices]
    place = f" in {words.subject(data, steps)}" if steps else ""
    yield Violation(
        "conflicting-fields",
        (*steps, choices[-1][0]),
        True,
        f"{' and '.join(names)} stand side by side{place}",
        f"keep {' or '.join(names)}, not both",
    )


def _bad_key(data: Any, steps: Steps, error: ValidationError, source: Source | None) -> Violation:
    key = str(error.instance)
    meant = spelling.term(key).meant
    schema: Any = error.schema
    edits = _edits(source, (*steps, key), meant, on_key=True)
    place = words.subject(data, steps)
    return Violation(
        "invalid-format",
        (*steps, key),
        True,
        f"{words.code(key)} in {place} is not {words.article(schema['title'])}, "
        f"such as {words.code(schema['examples'][0])}",
        f"write {words.code(meant + ':')}" if meant else "",
        edits=edits,
    )


def misplaced(
    place: Node, data: Any, steps: Steps, error: ValidationError, source: Source | None
) -> Violation:
    """Return what is wrong with the value at `steps`, which is not what may stand there."""
    value = missing.value_at(data, steps)
    # The value of a block begins a line below its key; the key is where people look.
    on_key = (
        bool(value)
        and isinstance(value, (dict, list))
        and isinstance(next(reversed(steps), 0), str)
    )
    place_of = steps
    meant = why = ""
    if error.validator in _BOUNDS:
        kind = "invalid-value"
        told, why = _bounds(place, value, error)
        if error.validator == "uniqueItems":
            place_of, on_key = (*steps, _second(value)), False
    elif _is_choice(place) and not isinstance(value, (dict, list, type(None))):
        kind = "invalid-value"
        told, meant = _choice(place, value)
    else:
        meant, reason, why = spelling.advice(place, value)
        if isinstance(value, str) and "string" in place.kinds:
            kind, told = "invalid-format", _form(place, value, reason)
        else:
            kind = "wrong-type"
            told = f"{reason or words.found(value)}, expected {words.expected(place)}"
    if meant and (len(meant) > words.SHOWN_LENGTH or not _fits(place, meant)):
        meant = ""
    if meant:
        typed = f"{steps[-1]}: {meant}" if steps and isinstance(steps[-1], str) else meant
        why = f"write {words.code(typed)}"
        if "const" in place.body:
            why += ", or leave the line out"
    return Violation(
        kind,
        place_of,
        on_key,
        message=f"{words.subject(data, steps)} {told}",
        help=why or _sample(place, steps),
        edits=_edits(source, steps, meant),
    )


def _is_choice(place: Node) -> bool:
    return bool(place.options) and place.kinds != ("boolean",)


def _choice(place: Node, value: Any) -> tuple[str, str]:
    """Return what is wrong with a value that is none of those allowed, and the one meant."""
    options, meant = place.options, None
    if len(str(value)) <= spelling.LONGEST:
        options, meant = near.ordered(value, options), near.value(value, options)
    is_text = isinstance(value, str)
    if "object" in place.kinds:
        told = f"is {words.code(value)}, expected {words.article(place.title)}"
    elif is_text and not isinstance(options[0], str):
        told = f"{words.found(value)}, expected the number {words.any_of(options)}"
    elif len(options) == 1:
        meant = options[0]
        told = f"is {words.code(value)}, expected {words.code(meant)}"
    else:
        told = f"is {words.code(value)}, allowed are {words.all_of(map(words.scalar, options))}"
    return told, "" if meant is None else words.scalar(meant)


def _form(place: Node, value: str, reason: str) -> str:
    if reason.startswith("is blank") or "characters long" in reason or "lines" in reason:
        return reason
    if not value:
        return f"is an empty text, expected {words.expected(place)}"
    if reason:
        return f"is {words.code(value)}, which {reason}"
    return f"is {words.code(value)}, expected {words.expected(place)}"


def _bounds(place: Node, value: Any, error: ValidationError) -> tuple[str, str]:
    """Return what is wrong with a value that is too small, too large or not unique, and a way out."""
    if error.validator == "uniqueItems":
        return f"names {words.code(value[_second(value)])} twice", "remove one of the two"
    if error.validator == "minItems":
        if not value:
            return f"is an empty list, expected {words.expected(place)}", "name at least one"
        return f"has {len(value)} of at least {error.validator_value} entries", "add another"
    if error.validator == "minProperties":
        return f"is an empty mapping, expected {words.expected(place)}", ""
    low, high = place.body.get("minimum"), place.body.get("maximum")
    span = f"from {low} to {high}" if high is not None else f"of {low} or more"
    return f"is {words.code(value)}, expected a number {span}", ""


def _second(items: list[Any]) -> int:
    """Return the index of the first item that stands in the list before."""
    return next((i for i, item in enumerate(items) if item in items[:i]), 0)


def _fits(place: Node, meant: str) -> bool:
    """Whether a proposed value holds to the pattern and format of the place."""
    if "string" not in place.kinds or meant.startswith(("[", '"')):
        return True
    if meant in map(str, place.options):
        return True
    forms = [place, *place.branches]
    return any(
        re.search(
            form.body.get("pattern", "" if form.body.get("type") == "string" else "$^"), meant
        )
        and FORMATS.get(str(form.body.get("format")), lambda _: True)(meant)
        and len(meant) <= form.body.get("maxLength", len(meant))
        for form in forms
    )


def _sample(place: Node, steps: Steps) -> str:
    """Return an example of a mapping or list to copy, else what its shared part says of itself."""
    if not {"object", "array"} & set(place.kinds) or not steps:
        return _hint(place)
    example = place.example[:1] if isinstance(place.example, list) else place.example
    if isinstance(steps[-1], str):
        return "\n".join(["write it as", *words.block({steps[-1]: example}, {})])
    return "\n".join(["write it as", *words.entries([example])])


def _hint(place: Node) -> str:
    """Return what the place takes, as the schemas describe it."""
    hint = place.form or ("" if place.part else str(place.body.get("description", "")))
    return hint[:1].lower() + hint[1:].rstrip(".")


def _edits(
    source: Source | None, steps: Steps, meant: str, *, on_key: bool = False
) -> tuple[Edit, ...]:
    if source is None or not meant:
        return ()
    at = source.at(*steps, key=on_key)
    return (Edit(at, meant),) if at.end_line else ()
