"""Findings as an editor shows them, and what can be done about them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lsprotocol import types

from opslore.findings import Level

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from opslore.findings import Edit, Finding, Location
    from opslore.lsp.text import Text

SOURCE = "opslore"
_SEVERITIES = {
    Level.ERROR: types.DiagnosticSeverity.Error,
    Level.WARNING: types.DiagnosticSeverity.Warning,
    Level.ADVICE: types.DiagnosticSeverity.Information,
}
_SHOWN = 40  # characters of a replacement in a title
_FIELD = re.compile(r"^([ \t]*(?:- )?)([a-z_]+):", re.MULTILINE)


def diagnostic(
    finding: Finding,
    text: Text,
    page: str,
    elsewhere: Callable[[Location], types.Location | None],
) -> types.Diagnostic:
    """Return a finding for an editor.

    `page` is the address of its rule's page, or empty; `elsewhere` gives places in other files.
    """
    said = f"{finding.message}\n{finding.help}" if finding.help else finding.message
    places = [place for at in finding.also if (place := elsewhere(at))]
    return types.Diagnostic(
        range=text.range(finding.location),
        message=said,
        severity=_SEVERITIES[finding.level],
        code=finding.code,
        code_description=types.CodeDescription(page) if page else None,
        source=SOURCE,
        related_information=[
            types.DiagnosticRelatedInformation(place, finding.rule) for place in places
        ]
        or None,
    )


def fixes(
    findings: Iterable[Finding],
    text: Text,
    uri: str,
    wanted: types.Range,
    asked: Iterable[types.Diagnostic],
    shown: Callable[[Finding], types.Diagnostic],
) -> list[types.CodeAction]:
    """Return the quick fixes of the findings that touch the range, or were asked about.

    None of them is applied by itself: a block of missing fields carries placeholder values.
    """
    actions = []
    # Some editors ask about all that is told on the cursor's line.
    places = {(diagnostic.code, _pair(diagnostic.range.start)) for diagnostic in asked}
    for finding in findings:
        edits = [e for e in finding.edits if e.at.path == finding.location.path]
        if not edits or len(edits) != len(finding.edits):
            continue  # half a fix is none
        touched = [text.range(finding.location), *(text.range(edit.at) for edit in edits)]
        named = (finding.code, _pair(touched[0].start)) in places
        if not named and not any(_overlap(at, wanted) for at in touched):
            continue
        changes = [types.TextEdit(text.range(e.at), text.with_ends(e.text)) for e in edits]
        actions.append(
            types.CodeAction(
                title=_title(finding, edits),
                kind=types.CodeActionKind.QuickFix,
                diagnostics=[shown(finding)],
                is_preferred=finding.rule not in _BLOCKS and len(edits) == 1,
                edit=types.WorkspaceEdit(changes={uri: changes}),
            )
        )
    return actions


_BLOCKS = frozenset({"missing-fields", "incomplete-postmortem", "missing-sections"})


def _title(finding: Finding, edits: list[Edit]) -> str:
    if finding.rule == "missing-sections":
        return "Add the missing sections, to be filled in"
    if finding.rule in _BLOCKS:
        names = dict.fromkeys(name for edit in edits for name in _fields(edit))
        shown = ", ".join(list(names)[:6]) + (", …" if len(names) > 6 else "")
        return f"Add {shown} with values to be replaced"
    text = edits[0].text
    if len(edits) == 1 and text.strip() and "\n" not in text.strip():
        told = " ".join(text.split())
        short = told if len(told) <= _SHOWN else f"{told[: _SHOWN - 1]}…"
        empty = (edits[0].at.line, edits[0].at.column) == (
            edits[0].at.end_line,
            edits[0].at.end_column,
        )
        return f"{'Insert' if empty else 'Write'} `{short}`"
    return f"Mend {finding.rule}"


def _fields(edit: Edit) -> list[str]:
    """Return the fields that a block of YAML adds, without those inside of them."""
    found = _FIELD.findall(" " * (edit.at.column - 1) + edit.text)
    outermost = min((len(indent) for indent, _ in found), default=0)
    return [name for indent, name in found if len(indent) == outermost]


def _overlap(one: types.Range, other: types.Range) -> bool:
    return not (_pair(one.end) < _pair(other.start) or _pair(other.end) < _pair(one.start))


def _pair(position: types.Position) -> tuple[int, int]:
    return position.line, position.character
