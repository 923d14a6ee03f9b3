"""A ZIP of one CSV file a table, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from opslore.exchange import _tables
from opslore.exchange._archive import archive

if TYPE_CHECKING:
    from opslore.catalogue import Catalogue
    from opslore.exchange._tables import Value

SUFFIX = "zip"
# A spreadsheet runs a cell that begins so; a quote in front makes it text (OWASP, CSV injection).
# A cell that begins with a quote gets one as well, so that a reader may take one away from each.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20", "'")


def export(catalogue: Catalogue) -> bytes:
    """Return the archive; its files are UTF-8 with a line of column names."""
    return archive((f"{name}.csv", table(name, catalogue)) for name in _tables.COLUMNS)


def table(name: str, catalogue: Catalogue) -> str:
    """Return one table as CSV (RFC 4180, but lines end with LF)."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_tables.COLUMNS[name])
    for row in _tables.rows(name, catalogue):
        writer.writerow([cell(value) for value in row])
    return text.getvalue()


def cell(value: Value) -> Value:
    """Return a value that no spreadsheet takes for a formula."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value
