"""`opslore explain`."""

from __future__ import annotations

from pathlib import Path

import click

from opslore import settings
from opslore.cli import _complete, _library
from opslore.cli._names import refuse_unknown
from opslore.cli._output import emit
from opslore.rules import engine
from opslore.rules.page import page

EPILOG = """\b
Examples:
  opslore explain time-order
  opslore explain PM002
"""


@click.command(epilog=EPILOG, short_help="Say what a rule demands, and why.")
@click.argument("rule", nargs=-1, required=True, shell_complete=_complete.rules)
def command(rule: tuple[str, ...]) -> None:
    """Say what a rule demands and why, with an example of each kind."""
    library = _library.read_settings(settings.find_root(Path.cwd()))
    pages = []
    for name in rule:
        found = engine.find(name)
        if found is None:
            known = [n for each in engine.all_rules() for n in (each.name, each.code)]
            refuse_unknown("rule", name, known)
        pages.append(page(found, library))
    emit("\n".join(pages))
