"""`opslore new`: a document from its template, in its folder, under its name."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from opslore.cli import _blanks, _complete, _kinds, _library
from opslore.cli._failure import Failure
from opslore.cli._names import unknown
from opslore.cli._output import create, emit, tell
from opslore.records import values

if TYPE_CHECKING:
    from collections.abc import Sequence

    from opslore.cli._kinds import Ask, Kind

EPILOG = """\b
Examples:
  opslore new postmortem             asks, on a terminal
  opslore new postmortem --severity sev1 --service checkout \\
      --started-at 2026-03-01T10:00Z --title "Checkout waited for connections"
  opslore new near-miss --service checkout --what "The nightly backup was empty" \\
      --caught-by human --fix "The job fails when the file is too small"
  opslore new runbook --from 2026-03-01-checkout
  opslore new rule time-travel       for developers of opslore

What only you can say is left blank in the file; the blanks are listed, and `opslore check` goes
on naming them. A file that exists is never written over.
"""


MOST_SHOWN = 8


class Types(click.Group):
    """A command for each type of document, and one for rules."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the types."""
        del ctx
        return [*_kinds.KINDS, "rule"]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of a type."""
        del ctx
        if cmd_name == "rule":
            from opslore.cli._new_rule import command as rule

            return rule
        kind = _kinds.KINDS.get(cmd_name)
        return _command(kind) if kind else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command asked for; for an unknown type, say the nearest."""
        if args and args[0] not in self.list_commands(ctx) and not args[0].startswith("-"):
            ctx.fail(unknown("type", args[0], self.list_commands(ctx)))
        return super().resolve_command(ctx, args)


@click.command(cls=Types, epilog=EPILOG, subcommand_metavar="TYPE [OPTIONS]")
def command() -> None:
    """Begin a document from its template."""


def _command(kind: Kind) -> click.Command:
    def run(name: str | None, **told: Any) -> int:
        return _write(kind, {**told, "name": name})

    options: list[click.Parameter] = [
        click.Option(
            [f"--{ask.name}", ask.name.replace("-", "_")],
            multiple=ask.many,
            type=click.Choice(ask.choices) if ask.choices else None,
            metavar=None if ask.choices else ask.name.upper().replace("-", "_"),
            help=f"{ask.what[0].upper()}{ask.what[1:]}.{'' if ask.needed else ' Optional.'}",
            shell_complete=None if ask.choices else _complete.answers,
        )
        for ask in kind.asks
    ]
    options.append(
        click.Option(["--name"], metavar="NAME", help="The file's name, if not from the title.")
    )
    return click.Command(
        kind.type,
        callback=run,
        params=options,
        help=f"Begin a document of the type {kind.type}.",
        epilog=f"\b\nExample:\n  opslore new {kind.example}",
        context_settings={"max_content_width": 100},
    )


def _write(kind: Kind, told: dict[str, Any]) -> int:
    library = _library.here()
    day, _ = _library.choose_day(None, library.settings)
    catalogue = library.load(day, int)
    derived = kind.type == "runbook" and told.get("from")
    missing = [ask for ask in kind.asks if ask.needed and not told.get(_key(ask)) and not derived]
    if missing and not sys.stdin.isatty():
        names = ", ".join(f"--{ask.name} ({ask.what})" for ask in missing)
        raise Failure(f"still to be said: {names}; on a terminal, opslore asks")
    for ask in missing:
        told[_key(ask)] = _answer(ask, _kinds.known(ask.name, catalogue))
    model = kind.model(told, catalogue)
    path = _kinds.path_of(kind, model, library.settings)
    text, blanks = _blanks.render(kind.type, model)
    try:
        create(library.root / path, text.encode("utf-8"))
    except FileExistsError:
        raise Failure(
            f"{library.show(path)} exists and is left as it is; say another --name"
        ) from None
    emit(f"{library.show(path)}\n")
    if blanks:
        tell(f"{len(blanks)} left for you to say:")
        for blank in blanks:
            tell(f"  {library.show(path)}:{blank.line}: {blank.what}")
    else:
        tell("it is complete; `opslore check` will tell if anything is wrong")
    return 0


def _key(ask: Ask) -> str:
    return ask.name.replace("-", "_")


def _answer(ask: Ask, known: Sequence[str]) -> Any:
    """Ask until the answer can be one; whoever has typed four answers does not type them again."""
    question = ask.what[0].upper() + ask.what[1:] + (" (with commas)" if ask.many else "")
    if 0 < len(known) <= MOST_SHOWN:
        question += f" [{', '.join(known)}]"
    choice = click.Choice(ask.choices) if ask.choices else None
    while True:
        answer = str(click.prompt(question, type=choice, err=True))
        parts = [part.strip() for part in answer.split(",") if part.strip()]
        wrong = [part for part in (parts if ask.many else [answer.strip()]) if part not in known]
        if known and wrong:
            tell(unknown(ask.name, wrong[0], known))
        elif ask.name == "started-at" and values.instant(answer.strip()) is None:
            tell("write day, time and zone, such as 2026-03-01T10:00Z or 2026-03-01T12:00+02:00")
        elif parts:
            return parts if ask.many else answer.strip()
