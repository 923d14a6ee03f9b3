"""What the shell offers for an argument."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.cli._asked import LEVELS

if TYPE_CHECKING:
    from collections.abc import Iterable

    import click


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
    """Return ids of documents, as `type/id`."""
    del ctx, param
    from datetime import date
    from pathlib import Path

    from opslore import settings
    from opslore.catalogue import load

    root = settings.find_root(Path.cwd())
    catalogue = load(root, date.max, settings.load(root))
    return _beginning(incomplete, (record.ref for record in catalogue.records))


def _beginning(start: str, names: Iterable[str], prefix: str = "") -> list[str]:
    return [prefix + name for name in names if name.startswith(start)]
