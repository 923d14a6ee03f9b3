"""Every service against every category of the readiness checklist."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from opslore.frozen import dataclass
from opslore.metrics.dates import day as spelled
from opslore.metrics.readiness import contradictions, readiness
from opslore.records import ReadinessReview
from opslore.views._common import Chip, service_links, told
from opslore.views._long import Line, Listing, cut, limit
from opslore.views.base import Link, Page, link_to
from opslore.views.services import by_tier, readiness_chip, table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from opslore.catalogue import Catalogue
    from opslore.metrics.readiness import Item
    from opslore.records import Service
    from opslore.views._long import Rest

KEY, TITLE = "readiness/index.md", "Readiness"


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One service: its verdict, and for each category how many items hold."""

    link: Link
    tier: int | None
    verdict: Chip
    review: Link | None
    cells: tuple[Chip, ...]


@dataclass(frozen=True, slots=True)
class ComputedRow:
    """One computed item of one service that does not hold."""

    service: Link
    requirement: str
    reasons: str


@dataclass(frozen=True, slots=True)
class ContradictionRow:
    """A human pass that the catalogue contradicts."""

    review: Link
    requirement: str
    reasons: str


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One review in the list of all."""

    link: Link
    verdict: Chip
    service: Link
    day: date | None


@dataclass(frozen=True, slots=True)
class ReadinessModel:
    """All that the template can see."""

    as_of: date
    categories: tuple[str, ...]
    rows: tuple[MatrixRow, ...]
    rest: Rest | None
    failing: tuple[ComputedRow, ...]
    more_failing: Rest | None
    contradictions: tuple[ContradictionRow, ...]
    more_contradictions: Rest | None
    reviews: tuple[ReviewRow, ...]
    more_reviews: Rest | None


def pages(catalogue: Catalogue) -> Iterator[Page]:
    """Yield the matrix of services and categories."""
    items = catalogue.checklist.items.values()
    categories = tuple(dict.fromkeys(item.category for item in items))
    reviews = catalogue.published(ReadinessReview)
    services = table(catalogue)
    found = tuple(row for service in by_tier(catalogue) for row in _failing(service, catalogue))
    against = tuple(row for review in reviews for row in _contradictions(review, catalogue))
    every = tuple(_reviews(reviews, catalogue))
    most = limit(len(found) + len(against) + len(every))
    failing = cut(
        found,
        most,
        Listing(
            "readiness/missing",
            "What the library itself finds missing",
            Link(f"{KEY}#what-the-library-itself-finds-missing", TITLE),
            lambda row: Line(row.service, (), None, f"{row.requirement} {row.reasons}"),
        ),
    )
    contradicted = cut(
        against,
        most,
        Listing(
            "readiness/contradicted",
            "A person said yes, the library says no",
            Link(KEY, TITLE),
            lambda row: Line(row.review, (), None, f"{row.requirement} {row.reasons}"),
        ),
    )
    held = cut(
        every,
        most,
        Listing(
            "readiness/reviews",
            "All reviews",
            Link(f"{KEY}#all-reviews", TITLE),
            lambda row: Line(row.link, (row.verdict,), row.day, row.service.title),
            "newest",
            lambda row: row.day,
        ),
    )
    model = ReadinessModel(
        catalogue.as_of,
        categories,
        tuple(_row(service, categories, catalogue) for service in services.first),
        services.rest,
        tuple(failing.first),
        failing.rest,
        tuple(contradicted.first),
        contradicted.rest,
        tuple(held.first),
        held.rest,
    )
    summary = "Which service meets the production-readiness checklist, and what is missing."
    yield Page(KEY, "readiness.md.jinja", model, TITLE, summary, hide=("toc", "navigation"))
    yield from (*failing.pages, *contradicted.pages, *held.pages)


def _row(service: Service, categories: tuple[str, ...], catalogue: Catalogue) -> MatrixRow:
    found = readiness(service, catalogue)
    by_category: dict[str, list[Item]] = {}
    for item in found.items:
        by_category.setdefault(item.item.category, []).append(item)
    review = found.review
    return MatrixRow(
        Link(service.key, service.id),
        service.tier,
        readiness_chip(service, catalogue),
        _review(review),
        tuple(_cell(by_category.get(category, [])) for category in categories),
    )


def _review(review: ReadinessReview | None) -> Link | None:
    if review is None or review.restricted:
        return None
    return Link(review.key, spelled(review.reviewed_on) if review.reviewed_on else review.title)


def _cell(items: list[Item]) -> Chip:
    if not items:
        return Chip("–", "cell-none")
    failing = sum(item.status in {"fail", "waiver-expired"} for item in items)
    waiting = sum(item.status in {"pending", "unanswered"} for item in items)
    waived = sum(item.status == "waived" for item in items)
    if failing:
        return Chip(f"{failing} " + ("fails" if failing == 1 else "fail"), "cell-fail")
    if waiting:
        return Chip(f"{waiting} open", "cell-open")
    if waived:
        return Chip(f"{waived} waived", "cell-waived")
    return Chip(f"all {len(items)}", "cell-pass")


def _failing(service: Service, catalogue: Catalogue) -> Iterator[ComputedRow]:
    for item in readiness(service, catalogue).items:
        if item.computed and item.status == "fail":
            link = Link(service.key, service.id)
            yield ComputedRow(link, item.item.requirement, told(item.reasons, catalogue))


def _contradictions(review: ReadinessReview, catalogue: Catalogue) -> Iterator[ContradictionRow]:
    for found in contradictions(review, catalogue):
        reasons = told(found.reasons, catalogue)
        yield ContradictionRow(link_to(review), found.item.requirement, reasons)


def _reviews(reviews: Iterable[ReadinessReview], catalogue: Catalogue) -> Iterator[ReviewRow]:
    for review in sorted(reviews, key=lambda r: (r.reviewed_on or date.min, r.id), reverse=True):
        verdict = review.verdict or "pending"
        yield ReviewRow(
            link_to(review),
            Chip(verdict.replace("-", " "), f"verdict-{verdict}"),
            service_links([review.service or ""], catalogue)[0],
            review.reviewed_on,
        )
