"""The faults of a file, as its reader found them, for the rules that tell of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.document import Document


def faults(document: Document, kind: str) -> Iterator[Problem]:
    """Yield the faults of one kind."""
    for fault in document.faults:
        if fault.kind == kind:
            yield Problem(fault.at, fault.message, fault.help, fault.also)
