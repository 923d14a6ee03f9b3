"""The schema files: where they are, what stands at a place, what an author may write there."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from opslore.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Steps = tuple[str | int, ...]

BASE = "https://opslore.example.com/schemas/"
SUFFIX = ".schema.json"
DATA_FILES = ("directory", "vocabulary", "severities", "checklist", "tickets")
OTHERS = ("common", "findings", "settings", "catalogue")
OWN_PREFIX = "x-"  # keys of a team's own, allowed everywhere


@dataclass(frozen=True, slots=True)
class Node:
    """What the schemas say of one place; references are followed, the nearest words win."""

    file: str
    body: Mapping[str, Any]
    part: str = ""  # the shared part it is made of, such as `day`
    form: str = ""  # what the shared part says of itself

    @property
    def title(self) -> str:
        """What stands here, as a noun: `list of service ids`."""
        return str(self.body.get("title", "value"))

    @property
    def kinds(self) -> tuple[str, ...]:
        """JSON types that are allowed here, by their names in the schema."""
        kinds = self.body.get("type")
        if isinstance(kinds, str):
            return (kinds,)
        if isinstance(kinds, list):
            return tuple(kinds)
        if options := self.body.get("enum", [self.body["const"]] if "const" in self.body else []):
            return ("string",) if isinstance(options[0], str) else ("integer",)
        return tuple(dict.fromkeys(kind for part in _parts(self) for kind in part.kinds))

    @property
    def branches(self) -> tuple[Node, ...]:
        """The alternatives at this place."""
        return tuple(_resolve(self.file, raw) for raw in self.body.get("anyOf", ()))

    @property
    def options(self) -> tuple[Any, ...]:
        """The values allowed here, if they can be listed."""
        if "enum" in self.body:
            return tuple(self.body["enum"])
        if "const" in self.body:
            return (self.body["const"],)
        if self.kinds == ("boolean",):
            return (True, False)
        return tuple(option for branch in self.branches for option in branch.options)

    @property
    def fields(self) -> tuple[str, ...]:
        """The keys allowed here; empty if it is no mapping with fixed keys."""
        own = tuple(self.body.get("properties", ()))
        return own or tuple(name for part in _parts(self) for name in part.fields)

    @property
    def required(self) -> tuple[str, ...]:
        """The keys that must be there whatever else stands beside them."""
        return tuple(self.body.get("required", ()))

    @property
    def example(self) -> Any:
        """A plausible value."""
        if self.body.get("examples"):
            return self.body["examples"][0]
        if item := self.child(0):
            return [item.example]
        names = self.required or self.fields[:1]
        return {name: field.example for name in names if (field := self.child(name))}

    def child(self, step: str | int) -> Node | None:
        """Return what the schemas say one step further in, None if nothing may stand there."""
        if isinstance(step, int):
            raw = self.body.get("items")
        else:
            raw = self.body.get("properties", {}).get(step)
            if raw is None and not step.startswith(OWN_PREFIX):
                raw = self.body.get("additionalProperties") or None
        if isinstance(raw, dict):
            return _resolve(self.file, raw)
        return next((found for part in _parts(self) if (found := part.child(step))), None)


def _parts(node: Node) -> Iterator[Node]:
    for raw in (*node.body.get("allOf", ()), *node.body.get("anyOf", ())):
        part = _resolve(node.file, raw)
        # Conditions ask for more; alone they bring no fields.
        if "if" not in part.body or "properties" in part.body:
            yield part


def _resolve(file: str, raw: Mapping[str, Any]) -> Node:
    """Follow references; what stands beside a reference wins over what it leads to."""
    part = form = ""
    while "$ref" in raw:
        name, pointer = str(raw["$ref"]).split("#")
        file = name.removesuffix(SUFFIX) or file
        target: Any = schema(file)
        for step in pointer.strip("/").split("/"):
            part = step
            target = target[step]
        form = target.get("description", "")
        raw = {**target, **{key: value for key, value in raw.items() if key != "$ref"}}
    return Node(file, raw, part, form)


@cache
def schema(name: str) -> dict[str, Any]:
    """Return the parsed schema file `name` ("postmortem", "common").

    Raises FileNotFoundError for a name without a file. The dict is shared: do not change it.
    """
    loaded: dict[str, Any] = json.loads(raw(name))
    return loaded


def raw(name: str) -> bytes:
    """Return a schema file as it is; raises FileNotFoundError for a name without a file."""
    return _folder().joinpath(name + SUFFIX).read_bytes()


@cache
def names() -> tuple[str, ...]:
    """Return the names of all schema files, sorted."""
    found = (entry.name for entry in _folder().iterdir() if entry.name.endswith(SUFFIX))
    return tuple(sorted(name.removesuffix(SUFFIX) for name in found))


@cache
def types() -> tuple[str, ...]:
    """Return the names of the document types, sorted."""
    return tuple(name for name in names() if name not in DATA_FILES + OTHERS)


@cache
def _folder() -> Path:
    # In a wheel the schemas lie in the package; an editable install finds the checkout's folder.
    # importlib.resources would import a quarter of what a small check imports.
    package = Path(__file__).resolve().parents[1]
    inside = package / "schemas"
    return inside if (inside / f"common{SUFFIX}").is_file() else package.parents[1] / "schemas"


def node(name: str, steps: Steps = ()) -> Node | None:
    """Return what the schema `name` says of the place `steps`, None if nothing may stand there."""
    found: Node | None = _resolve(name, schema(name))
    for step in steps:
        found = found.child(step) if found else None
    return found


def allowed(name: str, steps: Steps) -> tuple[Any, ...]:
    """Return the values that may stand at `steps`; empty if they cannot be listed.

    `allowed("postmortem", ("severity",))` is `("sev1", "sev2", "sev3", "sev4")`.
    """
    found = node(name, steps)
    return found.options if found else ()


def fields(name: str, steps: Steps = ()) -> tuple[str, ...]:
    """Return the keys that may stand in the mapping at `steps`."""
    found = node(name, steps)
    return found.fields if found else ()


def describe(name: str, steps: Steps) -> str:
    """Return one or two sentences about the place `steps`; empty if nothing may stand there."""
    found = node(name, steps)
    return str(found.body.get("description", "")) if found else ""
