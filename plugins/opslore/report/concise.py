"""One line a finding, in the form to which every editor can jump."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.report import _escape
from opslore.report.text import label

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.report import Report


def render(report: Report) -> str:
    """Return the findings as lines."""
    return "".join(_lines(report))


def _lines(report: Report) -> Iterator[str]:
    for finding in report.findings:
        at = finding.location
        place = f"{_escape.path(report.show(at.path))}:{at.line}:{at.column}"
        yield f"{place}: {label(finding)} {_escape.printable(finding.message)}\n"
