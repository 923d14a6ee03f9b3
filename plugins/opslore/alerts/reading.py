"""From rule files to rules; a file that cannot be read is one problem, and the rest goes on."""

from __future__ import annotations

import glob
import re
from functools import cache
from typing import TYPE_CHECKING

import yaml

from opslore.alerts import formats, nodes
from opslore.alerts.model import AlertRule, RuleFiles
from opslore.document import source
from opslore.document.lines import Lines
from opslore.document.syntax import explain
from opslore.document.trouble import Trouble
from opslore.findings import Location, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

SUFFIXES = (".yaml", ".yml", ".json", ".rules")
# A line that is only a template's statement: Helm, Jinja, Go. Prometheus' own templates stand
# inside of a value.
_TEMPLATE = re.compile(r"^[ \t]*(?:\{\{|\{%)", re.MULTILINE)


def matches(path: str, pattern: str) -> bool:
    """Tell whether a path below the project matches a glob; `**/` also matches no folder."""
    return _pattern(pattern).fullmatch(path) is not None


def read(root: Path, patterns: Iterable[str]) -> RuleFiles:
    """Return the rules of all files below `root` that match one of the globs."""
    found: set[str] = set()
    for pattern in patterns:
        if not pattern.startswith("/") and ".." not in pattern.split("/"):
            named = glob.glob(pattern, root_dir=root, recursive=True)  # noqa: PTH207 - root_dir
            found |= {name.replace("\\", "/") for name in named}
    return read_files((root, path) for path in sorted(found) if not (root / path).is_dir())


def read_files(
    places: Iterable[tuple[Path, str]], shown: dict[str, str] | None = None
) -> RuleFiles:
    """Return the rules of files, each named by a folder and a path below it.

    `shown` maps such a path to what locations are to call it.
    """
    rules: list[AlertRule] = []
    problems: list[Problem] = []
    files: list[str] = []
    barren: list[str] = []
    for folder, path in places:
        name = (shown or {}).get(path, path)
        files.append(name)
        raw = source.load(folder, path, ".", source.DATA_LIMIT)
        if isinstance(raw, Trouble):
            problems.append(Problem(Location(name), raw.message, raw.help, subject=raw.kind))
            continue
        found = parse(name, raw)
        rules += found.rules
        problems += found.problems
        barren += found.barren
    return RuleFiles(tuple(rules), tuple(problems), tuple(files), tuple(barren))


def together(one: RuleFiles, other: RuleFiles) -> RuleFiles:
    """Return the rules of both, the first ones first."""
    return RuleFiles(
        one.rules + other.rules,
        one.problems + other.problems,
        one.files + other.files,
        one.barren + other.barren,
    )


def parse(path: str, raw: bytes) -> RuleFiles:
    """Return the rules in the bytes of a rule file; never raises."""
    text, troubles, _ = source.decode(raw)
    if troubles and troubles[0].kind != "empty-file":
        first = troubles[0]
        return _unread(path, text, first.start, first.message, first.help)
    if not text.strip():
        return RuleFiles(files=(path,), barren=(path,))
    joined = nodes.joined_pairs(text)
    lines = Lines(joined)

    def place(start: int, end: int) -> Location:
        first, last = lines.place(start), lines.place(max(start, end))
        if last[0] != first[0]:  # a block of text: its first line is enough
            return Location(path, *first)
        return Location(path, *first, *last)

    rules: list[AlertRule] = []
    problem: tuple[Problem, ...] = ()
    try:
        for root in nodes.documents(joined):
            rules += formats.rules(root, place)
    except nodes.TooMuchError as error:
        problem = _unread(path, joined, error.index, str(error), "no rule file needs that").problems
    except yaml.YAMLError as error:
        problem = (_no_yaml(path, joined, error),)
    empty = (path,) if not rules and not problem else ()
    return RuleFiles(tuple(rules), problem, (path,), empty)


def _no_yaml(path: str, text: str, error: yaml.YAMLError) -> Problem:
    start, _, message, mend = explain(error, text)
    if template := _TEMPLATE.search(text):
        return _unread(
            path,
            text,
            template.start(),
            "is a template, not yet a rule file, so its alerts are not known",
            "give the rendered file, such as the output of `helm template`",
        ).problems[0]
    return _unread(path, text, start, message, mend).problems[0]


def _unread(path: str, text: str, index: int, message: str, mend: str) -> RuleFiles:
    at = Location(path, *Lines(text).place(min(index, len(text))))
    return RuleFiles((), (Problem(at, message, mend, subject=message),), (path,))


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", pattern)
    made = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return re.compile("".join(made.get(part, re.escape(part)) for part in parts), re.DOTALL)
