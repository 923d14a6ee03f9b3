"""Findings for programs; `schemas/findings.schema.json` describes the form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from opslore.report._escape import as_json, storable

if TYPE_CHECKING:
    from opslore.findings import Finding
    from opslore.report import Report

VERSION = 1


def render(report: Report) -> str:
    """Return the findings as one JSON object."""
    return as_json(
        {
            "schema_version": VERSION,
            "as_of": report.catalogue.as_of.isoformat(),
            "documents": len(report.checked),
            "findings": [_finding(finding) for finding in report.findings],
        }
    )


def _finding(finding: Finding) -> dict[str, Any]:
    at = finding.location
    return {
        "path": storable(at.path),
        "line": at.line,
        "column": at.column,
        "end_line": at.end_line,
        "end_column": at.end_column,
        "rule": finding.rule,
        "code": finding.code,
        "level": finding.level.value,
        "waived": finding.waived,
        "message": storable(finding.message),
        "help": storable(finding.help),
        "docs": f"opslore explain {finding.rule}",
    }
