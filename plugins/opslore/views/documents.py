"""The frame of every document that may be shown: the record above its text, the rest below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.records import (
    OnboardingPath,
    OnCallPolicy,
    Postmortem,
    ReadinessReview,
    Runbook,
    Service,
)
from opslore.views import _path, _plain, _policy, _postmortem, _review, _runbook, _service

if TYPE_CHECKING:
    from opslore.catalogue import Catalogue
    from opslore.records import Record
    from opslore.views.base import Frame


def frame(record: Record, catalogue: Catalogue) -> Frame:
    """Return the frame of a document."""
    match record:
        case Postmortem():
            return _postmortem.frame(record, catalogue)
        case Runbook():
            return _runbook.frame(record, catalogue)
        case Service():
            return _service.frame(record, catalogue)
        case OnCallPolicy():
            return _policy.frame(record, catalogue)
        case ReadinessReview():
            return _review.frame(record, catalogue)
        case OnboardingPath():
            return _path.frame(record, catalogue)
        case _:
            return _plain.frame(record, catalogue)
