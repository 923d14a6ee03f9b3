"""GitLab's code quality report: a list that merge requests show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from opslore.findings import Level
from opslore.report._escape import as_json, printable, storable

if TYPE_CHECKING:
    from opslore.findings import Finding
    from opslore.report import Report

_SEVERITIES = {Level.ERROR: "major", Level.WARNING: "minor", Level.ADVICE: "info"}


def render(report: Report) -> str:
    """Return the findings that nobody has waived as JSON; the format knows no waivers."""
    found = [_issue(report, finding) for finding in report.findings if not finding.waived]
    return as_json(found)


def _issue(report: Report, finding: Finding) -> dict[str, Any]:
    at = finding.location
    return {
        "description": printable(finding.message),
        "check_name": finding.rule,
        "fingerprint": finding.fingerprint,
        "severity": _SEVERITIES[finding.level],
        "location": {
            "path": storable(report.repository + at.path),
            "lines": {"begin": at.line, "end": max(at.end_line, at.line)},
        },
    }
