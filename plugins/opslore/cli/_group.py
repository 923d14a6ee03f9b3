"""The command `opslore`: its subcommands are the files of this folder."""

from __future__ import annotations

import importlib
import pkgutil
import sys

import click

import opslore
from opslore import cli
from opslore.cli._names import unknown

_SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class Commands(click.Group):
    """Finds commands by their files and imports only the one that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        del ctx
        names = (module.name for module in pkgutil.iter_modules(cli.__path__))
        return sorted(name.replace("_", "-") for name in names if not name.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, or None if no file bears its name."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"opslore.cli.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command asked for; for an unknown one, say the nearest."""
        if args and args[0] not in self.list_commands(ctx) and not args[0].startswith("-"):
            ctx.fail(unknown("command", args[0], self.list_commands(ctx)))
        return super().resolve_command(ctx, args)


EPILOG = """\b
Examples:
  opslore init handbook          a library to begin with, in an empty folder
  opslore check                  check the library you stand in
  opslore check --as-of +90d     what falls due in the next quarter
  opslore explain stale-runbook  what a finding means and how to mend it

\b
Completion of commands, options, rules and ids, in ~/.bashrc, ~/.zshrc or config.fish:
  eval "$(_OPSLORE_COMPLETE=bash_source opslore)"
  eval "$(_OPSLORE_COMPLETE=zsh_source opslore)"
  _OPSLORE_COMPLETE=fish_source opslore | source

Exit codes: 0 nothing at or above --fail-on; 1 findings; 2 usage, settings or nothing to check;
101 a fault of opslore itself; 130 interrupted.
"""


@click.command(cls=Commands, epilog=EPILOG, context_settings=_SETTINGS)
@click.version_option(opslore.__version__, message="opslore %(version)s")
def group() -> None:
    """Keep operational knowledge true: postmortems, runbooks and on-call policies as code."""


def run(arguments: list[str]) -> int:
    """Run a command; returns its exit code."""
    try:
        code = group.main(arguments, prog_name="opslore", standalone_mode=False)
    except click.Abort:
        raise KeyboardInterrupt from None
    except click.ClickException as error:
        error.show(sys.stderr)
        return error.exit_code
    return code if isinstance(code, int) else 0
