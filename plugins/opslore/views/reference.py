"""The rules and the schemas as pages, made from the rules and the schemas themselves."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from opslore import schema
from opslore.frozen import dataclass
from opslore.rules import engine
from opslore.rules.page import page as rule_page
from opslore.views.base import Link, Page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue
    from opslore.rules.engine import Rule

# Not every site reads a title in a fence, and those that do not read no fence there.
_TITLED = re.compile(r'^(`{3,}\w*)[ ]+title="([^"\n]+)"$', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class RuleModel:
    """All that the template of one rule can see."""

    text: str  # Markdown of the rule's own page


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule in the index."""

    link: Link
    code: str
    level: str
    summary: str


@dataclass(frozen=True, slots=True)
class Family:
    """The rules of one family."""

    heading: str
    rows: tuple[RuleRow, ...]


@dataclass(frozen=True, slots=True)
class IndexModel:
    """All that the template of the index can see."""

    families: tuple[Family, ...]


@dataclass(frozen=True, slots=True)
class SchemasModel:
    """All that the template of the schemas can see."""

    schemas: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field of a schema."""

    name: str
    required: bool
    kind: str
    text: str
    example: str


@dataclass(frozen=True, slots=True)
class SchemaModel:
    """All that the template of one schema can see."""

    name: str
    title: str
    text: str
    fields: tuple[FieldRow, ...]


def pages(catalogue: Catalogue) -> Iterator[Page]:
    """Yield the reference, where the settings ask for it."""
    if not catalogue.settings.site.reference:
        return
    rules = engine.all_rules()
    names = sorted((*schema.types(), *schema.DATA_FILES))
    index = IndexModel(tuple(_families(rules)))
    yield Page("reference/rules/index.md", "rules.md.jinja", index, "Rules")
    schemas = SchemasModel(
        tuple(Link(f"reference/schemas/{name}.md", name.replace("-", " ")) for name in names)
    )
    yield Page("reference/schemas/index.md", "schemas.md.jinja", schemas, "Schemas")
    for rule in rules:
        text = _TITLED.sub(r"`\2`:\n\n\1", rule_page(rule, catalogue.settings))
        model = RuleModel(text)
        yield Page(f"reference/rules/{rule.name}.md", "rule.md.jinja", model, rule.name)
    for name in names:
        yield Page(f"reference/schemas/{name}.md", "schema.md.jinja", _schema(name), name)


def _families(rules: tuple[Rule, ...]) -> Iterator[Family]:
    for letters, heading in engine.FAMILIES.items():
        rows = tuple(
            RuleRow(
                Link(f"reference/rules/{rule.name}.md", rule.name),
                rule.code,
                rule.default,
                rule.summary,
            )
            for rule in rules
            if engine.letters(rule.code) == letters
        )
        if rows:
            yield Family(heading[:1].upper() + heading[1:], rows)


def _schema(name: str) -> SchemaModel:
    found: dict[str, Any] = schema.schema(name)
    listed = found.get("type") == "array"  # then each of its items has the fields
    holder = found["items"] if listed else found
    required = set(holder.get("required", ()))
    fields = tuple(
        FieldRow(
            field,
            field in required,
            str(part.get("title") or _reference(part)),
            schema.describe(name, (0, field) if listed else (field,)),
            _example(part),
        )
        for field, part in holder.get("properties", {}).items()
    )
    text = str(found.get("description", "")) + (" Each of its items has these fields." * listed)
    return SchemaModel(name, str(found["title"]), text, fields)


def _reference(part: dict[str, Any]) -> str:
    return str(part.get("$ref", "")).rpartition("/")[2].replace("_", " ")


def _example(part: dict[str, Any]) -> str:
    examples = part.get("examples", ())
    if not examples or isinstance(examples[0], (dict, list)):
        return ""
    return str(examples[0])
