"""One JSON document with every table, for scripts and other sites."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from opslore.exchange import _tables

if TYPE_CHECKING:
    from opslore.catalogue import Catalogue

SUFFIX = "json"
SCHEMA_VERSION = 1


def export(catalogue: Catalogue) -> bytes:
    """Return `{schema_version, as_of, tables: {name: [row, ...]}}`; a row is an object."""
    told = {
        "schema_version": SCHEMA_VERSION,
        "as_of": catalogue.as_of.isoformat(),
        "tables": {
            table: [dict(zip(columns, row, strict=True)) for row in _tables.rows(table, catalogue)]
            for table, columns in _tables.COLUMNS.items()
        },
    }
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
