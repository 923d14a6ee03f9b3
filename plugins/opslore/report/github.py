"""Workflow commands, which GitHub shows at the lines of a pull request, and the job's summary.

GitHub shows ten annotations of a step and drops the rest without a word, so the gravest nine
are printed, those in changed files first, and a line that counts all of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Level
from opslore.report._escape import printable
from opslore.report._report import number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.findings import Finding
    from opslore.report import Report

MOST = 9
MOST_ROWS = 200  # a summary may hold 1 MiB, and nobody reads more
_COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.ADVICE: "notice"}


def render(report: Report) -> str:
    """Return the workflow commands."""
    return "".join(f"{line}\n" for line in _commands(report))


def summary(report: Report) -> str:
    """Return the findings as Markdown, for the file that GITHUB_STEP_SUMMARY names."""
    from opslore.render import md

    found = _ordered(report)
    rows = [
        f"| {f.level} | {md(_path(report, f))}:{f.location.line} | {f.rule} [{f.code}] "
        f"| {md(printable(f.message))} |"
        for f in found[:MOST_ROWS]
    ]
    more = len(found) - len(rows)
    table = ["| level | place | rule | what is wrong |", "|---|---|---|---|", *rows, ""]
    return "\n".join(
        [
            f"### opslore: {_count(report)}",
            "",
            *(table if rows else []),
            *([f"{more} more not shown here.", ""] if more else []),
        ]
    )


def _commands(report: Report) -> Iterator[str]:
    found = _ordered(report)
    for finding in found[:MOST]:
        at = finding.location
        place = {"file": _path(report, finding), "line": str(at.line)}
        if at.end_line > at.line:
            place["endLine"] = str(at.end_line)  # columns are for places in one line
        elif at.end_line:
            last = str(max(at.end_column - 1, 1))
            place |= {"col": str(at.column), "endLine": place["line"], "endColumn": last}
        else:
            place["col"] = str(at.column)
        place["title"] = f"{finding.rule} [{finding.code}]"
        options = ",".join(f"{key}={_property(value)}" for key, value in place.items())
        text = "\n".join([finding.message, *finding.help.splitlines()])
        yield f"::{_COMMANDS[finding.level]} {options}::{_data(text)}"
    if found:
        left = len(found) - MOST
        rest = f"; {left} of them not shown here" if left > 0 else ""
        yield f"::notice title=opslore::{_data(_count(report) + rest)}"


def _ordered(report: Report) -> list[Finding]:
    return sorted(
        (finding for finding in report.findings if not finding.waived),
        key=lambda f: (f.level.weight, f.location.path not in report.changed, f.order),
    )


def _path(report: Report, finding: Finding) -> str:
    return printable(report.repository + finding.location.path)


def _count(report: Report) -> str:
    documents = number(len(report.checked), "document")
    return f"{report.total} in {documents}, as of {report.catalogue.as_of}"


def _data(value: str) -> str:
    text = "\n".join(printable(line) for line in value.split("\n"))
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")
