"""`opslore rules`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from opslore import settings as configuration
from opslore.cli import _library
from opslore.cli._output import emit
from opslore.rules import engine

if TYPE_CHECKING:
    from opslore.rules.engine import Rule
    from opslore.settings import Settings

EPILOG = """\b
Examples:
  opslore rules
  opslore rules --format json

A level in brackets is the default that the settings of the library here have changed; a rule
marked `day` depends on the day.
"""


@click.command(epilog=EPILOG)
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text")
def command(form: str) -> None:
    """List all rules with their levels."""
    settings = _library.read_settings(configuration.find_root(Path.cwd()))
    rules = engine.all_rules()
    if form == "json":
        told = [_told(rule, settings) for rule in rules]
        emit(json.dumps(told, ensure_ascii=False, indent=2) + "\n")
        return
    wide = max(len(rule.name) for rule in rules)
    emit("".join(_line(rule, settings, wide) for rule in rules))


def _line(rule: Rule, settings: Settings, wide: int) -> str:
    stated, default = _level(rule, settings), rule.default
    level = stated if stated == default else f"{stated} ({default})"
    day = "day" if rule.time else ""
    return f"{rule.code:<7} {rule.name:<{wide}} {level:<17} {day:<4} {rule.summary}\n"


def _told(rule: Rule, settings: Settings) -> dict[str, Any]:
    return {
        "code": rule.code,
        "rule": rule.name,
        "family": engine.FAMILIES[engine.letters(rule.code)],
        "level": _level(rule, settings),
        "default": rule.default,
        "time": rule.time,
        "since": rule.since,
        "summary": rule.summary,
    }


def _level(rule: Rule, settings: Settings) -> str:
    return settings.levels.get(rule.name) or settings.levels.get(rule.code) or rule.default
