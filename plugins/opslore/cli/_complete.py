"""What the shell offers for an argument."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.cli._asked import LEVELS

if TYPE_CHECKING:
    from collections.abc import Iterable

    import click

    from opslore.catalogue import Catalogue


def rules(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Return names of rules; after a comma, of further ones."""
    del ctx, param
    from opslore.rules import engine

    before, comma, last = incomplete.rpartition(",")
    return _beginning(last, (rule.name for rule in engine.all_rules()), before + comma)


def formats(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Return names of formats."""
    del ctx, param
    from opslore import report

    return _beginning(incomplete, report.formats())


def levels(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Return names of levels."""
    del ctx, param
    return _beginning(incomplete, LEVELS)


def types(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Return names of document types."""
    del ctx, param
    from opslore.records import RECORDS

    return _beginning(incomplete, RECORDS)


def ids(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Return ids of documents, as `type/id`, and without the type to who begins like that."""
    del ctx, param
    records = _library().records
    short = sorted({record.id for record in records}) if incomplete else []
    return _beginning(incomplete, [*(record.ref for record in records), *short])


def answers(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Return what is known in the library for an option of `new`, such as its services."""
    del ctx
    from opslore.cli._kinds import known

    return _beginning(incomplete, known(str(param.name), _library()))


def _library() -> Catalogue:
    from datetime import date
    from pathlib import Path

    from opslore import settings
    from opslore.catalogue import load

    root = settings.find_root(Path.cwd())
    return load(root, date.max, settings.load(root))


def _beginning(start: str, names: Iterable[str], prefix: str = "") -> list[str]:
    return [prefix + name for name in names if name.startswith(start)]
