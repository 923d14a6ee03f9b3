"""The last readiness review of each service: the only one that speaks for it today."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from opslore.records import ReadinessReview

if TYPE_CHECKING:
    from collections.abc import Mapping

    from opslore.catalogue import Catalogue


@lru_cache(maxsize=2)
def latest_reviews(catalogue: Catalogue) -> Mapping[str, ReadinessReview]:
    """Return service -> its last review up to the catalogue's day."""
    found: dict[str, ReadinessReview] = {}
    for review in catalogue.of(ReadinessReview):
        service = catalogue.service(review.service)
        name = service.id if service else review.service
        if name and review.reviewed_on and review.reviewed_on <= catalogue.as_of:
            before = found.get(name)
            if before is None or (before.reviewed_on or review.reviewed_on) <= review.reviewed_on:
                found[name] = review
    return found
