"""One fault, one finding: what other rules say because a field is wrong is left out.

An action item whose `status` is a list is not overdue, it is misspelt. Rules that follow a single
name or look at the text as text go on; those that judge what the fields say together wait until
the field is mended.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore import schema
from opslore.document import Document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from opslore.catalogue import Catalogue
    from opslore.findings import Finding, Location
    from opslore.rules.engine import Rule
    from opslore.schema import Violation

# Families whose rules look at one value, and say of it what the schemas do not.
_SINGLE = ("CFG", "LNK", "REF", "SCH", "SEC", "SRC", "TXT")


def wrong(subject: object, catalogue: Catalogue) -> tuple[Violation, ...]:
    """Return what the schemas have against a document; () for anything else."""
    if isinstance(subject, Document) and not subject.broken:
        return catalogue.violations(subject)
    return ()


def able(rules: tuple[Rule, ...], violations: tuple[Violation, ...]) -> Sequence[Rule]:
    """Return the rules that can judge although some fields are wrong."""
    if not violations:
        return rules
    fields = {v.steps[0] for v in violations if v.steps}
    return [each for each in rules if not fields.intersection(each.needs)]


def first_told(
    findings: list[Finding],
    violations: tuple[Violation, ...],
    subject: object,
    catalogue: Catalogue,
) -> list[Finding]:
    """Return the findings of a document without those about what is told to be wrong already."""
    if not violations or not isinstance(subject, Document):
        return findings
    kind = catalogue.schema_of(subject)
    places = [
        _around(violation, subject.at(*steps, key=True), subject.at(*steps))
        for violation in violations
        if (steps := _judged_as_one(kind, violation))
    ]
    return [
        finding
        for finding in findings
        if finding.code.startswith(_SINGLE)
        or not any(_covers(place, finding.location) for place in places)
    ]


def _judged_as_one(kind: str, violation: Violation) -> tuple[str | int, ...]:
    """Return the value that a fault makes uncertain: the item around a field, else the field."""
    steps = violation.steps
    if violation.kind == "missing-fields":
        return steps
    if len(steps) > 1 and schema.fields(kind, steps[:-1]):
        return steps[:-1]
    return () if violation.kind == "unknown-key" else steps


def _around(
    violation: Violation, key: Location, value: Location
) -> tuple[tuple[int, int], tuple[int, int]]:
    start = min((key.line, key.column), (value.line, value.column))
    if violation.kind == "missing-fields":
        return start, start  # what is there is not in doubt: without an owner it is overdue too
    return start, (max(value.end_line, value.line), max(value.end_column, value.column))


def _covers(place: tuple[tuple[int, int], tuple[int, int]], at: Location) -> bool:
    return place[0] <= (at.line, at.column) <= place[1]
