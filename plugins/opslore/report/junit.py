"""JUnit XML, which most CI systems show: one case a document.

A case fails when the check fails because of its document; everything else that was found there
stands in the case's output.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from opslore.report import _escape
from opslore.report._escape import printable
from opslore.report.text import label

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.findings import Finding
    from opslore.report import Report


def render(report: Report) -> str:
    """Return the findings as XML."""
    return "".join(f"{line}\n" for line in _lines(report))


def _lines(report: Report) -> Iterator[str]:
    found: dict[str, list[Finding]] = {path: [] for path in report.checked}
    for finding in report.findings:
        found.setdefault(finding.location.path, []).append(finding)
    failures = sum(any(map(report.fails, findings)) for findings in found.values())
    counts = (
        f'tests="{len(found) + len(report.crashes)}" failures="{failures}" '
        f'errors="{len(report.crashes)}"'
    )
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<testsuites name="opslore" {counts}>'
    yield f'<testsuite name="opslore" {counts} skipped="0" time="0">'
    yield "<properties>"
    yield f'<property name="as_of" value="{report.catalogue.as_of}"/>'
    yield "</properties>"
    for path, findings in sorted(found.items()):
        yield from _case(report, path, findings)
    for crash in report.crashes:
        place = f"{crash.path}: " if crash.path else ""
        yield f'<testcase classname="opslore" name={_attribute(crash.rule)} time="0">'
        yield f"<error message={_attribute(place + crash.error)}>{_text(crash.trace)}</error>"
        yield "</testcase>"
    yield "</testsuite>"
    yield "</testsuites>"


def _case(report: Report, path: str, findings: list[Finding]) -> Iterator[str]:
    folder, _, name = (report.repository + path).rpartition("/")
    start = (
        f"<testcase classname={_attribute(folder.replace('/', '.'))} name={_attribute(name)} "
        f'file={_attribute(report.repository + path)} time="0"'
    )
    if not findings:
        yield f"{start}/>"
        return
    yield f"{start}>"
    failing = [finding for finding in findings if report.fails(finding)]
    others = [finding for finding in findings if not report.fails(finding)]
    if failing:
        first = failing[0]
        more = f" (and {len(failing) - 1} more)" if len(failing) > 1 else ""
        message = _attribute(f"{first.location.line}: {first.message}{more}")
        yield f"<failure type={_attribute(first.rule)} message={message}>"
        yield "\n".join(map(_told, failing)) + "</failure>"
    if others:
        yield "<system-out>" + "\n".join(map(_told, others)) + "</system-out>"
    yield "</testcase>"


def _told(finding: Finding) -> str:
    at = finding.location
    lines = [
        f"{printable(at.path)}:{at.line}:{at.column}: {label(finding)} {printable(finding.message)}"
    ]
    lines += [f"help: {line}" for line in finding.help.splitlines()]
    if finding.waived:
        lines.append(f"waived: {finding.waiver_reason}")
    return _text("\n".join(lines))


def _text(value: str) -> str:
    # XML 1.0 cannot hold control characters at all, not even escaped.
    return escape("\n".join(_escape.line(line) for line in value.split("\n")))


def _attribute(value: str) -> str:
    return quoteattr(printable(value))
