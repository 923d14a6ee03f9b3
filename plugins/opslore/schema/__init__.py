"""The schemas: what may stand in a document, and what is wrong with one that differs.

`violations` is what a check calls. The schema files lie in `schemas/`; they serve editors as
they are. What a severity asks for beyond the rest stands in them for the default mapping of
severities; the checker applies a library's own mapping by `level_violations`.
"""

from __future__ import annotations

from typing import Any

from opslore.schema.files import (
    DATA_FILES,
    SUFFIX,
    Node,
    allowed,
    describe,
    fields,
    names,
    node,
    raw,
    schema,
    types,
)
from opslore.schema.keys import meant
from opslore.schema.levels import level_violations, missing_for
from opslore.schema.validators import validator_for, whole_validator_for
from opslore.schema.violation import Source, Violation

__all__ = [
    "DATA_FILES",
    "SUFFIX",
    "Node",
    "Source",
    "Violation",
    "allowed",
    "describe",
    "fields",
    "level_violations",
    "meant",
    "missing_for",
    "names",
    "node",
    "raw",
    "schema",
    "types",
    "validate_data",
    "validator_for",
    "violations",
    "whole_validator_for",
]


def violations(document: Source, type: str) -> tuple[Violation, ...]:  # noqa: A002
    """Return what is wrong with the front matter of a document of `type`; () if nothing.

    `type` may name a data file ("directory") as well; to an empty one nothing applies. What depends on the level of a
    severity is left out: see `level_violations`.
    """
    return _check(type, document.data, document) if type else ()


def validate_data(name: str, data: Any) -> tuple[Violation, ...]:
    """Return what is wrong with a value that has no positions; the violations bear no edits."""
    return _check(name, data, None)


def _check(name: str, data: Any, source: Source | None) -> tuple[Violation, ...]:
    try:
        if validator_for(name).is_valid(data):
            return ()
    except ValueError:
        pass  # half a character pair: jsonschema-rs cannot take it, jsonschema can
    from opslore.schema.explain import explain

    return explain(name, data, source)
