"""A SQLite database with every table, for questions nobody has thought of yet."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from opslore.exchange import _tables

if TYPE_CHECKING:
    from opslore.catalogue import Catalogue

SUFFIX = "sqlite"


def export(catalogue: Catalogue) -> bytes:
    """Return the database file; table `meta` holds `as_of` and `schema_version`."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT)")
        database.executemany(
            "INSERT INTO meta VALUES (?, ?)",
            [("as_of", catalogue.as_of.isoformat()), ("schema_version", "1")],
        )
        for table, columns in _tables.COLUMNS.items():
            names = ", ".join(f'"{column}"' for column in columns)
            database.execute(f'CREATE TABLE "{table}" ({names})')
            places = ", ".join("?" for _ in columns)
            database.executemany(
                f'INSERT INTO "{table}" VALUES ({places})',  # noqa: S608 - our own names
                _tables.rows(table, catalogue),
            )
        database.commit()
        return database.serialize()
