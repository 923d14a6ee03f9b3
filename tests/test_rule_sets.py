"""The rules of a family are as many as there are kinds of what they tell of."""

from __future__ import annotations

import ast
from pathlib import Path

import opslore.document
import opslore.schema
from opslore.document.model import UNUSABLE
from opslore.rules import engine

# What of these families is found by comparing files, not in one of them.
NOT_OF_THE_READER = {"confusable-names", "markdown-suffix", "misnamed-data-file"}
NOT_OF_THE_SCHEMA = {"unknown-type", "pages-csv"}


def first_words(package: object, *calls: str) -> set[str]:
    """Return the texts that may be the first argument of these calls, and `kind = "..."`."""
    found = set()
    for path in Path(package.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in calls:
                named = [k.value for k in node.keywords if k.arg == "kind"]
                values = [*node.args[:1], *named]
            elif isinstance(node, ast.Assign) and any(
                isinstance(part, ast.Name) and part.id == "kind"
                for target in node.targets
                for part in ast.walk(target)
            ):
                values = [node.value.elts[0] if isinstance(node.value, ast.Tuple) else node.value]
            else:
                continue
            for value in values:
                found |= {
                    part.value
                    for part in ast.walk(value)
                    if isinstance(part, ast.Constant)
                    and isinstance(part.value, str)
                    and "-" in part.value
                }
    return found


def names(family: str) -> set[str]:
    return {rule.name for rule in engine.all_rules() if rule.code.startswith(family)}


def test_every_fault_of_a_file_is_a_rule():
    kinds = first_words(opslore.document, "Trouble")
    assert kinds == names("SRC") - NOT_OF_THE_READER
    assert kinds >= UNUSABLE


def test_every_violation_of_a_schema_is_a_rule():
    assert first_words(opslore.schema, "Violation") == names("SCH") - NOT_OF_THE_SCHEMA


def test_every_family_has_a_name():
    families = {rule.code.rstrip("0123456789") for rule in engine.all_rules()}
    assert families <= set(engine.FAMILIES)
