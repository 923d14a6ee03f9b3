"""The front matter that is written: the proposal, and what stood there before it.

Keys of another tool are kept word for word behind `x-`, which opslore leaves alone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from opslore import schema
from opslore.document import front_matter, parse
from opslore.schema import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from opslore.adopt.source import Source

_KEY = re.compile(
    r"(?!-\s)(?P<q>[\"']?)(?P<key>[^\s\"'#:,\[\]{}&*!|>%@`][^:\n\"']*?)(?P=q)\s*:(?=\s|$)"
)


def kept(source: Source, kind: str, taken: Mapping[str, Any]) -> dict[str, Any]:
    """Return the keys of the old front matter that are fields of the type already, and valid."""
    allowed = schema.schema(kind).get("properties", {})
    found = {}
    for key, value in source.front.items():
        if key in allowed and key not in taken and key not in ("type", "status", "id"):
            problems = schema.validate_data(kind, {key: value})
            if value not in ("", None, []) and not any(p.steps[:1] == (key,) for p in problems):
                found[key] = value
    return found


def written(source: Source, fields: Mapping[str, Any], mapped: frozenset[str]) -> bytes:
    """Return the file with its new front matter; the text below it byte for byte.

    `mapped` are the old keys that the fields say as well.
    """
    document = source.document
    text = document.text
    body = text[document.body_offset :]
    raw_body = body.encode("utf-8", "surrogatepass")
    if not source.raw.endswith(raw_body):
        return source.raw  # a text that is not what its bytes say is left alone
    end = "\r\n" if "\r\n" in text[:4000] else "\n"
    lines = ["---", *words.block(fields, {}), *_foreign(source, mapped), "---"]
    made = "".join(f"{line}{end}" for line in lines)
    trouble = front_matter.find(made + body).trouble
    if trouble is not None and trouble.kind == "front-matter-syntax":
        made += end  # lines like fields right below the fence would look like more of it
    return made.encode("utf-8", "surrogatepass") + raw_body


def valid(
    source: Source, kind: str, fields: dict[str, Any], mapped: frozenset[str]
) -> dict[str, Any]:
    """Return the fields with all that the schema does not take moved behind `x-`."""
    for _ in range(5):
        raw = written(source, fields, mapped)
        document = parse(source.path, raw, "")
        problems = [
            p for p in schema.violations(document, kind) if p.kind != "missing-fields" and p.steps
        ]
        if not problems:
            return fields
        for problem in problems:
            _move(fields, problem.steps)
    return {"type": kind}


def _move(fields: dict[str, Any], steps: tuple[str | int, ...]) -> None:
    """Rename the field that a violation names, or the nearest above it."""
    holder: Any = fields
    for index, step in enumerate(steps):
        last = index == len(steps) - 1
        if isinstance(step, str) and isinstance(holder, dict):
            if step not in holder or step.startswith("x-"):
                return
            inner = holder[step]
            if last or not isinstance(inner, (dict, list)) or isinstance(inner, dict):
                holder[f"x-{step}"] = holder.pop(step)
                return
            if isinstance(inner, list) and not any(isinstance(i, dict) for i in inner):
                holder[f"x-{step}"] = holder.pop(step)
                return
            holder = inner
        elif isinstance(step, int) and isinstance(holder, list) and step < len(holder):
            holder = holder[step]
            if last:
                return


def _foreign(source: Source, mapped: frozenset[str]) -> list[str]:
    if source.style == "toml":
        rest = {key: value for key, value in source.front.items() if key not in mapped}
        return words.block({_behind_x(key): value for key, value in rest.items()}, {})
    if source.style != "yaml":
        return []
    segments = _segments(source.document.front_matter_text)
    if segments is None:
        rest = {key: value for key, value in source.front.items() if key not in mapped}
        return words.block({_behind_x(key): value for key, value in rest.items()}, {})
    lines: list[str] = []
    counts: dict[str, int] = {}
    for key, segment in segments:
        if key is None:
            lines += [line for line in segment if line.strip()]
            continue
        counts[key] = counts.get(key, 0) + 1
        if key in mapped and counts[key] == 1:
            continue
        name = _behind_x(key) + (f"-{counts[key]}" if counts[key] > 1 else "")
        match = _KEY.match(segment[0])
        assert match is not None  # a segment begins with its key
        lines += [words.scalar(name) + ":" + segment[0][match.end() :], *segment[1:]]
    return lines


def _behind_x(key: str) -> str:
    return key if key.startswith("x-") else f"x-{key}"


def _segments(yaml: str) -> list[tuple[str | None, list[str]]] | None:
    """Return the top-level keys of YAML with their lines; None for another layout."""
    found: list[tuple[str | None, list[str]]] = []
    for line in re.split(r"\r\n?|\n", yaml.rstrip("\r\n")):
        match = _KEY.match(line)
        if match:
            found.append((match["key"].strip(), [line]))
        elif not found or (line.startswith("#") and found):
            if line.strip() and not line.startswith("#"):
                return None
            found.append((None, [line]))
        elif found[-1][0] is None and line.strip():
            return None
        else:
            found[-1][1].append(line)
    return found
