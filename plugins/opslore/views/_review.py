"""The frame of a readiness review: every item of the checklist with its answer and evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.frozen import dataclass
from opslore.metrics.readiness import contradictions
from opslore.views import _plain
from opslore.views._common import Chip, proof_link, told
from opslore.views.base import Frame, Link

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue
    from opslore.records import ReadinessReview


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One item of the checklist."""

    category: str
    requirement: str
    chip: Chip
    said: str  # evidence without an address, and the reason
    proofs: tuple[Link, ...]
    contradicted: str


@dataclass(frozen=True, slots=True)
class ReviewModel:
    """All that the templates can see."""

    plain: _plain.PlainModel
    answers: tuple[AnswerRow, ...]


def frame(record: ReadinessReview, catalogue: Catalogue) -> Frame:
    """Return what stands around a review's text."""
    model = ReviewModel(_plain.model(record, catalogue), tuple(_answers(record, catalogue)))
    return Frame(record.key, "frames/review_above.md.jinja", "frames/review_below.md.jinja", model)


def _answers(record: ReadinessReview, catalogue: Catalogue) -> Iterator[AnswerRow]:
    against = {c.answer.item: told(c.reasons, catalogue) for c in contradictions(record, catalogue)}
    for answer in record.answers.values():
        item = catalogue.checklist.items.get(answer.item)
        until = f" until {answer.until}" if answer.until else ""
        status = answer.status or "unanswered"
        found = [_evidence(proof, catalogue) for proof in answer.evidence]
        yield AnswerRow(
            item.category if item else "",
            item.requirement if item else answer.item,
            Chip(status.replace("-", " ") + until, f"answer-{status}"),
            " ".join([*(p.title for p in found if not p.key), answer.reason or ""]).strip(),
            tuple(p for p in found if p.key),
            against.get(answer.item, ""),
        )


def _evidence(proof: str, catalogue: Catalogue) -> Link:
    """Return evidence as a link: an address, a document (`type/id`), or its words."""
    record = catalogue.named(proof)
    if record and not record.restricted:
        return Link(record.key, record.title)
    return proof_link(proof)
