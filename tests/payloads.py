"""A library that attacks its readers: a payload in every field of every schema, names and bodies."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from opslore import document as reader
from opslore import schema
from opslore.records import FOLDERS

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
EVALUATED = "133337"  # what the template in the payloads would come to
EVERYWHERE = 3  # further documents of each type, with a payload even where it is not allowed
KEPT = frozenset({"type", "visibility"})  # what makes the document one of its type, and shown
TRICKS = (
    "<script>alert({n})</script>",
    "\"'><img src=x onerror=alert({n})>",
    "' autofocus onfocus=alert({n}) x='",
    "[a](javascript:alert({n}))",
    "![b](javascript:alert({n}))",
    "<svg/onload=alert({n})>",
    "</span></div></article><iframe srcdoc='<script>alert({n})</script>'></iframe>",
    "{{{{ 101 * 1320 + 17 }}}}{{% raw %}}",
    "<a href='java\tscript:alert({n})'>c</a><base href='//evil.example/'>",
    "](javascript:alert({n})) <javascript:alert({n})>",
)
BODY = """
# Title <script>alert(1)</script> {{ 101 * 1320 + 17 }}

<script>alert(2)</script><style>body{display:none}</style><link rel=stylesheet href=//evil.example>
<iframe src="https://evil.example"></iframe><object data=x></object><embed src=x><base href="//e.example/">
<meta http-equiv=refresh content="0;url=//evil.example"><form action="https://evil.example"><input name=a><button>b</button></form>

[a](javascript:alert(3)) [b](JaVaScRiPt:alert(3)) [c](&#106;avascript:alert(3)) [d](data:text/html,<script>alert(3)</script>)
[e](vbscript:x) [f](//evil.example) ![g](https://evil.example/pixel.png) ![h](x "onerror=alert(3)") <javascript:alert(3)>
[i]: javascript:alert(3)

[i] [j](<javascript:alert(3)>) [k](java\tscript:alert(3)) [l](\x01javascript:alert(3))

<svg onload=alert(4)><use href="data:image/svg+xml,x"/><animate onbegin=alert(4) /><foreignObject><b onclick=alert(4)>x</b></foreignObject><script>alert(4)</script></svg>
<svg><style><img src=x onerror=alert(4)></style></svg><math><mtext><table><mglyph><style><img src=x onerror=alert(4)>

<p id="__config" class="md-header" style="position:fixed" onmouseover="alert(5)" data-md-component="search" data-pagefind-filter="Type:Runbook" data-clipboard-text="rm -rf /">x</p>
<input type="checkbox" id="__drawer" checked><label for="__drawer">open</label><input type=password name=p>
<details open ontoggle=alert(6)><summary>x</summary></details><video src=x onerror=alert(6)></video><img src="x" srcset="//evil.example/x 1x">

!!! note "<script>alert(7)</script>"

    <img src=x onerror=alert(7)>

``` { .sh #__config onclick="alert(8)" title="<script>alert(8)</script>" }
</code></pre><script>alert(8)</script>
```

{: onclick="alert(9)" style="x" href="javascript:alert(9)" }

Text with attributes.{: onclick="alert(9)" id="__search" style="background:url(//evil.example)" }

| <script>alert(10)</script> | b |
|---|---|
| "><img src=x onerror=alert(10)> | {% include "/etc/passwd" %} |

${name} <!-- --><script>alert(11)</script> <![CDATA[<script>alert(11)</script>]]>
"""
NAMES = (
    'x" onmouseover="alert(20)" y',
    "<img src=x onerror=alert(21)>",
    "'-alert(22)-'",
    "javascript:alert(23)",
    "{{ 101 * 1320 + 17 }}",
)


def write(content: Path) -> int:
    """Write the library below a content folder; returns how many fields bear a payload."""
    fields = 0
    for folder, kind in sorted(FOLDERS.items()):
        valid = max(
            (HERE / "records" / kind / "valid").glob("*.md"), key=lambda p: p.stat().st_size
        )
        read = reader.parse(f"content/{folder}/{valid.name}", valid.read_bytes())
        everything = json.dumps(example(kind) | dict(read.data))
        for turn in range(len(TRICKS) + len(NAMES) + EVERYWHERE):
            front = json.loads(everything)
            named = turn - len(TRICKS)
            fields += plant(front, kind, turn, only_where_valid=named < len(NAMES))
            stem = NAMES[named] if 0 <= named < len(NAMES) else f"payload-{turn}"
            front |= {"id": f"{kind}-{turn}", "visibility": "public-in-company"}
            file = content / folder / f"{stem}.md"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f"---\n{json.dumps(front)}\n---\n{BODY}", "utf-8")
    return fields


def plant(data: dict[str, Any], kind: str, turn: int, *, only_where_valid: bool) -> int:
    """Put a payload into each text of a document, where it stays valid or everywhere."""
    planted = 0
    for number, (place, key) in enumerate(list(_leaves(data))):
        kept = place[key]
        trick = TRICKS[(number + turn) % len(TRICKS)]
        place[key] = f"{kept} {trick.format(n=number + 100)}"
        planted += 1
        if only_where_valid and schema.validate_data(kind, data):
            place[key] = kept
            planted -= 1
    return planted


def example(kind: str) -> dict[str, Any]:
    """Return a text for each property of a schema that holds text somewhere."""
    told = schema.schema(kind)
    found = {name: _value(part, kind, 0) for name, part in told["properties"].items()}
    return {name: value for name, value in found.items() if value is not None and name not in KEPT}


def _value(part: dict[str, Any], home: str, depth: int) -> Any:
    """Return what a part of the schema `home` may look like; None where it holds no text."""
    if depth > 8:
        return None
    if "$ref" in part:
        file, _, pointer = part["$ref"].partition("#")
        name = file.rpartition("/")[2].removesuffix(".schema.json") or home
        target: Any = schema.schema(name)
        for step in filter(None, pointer.split("/")):
            target = target[step]
        return _value(target, name, depth + 1)
    for union in ("anyOf", "oneOf", "allOf"):
        if union in part and "properties" not in part:
            found = (_value(each, home, depth + 1) for each in part[union])
            return next((value for value in found if value is not None), None)
    if "enum" in part:
        return part["enum"][0]
    kind = part.get("type")
    kind = (
        next((k for k in ("string", "object", "array") if k in kind), None)
        if isinstance(kind, list)
        else kind
    )
    if kind == "array":
        inner = _value(part.get("items", {"type": "string"}), home, depth + 1)
        return None if inner is None else [inner]
    if kind == "object" or "properties" in part:
        parts = part.get("properties", {})
        values = {name: _value(each, home, depth + 1) for name, each in parts.items()}
        return {name: value for name, value in values.items() if value is not None} or None
    return "text" if kind == "string" else None


def _leaves(value: Any) -> Iterator[tuple[Any, Any]]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in pairs:
        if isinstance(inner, (dict, list)):
            yield from _leaves(inner)
        elif isinstance(inner, str) and key not in KEPT:
            yield value, key
