"""From values and places to the author's words, and to YAML that can be pasted."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from opslore.lazy import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from opslore.schema.files import Node, Steps

SHOWN_LENGTH = 60
SHOWN_OPTIONS = 12

# Texts that YAML would read as something else, or not at all, unless they are quoted.
_PLAIN = pattern(r"[A-Za-z0-9/][^\x00-\x1f\x7f\"\\]*(?<!:)(?<!\s)")
_SPECIAL = pattern(r": | #|[,\[\]{}]")
_NOT_TEXT = pattern(
    r"null|true|false|yes|no|on|off|[-+]?(\.inf|\.nan)|[-+]?[0-9][0-9_]*(\.[0-9]*)?(e[-+]?[0-9]+)?"
    r"|0x[0-9a-f]+|0o[0-7]+",
    re.IGNORECASE,
)


def code(value: Any) -> str:
    """Return a value as it would be typed, in backticks, shortened."""
    text = value if isinstance(value, str) else scalar(value)
    text = "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in text)
    if len(text) > SHOWN_LENGTH:
        text = text[: SHOWN_LENGTH - 1] + "…"
    return f'"{text}"' if "`" in text else f"`{text}`"


def any_of(options: Iterable[Any]) -> str:
    """Return "`a`, `b` or `c`"."""
    return series([code(option) for option in options], "or")


def all_of(names: Iterable[str]) -> str:
    """Return "`a`, `b` and `c`"."""
    return series([code(name) for name in names], "and")


def series(parts: list[str], last: str) -> str:
    """Return "a, b or c"; what is too long to read ends in a count."""
    if len(parts) > SHOWN_OPTIONS:
        return ", ".join(parts[:SHOWN_OPTIONS]) + f" {last} {len(parts) - SHOWN_OPTIONS} more"
    return f" {last} ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))


def article(noun: str) -> str:
    """Return a noun with its article: "an instant", "a URL"; a choice of values has none."""
    if noun.startswith(("`", "true")):
        return noun
    return f"an {noun}" if noun[0].lower() in "aeio" else f"a {noun}"


def found(value: Any) -> str:
    """Return what stands there instead: "is the text `abc`", "has no value"."""
    if value is None:
        return "has no value"
    if isinstance(value, bool):
        return f"is {code(value)}"
    if isinstance(value, str):
        return f"is the text {code(value)}" if value else "is an empty text"
    if isinstance(value, list):
        return "is a list" if value else "is an empty list"
    if isinstance(value, dict):
        return f"is a mapping with {all_of(value)}" if value else "is an empty mapping"
    return f"is the number {code(value)}"


def expected(node: Node) -> str:
    """Return what should stand there: "a list of service ids, such as `[checkout-api]`"."""
    if node.options and node.kinds != ("boolean",) and "object" not in node.kinds:
        return any_of(node.options)
    if node.kinds == ("object",):
        names = node.fields
        return f"a mapping with {all_of(names)}" if names else article(node.title)
    if node.part in ("text", "prose"):
        return article(node.title)
    example = flow(node.example)
    if node.title.startswith("true") or len(example) > SHOWN_LENGTH or "{" in example:
        return article(node.title)
    return f"{article(node.title)}, such as {code(example)}"


def subject(data: Any, steps: Steps) -> str:
    """Return how to call a place: "`due` in `A2` of `action_items`"."""
    if not steps:
        return "the file" if isinstance(data, list) else "the front matter"
    parts: list[str] = []
    value = data
    trail: list[tuple[str | int, Any]] = []
    for step in steps:
        value = _inside(value, step)
        trail.append((step, value))
    for step, value in reversed(trail):
        if isinstance(step, int):
            name = value.get("id") if isinstance(value, dict) else None
            parts.append(code(name) if isinstance(name, str) and name else f"item {step + 1}")
        else:
            parts.append(code(step))
    joined = parts[0]
    for (step, _), part in zip(reversed(trail[1:]), parts[1:], strict=True):
        joined += f" of {part}" if isinstance(step, int) else f" in {part}"
    return joined


def _inside(value: Any, step: str | int) -> Any:
    if isinstance(step, int):
        return value[step] if isinstance(value, list) and step < len(value) else None
    return value.get(step) if isinstance(value, dict) else None


def scalar(value: Any) -> str:
    """Return a value in YAML, on one line, quoted where YAML would misread it."""
    if not isinstance(value, str):
        return "null" if value is None else json.dumps(value, ensure_ascii=False)
    if _PLAIN.fullmatch(value) and not _SPECIAL.search(value) and not _NOT_TEXT.fullmatch(value):
        return value
    return json.dumps(value, ensure_ascii=False)


def flow(value: Any) -> str:
    """Return a value in YAML's one-line form."""
    if isinstance(value, list):
        return f"[{', '.join(map(flow, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{scalar(key)}: {flow(item)}' for key, item in value.items())}}}"
    return scalar(value)


def block(mapping: Mapping[str, Any], comments: Mapping[str, str]) -> list[str]:
    """Return a mapping as lines of YAML; `comments` holds a remark for some of the keys."""
    lines = []
    for key, value in mapping.items():
        comment = f"  # {comments[key]}" if comments.get(key) else ""
        first, *rest = _entry(scalar(key), value)
        lines += [first + comment, *rest]
    return lines


def entries(items: list[Any]) -> list[str]:
    """Return a list as lines of YAML, each entry behind a dash."""
    lines = []
    for item in items:
        first, *rest = block(item, {}) if isinstance(item, dict) and item else [flow(item)]
        lines += [f"- {first}", *(f"  {line}" for line in rest)]
    return lines


def _entry(key: str, value: Any) -> list[str]:
    if isinstance(value, dict) and value:
        return [f"{key}:", *(f"  {line}" for line in block(value, {}))]
    if isinstance(value, list) and any(isinstance(item, dict) for item in value):
        return [f"{key}:", *(f"  {line}" for line in entries(value))]
    return [f"{key}: {flow(value)}"]
