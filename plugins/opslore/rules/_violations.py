"""What the schema has against a document, for the rules that tell of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from opslore.catalogue.files import BACKSTAGE
from opslore.findings import Level, Problem
from opslore.rules._addresses import unsafe
from opslore.rules._references import unresolved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue
    from opslore.document import Document
    from opslore.records.base import Steps


def problems(document: Document, catalogue: Catalogue, kind: str) -> Iterator[Problem]:
    """Yield the violations of one kind."""
    found = [v for v in catalogue.violations(document) if v.kind == kind]
    elsewhere = _told_elsewhere(document, catalogue) if found and kind == "invalid-format" else ()
    if kind == "missing-fields" and found and document.key.rpartition("/")[2] in BACKSTAGE:
        yield _of_descriptor(document, found[0].message)
        return
    for violation in found:
        if violation.steps not in elsewhere:
            yield Problem(
                document.at(*violation.steps, key=violation.on_key),
                violation.message,
                violation.help,
                also=tuple(document.at(*steps) for steps in violation.also),
                edits=violation.edits,
                # Two lacks of one document are not the same fault; its opening line is.
                subject=violation.message if kind == "missing-fields" else "",
                level=_level(document, violation.steps),
            )


def _of_descriptor(document: Document, message: str) -> Problem:
    """Return what to say of a Backstage descriptor that lacks what Backstage does not ask for."""
    tier = "" if document.has("tier") else 'metadata:\n  annotations:\n    opslore.io/tier: "2"\n'
    owner = "" if document.has("owner") else "spec:\n  owner: group:default/payments\n"
    help_ = f"add to the descriptor:\n{tier}{owner}".rstrip()
    level = Level.WARNING if document.has("owner") else None
    return Problem(document.at("id"), message, help_, subject=message, level=level)


def _level(document: Document, steps: Steps) -> Level | None:
    """Return the weight of a violation: a draft may have blanks that are still to be filled in."""
    data: Any = document.data  # a data file may hold a list, or a word
    draft = isinstance(data, dict) and data.get("status") == "draft"
    if not draft or not document.has(*steps):
        return None
    value = data
    for step in steps:
        value = value[step]
    return Level.WARNING if value is None else None


def _told_elsewhere(document: Document, catalogue: Catalogue) -> set[Steps]:
    """Return the places of which another rule has more to say than that they have no form."""
    record = catalogue.by_path.get(document.path)
    if record is None:
        return set()
    names = {found.reference.steps for found in unresolved(record, catalogue)}
    return names | {steps for steps, _ in unsafe(document)}
