"""The two engines: jsonschema-rs decides, jsonschema explains the failing few.

Both know nothing but our own files: a reference to anywhere else is refused, not fetched.
Both are imported only when they are needed; where no jsonschema-rs wheel exists, jsonschema
decides as well.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

from opslore.schema.files import BASE, SUFFIX, names, schema
from opslore.schema.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from jsonschema.exceptions import ValidationError

    from opslore.schema.files import Steps

LEVELS = "#/$defs/levels"  # what a severity asks for: a rule of its own reports it


class Validator(Protocol):
    """What both engines have in common."""

    def is_valid(self, instance: Any, /) -> bool:
        """Whether `instance` holds to the schema."""


@cache
def validator_for(name: str) -> Validator:
    """Return the deciding validator for the schema `name`, without the conditions on levels."""
    return _rust(without_levels(name)) or python_validator(name)


def errors(name: str, data: Any) -> Iterator[ValidationError]:
    """Yield what jsonschema has against `data`, looking only where jsonschema-rs objects."""
    validator: Any = python_validator(name)
    body = without_levels(name)
    places = faults(name, data)
    if places and "properties" in body:
        keys = {steps[0] for steps in places if steps}
        kept = {key: inner if key in keys else True for key, inner in body["properties"].items()}
        validator = validator.evolve(schema=body | {"properties": kept})
    found: Iterator[ValidationError] = validator.iter_errors(data)
    return found


def faults(name: str, data: Any) -> list[Steps]:
    """Return the places at which jsonschema-rs objects to `data`; none without jsonschema-rs."""
    validator: Any = validator_for(name)
    try:
        return [tuple(error.instance_path) for error in validator.iter_errors(data)]
    except (AttributeError, ValueError):
        return []


@cache
def whole_validator_for(name: str) -> Validator:
    """Return a validator for all of the schema `name`, as an editor applies it."""
    return _rust(schema(name)) or _python(schema(name))


@cache
def python_validator(name: str) -> PythonValidator:
    """Return the explaining validator for the schema `name`, without the conditions on levels."""
    return _python(without_levels(name))


def without_levels(name: str) -> dict[str, Any]:
    """Return the schema `name` without what depends on the level of a severity."""
    whole = schema(name)
    if "allOf" not in whole:
        return whole
    return whole | {"allOf": [part for part in whole["allOf"] if part.get("$ref") != LEVELS]}


class PythonValidator(Protocol):
    """What the explainer needs of jsonschema."""

    def is_valid(self, instance: Any, /) -> bool:
        """Whether `instance` holds to the schema."""

    def iter_errors(self, instance: Any, /) -> Iterator[ValidationError]:
        """Yield everything that is wrong."""


def _rust(body: dict[str, Any]) -> Validator | None:
    try:
        import jsonschema_rs
    except ImportError:
        return None
    # The engine's own date check is the same as ours and several times faster.
    formats = {name: check for name, check in FORMATS.items() if name != "date"}
    return jsonschema_rs.Draft202012Validator(
        body,
        registry=_rust_registry(),
        retriever=_refuse,
        formats=formats,
        validate_formats=True,
    )


def _refuse(address: str) -> Any:
    raise ValueError(f"schemas are not fetched: {address}")


@cache
def _rust_registry() -> Any:
    import jsonschema_rs

    return jsonschema_rs.Registry([(f"{BASE}common{SUFFIX}", schema("common"))], retriever=_refuse)


def _python(body: dict[str, Any]) -> PythonValidator:
    import jsonschema
    from referencing import Registry, Resource

    checker = jsonschema.FormatChecker(formats=())
    for name, check in FORMATS.items():
        checker.checks(name)(check)
    # A referencing registry looks nothing up by itself.
    registry: Registry[Any] = Registry().with_resources(
        (f"{BASE}{name}{SUFFIX}", Resource.from_contents(schema(name))) for name in names()
    )
    engine: Any = jsonschema.validators.extend(  # type: ignore[no-untyped-call]
        jsonschema.Draft202012Validator, {"pattern": _pattern}
    )
    validator: PythonValidator = engine(body, registry=registry, format_checker=checker)
    return validator


def _pattern(
    _validator: Any, pattern: str, instance: Any, _schema: Any
) -> Iterator[ValidationError]:
    from jsonschema.exceptions import ValidationError

    if isinstance(instance, str) and not _search(pattern)(instance):
        yield ValidationError(f"{instance!r} has another form")


@cache
def _search(pattern: str) -> Callable[[str], object]:
    # In Python a final $ also matches before a line end; in JSON Schema it does not.
    return re.compile(re.sub(r"\$$", r"\\Z", pattern)).search
