"""What can be asked of `check`: one table, read by click and by the short way around it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

FLAG, VALUE, LIST = "flag", "value", "list"
LEVELS = ("error", "warning", "advice")

# name, kind, placeholder, help
OPTIONS: tuple[tuple[str, str, str, str], ...] = (
    (
        "format",
        VALUE,
        "FORMAT",
        "text, concise, json, github, gitlab, junit or sarif.",
    ),
    ("output", VALUE, "FILE", "Write the result there instead of to standard output."),
    (
        "as-of",
        VALUE,
        "DAY",
        (
            "Check for a day, such as 2026-03-01, or for one to come, such as +90d: the text is then "
            "a plan of what falls due until it."
        ),
    ),
    ("select", LIST, "RULES", "Only these rules: names, codes or families (PM), with commas."),
    ("ignore", LIST, "RULES", "All but these rules."),
    ("fail-on", VALUE, "LEVEL", "The lowest level that fails: error (the default) or warning."),
    ("exit-zero", FLAG, "", "Exit with 0 although there are findings."),
    (
        "base",
        VALUE,
        "REF",
        (
            "Only what is new since the work left REF, for pull requests; time rules only on files "
            "the change touches."
        ),
    ),
    ("baseline", VALUE, "FILE", "Leave out the findings that FILE lists."),
    (
        "write-baseline",
        FLAG,
        "",
        "List all present findings in the file of --baseline, or in opslore.baseline.",
    ),
    ("ignore-waivers", FLAG, "", "Count waived findings like others."),
    ("allow-empty", FLAG, "", "Exit with 0 although there is nothing to check."),
    ("jobs", VALUE, "N", "Worker processes; 0: as many as pay. The result is the same."),
    ("no-cache", FLAG, "", "Check anew although nothing has changed since the last run."),
    ("stdin-filename", VALUE, "PATH", "Where the text on standard input (path `-`) belongs."),
)


class Asked(SimpleNamespace):
    """The options, in snake_case, and the paths."""

    paths: tuple[str, ...]
    format: str
    output: str | None
    as_of: str | None
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    fail_on: str | None
    exit_zero: bool
    base: str | None
    baseline: str | None
    write_baseline: bool
    ignore_waivers: bool
    allow_empty: bool
    jobs: str | None
    no_cache: bool
    stdin_filename: str | None


def asked(paths: tuple[str, ...], options: dict[str, Any]) -> Asked:
    """Return what was asked, with defaults for what was not."""
    values: dict[str, Any] = {"paths": paths}
    for name, kind, _, _ in OPTIONS:
        key = name.replace("-", "_")
        value = options.get(key)
        if kind == LIST:
            value = tuple(part.strip() for text in value or () for part in text.split(","))
            value = tuple(filter(None, value))
        elif kind == FLAG:
            value = bool(value)
        values[key] = value
    values["format"] = values["format"] or "text"
    return Asked(**values)


def plainly(arguments: list[str]) -> Asked | None:
    """Return what was asked without click; None where click has something to say."""
    kinds = {f"--{name}": (name.replace("-", "_"), kind) for name, kind, _, _ in OPTIONS}
    options: dict[str, Any] = {}
    paths: list[str] = []
    rest = iter(arguments)
    for argument in rest:
        if argument == "-" or not argument.startswith("-"):
            paths.append(argument)
            continue
        name, equals, value = argument.partition("=")
        if name not in kinds:
            return None
        key, kind = kinds[name]
        if kind == FLAG:
            if equals:
                return None
            options[key] = True
            continue
        if not equals:
            value = next(rest, "")
        if not value or (value.startswith("-") and not equals):
            return None
        if kind == LIST:
            options.setdefault(key, []).append(value)
        else:
            options[key] = value
    return asked(tuple(paths), options)
