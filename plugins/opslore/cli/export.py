"""`opslore export`."""

from __future__ import annotations

import sys

import click

from opslore.cli import _library
from opslore.cli._failure import Failure
from opslore.cli._output import write
from opslore.exchange import formats

EPILOG = """\b
Examples:
  opslore export json --output catalogue.json
  opslore export sqlite --output library.sqlite
  opslore export openmetrics --output /var/lib/node_exporter/opslore.prom

A restricted document is in no export. The tables are described in docs/exports.md.
"""


@click.command(epilog=EPILOG)
@click.argument("form", metavar="FORMAT", type=click.Choice(tuple(formats())))
@click.option("--output", "-o", metavar="FILE", help="Write a file instead of standard output.")
@click.option("--as-of", metavar="DAY", help="The day to export for, or a distance such as +90d.")
def command(form: str, output: str | None, as_of: str | None) -> None:
    """Write the library for other tools: json, csv, sqlite, openmetrics and others."""
    from pathlib import Path

    library = _library.here()
    day, _ = _library.choose_day(as_of, library.settings)
    chosen = formats()[form]
    raw = chosen.export(library.load(day, lambda: None))
    if output and output != "-":
        try:
            write(Path(output), raw)
        except OSError as error:
            raise Failure(f"cannot write {output}: {error.strerror}") from error
        return
    if chosen.suffix in ("zip", "sqlite") and sys.stdout.isatty():
        raise Failure(f"{form} is not text; name a file with --output")
    sys.stdout.buffer.write(raw)
    sys.stdout.buffer.flush()
