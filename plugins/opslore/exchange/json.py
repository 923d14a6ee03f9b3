"""One JSON document with every table, for scripts and other sites."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from opslore.exchange import _tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from opslore.catalogue import Catalogue
    from opslore.exchange._tables import Row

SUFFIX = "json"
SCHEMA_VERSION = 1
# The fast encoder of the standard library knows no indentation, so it is given with the commas.
_ROW = json.JSONEncoder(ensure_ascii=False, separators=(",\n    ", ": "))


def export(catalogue: Catalogue) -> bytes:
    """Return `{schema_version, as_of, tables: {name: [row, ...]}}`; a row is an object."""
    tables = ",\n".join(
        f"  {json.dumps(table)}: {_list(_tables.rows(table, catalogue), columns)}"
        for table, columns in _tables.COLUMNS.items()
    )
    head = f' "schema_version": {SCHEMA_VERSION},\n "as_of": "{catalogue.as_of.isoformat()}"'
    return f'{{\n{head},\n "tables": {{\n{tables}\n }}\n}}\n'.encode()


def _list(rows: Iterable[Row], columns: Sequence[str]) -> str:
    objects = (_ROW.encode(dict(zip(columns, row, strict=True)))[1:-1] for row in rows)
    told = ",\n".join(f"   {{\n    {inner}\n   }}" for inner in objects)
    return f"[\n{told}\n  ]" if told else "[]"
