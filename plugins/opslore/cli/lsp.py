"""`opslore lsp`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from opslore.cli import _library
from opslore.cli._failure import Failure
from opslore.cli._output import tell
from opslore.settings import Settings

if TYPE_CHECKING:
    from datetime import date

EPILOG = """\b
Examples:
  opslore lsp

It speaks the Language Server Protocol on standard input and output; an editor starts it. Needs
the extra [lsp]. docs/editor.md shows the configuration of VS Code, Neovim and Helix.
"""


@click.command(epilog=EPILOG, short_help="Serve an editor: findings as you type.")
@click.option("--stdio", is_flag=True, hidden=True)  # many editors add it unasked
def command(stdio: bool) -> int:
    """Serve an editor: findings as you type, completion, definitions, quick fixes."""
    del stdio
    try:
        from opslore.lsp.server import serve
    except ModuleNotFoundError as error:
        if error.name and error.name.split(".")[0] in ("pygls", "lsprotocol"):
            raise Failure('this needs the extra [lsp]: pip install "opslore[lsp]"') from error
        raise
    _today(Settings())  # what keeps any day from being told is told before the editor waits
    if sys.stdin.isatty():
        tell(
            "opslore lsp waits for an editor on standard input; docs/editor.md shows how one is set up"
        )
    return serve(_today)


def _today(settings: Settings) -> date:
    return _library.choose_day(None, settings)[0]
