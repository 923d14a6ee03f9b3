"""SARIF 2.1.0, which code hosts read: rules with their pages, and results.

Paths are relative to the repository's root, columns count code points, a waiver is a
suppression, and a result is recognised by the fingerprint, which knows no line numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import opslore
from opslore.document.lines import ended_as
from opslore.findings import Level
from opslore.report._escape import as_json, storable
from opslore.rules import engine
from opslore.rules.page import address, page

if TYPE_CHECKING:
    from opslore.findings import Edit, Finding, Location
    from opslore.report import Report

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {Level.ERROR: "error", Level.WARNING: "warning", Level.ADVICE: "note"}


def render(report: Report) -> str:
    """Return the findings as one SARIF run."""
    codes = sorted({finding.code for finding in report.findings})
    run = {
        "tool": {
            "driver": {
                "name": "opslore",
                "informationUri": "https://opslore.example.com/",
                "semanticVersion": opslore.__version__,
                "rules": [_rule(code, report) for code in codes],
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"SRCROOT": {"description": {"text": "The root of the repository"}}},
        "invocations": [
            {
                "executionSuccessful": not report.crashes,
                "toolExecutionNotifications": [
                    {
                        "level": "error",
                        "message": {
                            "text": storable(f"rule {c.rule} failed on {c.path}: {c.error}")
                        },
                    }
                    for c in report.crashes
                ],
            }
        ],
        "results": [_result(report, finding, codes) for finding in report.findings],
        "properties": {"asOf": report.catalogue.as_of.isoformat()},
    }
    return as_json({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(code: str, report: Report) -> dict[str, Any]:
    rule = engine.find(code)
    if rule is None:
        return {"id": code}
    text = page(rule)
    where = address(rule.name, report.catalogue.settings)
    return {
        "id": code,
        "name": rule.name,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.summary},
        **({"helpUri": where} if where else {}),
        "help": {"text": text, "markdown": text},
        "defaultConfiguration": {"level": _LEVELS[rule.level]},
        "properties": {"tags": [engine.FAMILIES[engine.letters(code)]]},
    }


def _result(report: Report, finding: Finding, codes: list[str]) -> dict[str, Any]:
    told = finding.message if not finding.help else f"{finding.message}\n\n{finding.help}"
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": codes.index(finding.code),
        "level": _LEVELS[finding.level],
        "message": {"text": storable(told)},
        "locations": [{"physicalLocation": _place(report, finding.location)}],
        "partialFingerprints": {"opslore/v1": finding.fingerprint},
    }
    if finding.also:
        result["relatedLocations"] = [
            {"id": number, "physicalLocation": _place(report, at)}
            for number, at in enumerate(finding.also)
        ]
    if finding.edits:
        result["fixes"] = [_fix(report, finding.edits)]
    if finding.waived:
        result["suppressions"] = [
            {
                "kind": "inSource",
                "status": "accepted",
                "justification": storable(finding.waiver_reason),
            }
        ]
    return result


def _fix(report: Report, edits: tuple[Edit, ...]) -> dict[str, Any]:
    by_path: dict[str, list[dict[str, Any]]] = {}
    for edit in edits:
        source = report.catalogue.sources.get(edit.at.path)
        text = ended_as(edit.text, source.text if source else "")
        by_path.setdefault(edit.at.path, []).append(
            {
                "deletedRegion": _region(edit.at, edit=True),
                "insertedContent": {"text": storable(text)},
            }
        )
    return {
        "artifactChanges": [
            {"artifactLocation": _artifact(report, path), "replacements": replacements}
            for path, replacements in sorted(by_path.items())
        ]
    }


def _place(report: Report, at: Location) -> dict[str, Any]:
    return {"artifactLocation": _artifact(report, at.path), "region": _region(at)}


def _artifact(report: Report, path: str) -> dict[str, Any]:
    uri = quote((report.repository + path).encode("utf-8", "surrogateescape"))
    # A first segment with a colon would be read as a scheme.
    return {"uri": uri.replace(":", "%3A"), "uriBaseId": "SRCROOT"}


def _region(at: Location, *, edit: bool = False) -> dict[str, int]:
    region = {"startLine": at.line, "startColumn": at.column}
    if at.end_line:
        region |= {"endLine": at.end_line, "endColumn": at.end_column}
    elif edit:
        region |= {"endLine": at.line, "endColumn": at.column}
    return region
