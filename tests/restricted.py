"""Documents that nobody may see: of each type one, with a canary in every field and its name.

A canary stands in every value in which the schema lets it stand, so that the documents are valid
and reach whatever reads such a field.
"""

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
CANARY = "quetzal"
# What ties a document to others of the test library.
KNOWN = {
    "services": ["checkout"],
    "service": "checkout",
    "covers": ["checkout"],
    "owner": "payments",
    "failure_modes": ["connection-pool-exhaustion"],
    "failure_mode": "connection-pool-exhaustion",
    "tags": ["black-friday"],
}


def hide(content: Path) -> int:
    """Write restricted documents of each type below a content folder; returns how many canaries.

    Of each type there are two: one with canaries everywhere, one tied to the documents there are.
    """
    planted = 0
    for folder, kind in sorted(FOLDERS.items()):
        path = max((HERE / "records" / kind / "valid").glob("*.md"), key=lambda p: p.stat().st_size)
        read = reader.parse(f"content/{folder}/{path.name}", path.read_bytes())
        data = json.loads(json.dumps(read.data)) | {"visibility": "restricted"}
        assert schema.violations(read, kind) == ()
        planted += _plant(data, kind)
        tied = data | {key: value for key, value in KNOWN.items() if key in data}
        tied["id"] = f"{data.get('id', kind)}-tied"
        body = (
            f"# The {CANARY} of a {kind}\n\nA {CANARY} in the text.\n\n## {CANARY}\n\n`{CANARY}`\n"
        )
        for name, front in (("alone", data), ("tied", tied)):
            target = content / folder / f"{CANARY}-{name}.md"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(f"---\n{json.dumps(front)}\n---\n\n{body}", "utf-8")
            if kind == "service":
                row = f"2026-W08,{front['id']},3,actionable,1\n"
                pages = content / "pages.csv"
                head = "period,service,pages,class,overnight\n"
                pages.write_text((pages.read_text() if pages.exists() else head) + row)
    return planted


def _plant(data: dict[str, Any], kind: str) -> int:
    planted = 0
    for place, key in list(_leaves(data)):
        kept = place[key]
        for value in (f"{kept} {CANARY}", f"{CANARY}-{planted}", f"{kept}/{CANARY}", f"{CANARY}/a"):
            place[key] = value
            if not schema.validate_data(kind, data):
                planted += 1
                break
        else:
            place[key] = kept
    return planted


def _leaves(value: Any) -> Iterator[tuple[Any, Any]]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in pairs:
        if isinstance(inner, (dict, list)):
            yield from _leaves(inner)
        elif isinstance(inner, str) and key not in ("visibility", "type"):
            yield value, key
