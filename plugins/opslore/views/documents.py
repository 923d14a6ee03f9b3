"""The frame of every document that may be shown: the record above its text, the rest below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.records import Postmortem, Runbook, Service
from opslore.views import _plain, _postmortem, _runbook, _service

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue
    from opslore.records import Record
    from opslore.views.base import Frame


def frames(catalogue: Catalogue) -> Iterator[Frame]:
    """Yield one frame a document."""
    for record in catalogue.records:
        if not record.restricted:
            yield _frame(record, catalogue)


def _frame(record: Record, catalogue: Catalogue) -> Frame:
    if isinstance(record, Postmortem):
        return _postmortem.frame(record, catalogue)
    if isinstance(record, Runbook):
        return _runbook.frame(record, catalogue)
    if isinstance(record, Service):
        return _service.frame(record, catalogue)
    return _plain.frame(record, catalogue)
