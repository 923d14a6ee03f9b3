"""The frame of near misses, drills, case studies, investments, guides and reviews."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.frozen import dataclass
from opslore.metrics.dates import day as spelled
from opslore.records import CaseStudy, Drill, Investment, NearMiss, Postmortem, ReadinessReview
from opslore.views._common import (
    Chip,
    Common,
    Fact,
    common,
    person_name,
    severity_chip,
    status_chip,
)
from opslore.views._postmortem import ActionRow, UseRow, action_rows, use_rows
from opslore.views.base import Frame, Link, link_to
from opslore.views.milestones import spoken

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from opslore.catalogue import Catalogue
    from opslore.records import Record


@dataclass(frozen=True, slots=True)
class PlainModel:
    """All that the templates of a plain frame can see."""

    common: Common
    chips: tuple[Chip, ...]
    facts: tuple[Fact, ...]
    actions: tuple[ActionRow, ...]
    runbooks: tuple[UseRow, ...]


def frame(record: Record, catalogue: Catalogue) -> Frame:
    """Return what stands around the text of a document without a frame of its own."""
    return Frame(
        record.key,
        "frames/plain_above.md.jinja",
        "frames/plain_below.md.jinja",
        model(record, catalogue),
    )


def model(record: Record, catalogue: Catalogue) -> PlainModel:
    """Return what the templates of a plain frame see."""
    uses = record.runbooks_used if isinstance(record, Drill) else ()
    return PlainModel(
        common=common(record, catalogue),
        chips=tuple(_chips(record)),
        facts=tuple(_facts(record, catalogue)),
        actions=tuple(action_rows(catalogue.actions_of(record), catalogue)),
        runbooks=tuple(use_rows(uses, catalogue)),
    )


def _chips(record: Record) -> Iterator[Chip]:
    if isinstance(record, Drill) and record.result:
        words = (
            f"hypothesis {record.result}" if record.result in {"held", "refuted"} else record.result
        )
        yield Chip(words, f"result-{record.result}")
    elif isinstance(record, NearMiss) and record.potential_severity:
        chip = severity_chip(record.potential_severity)
        yield Chip(f"could have been {chip.text}", chip.kind)
    elif isinstance(record, ReadinessReview) and record.verdict:
        yield Chip(record.verdict.replace("-", " "), f"verdict-{record.verdict}")
    elif record.status:
        yield status_chip(record.status)


def _facts(record: Record, catalogue: Catalogue) -> Iterator[Fact]:
    if isinstance(record, Drill):
        yield from _said(("Hypothesis", record.hypothesis), ("Fault", record.fault))
        yield from _day("Held on", record.held_on)
        yield from _said(("Stopped by", record.abort))
        if record.rto_actual is not None:
            yield from _said(("Back after", spoken(record.rto_actual)))
        if record.rpo_actual is not None:
            lost = spoken(record.rpo_actual) if record.rpo_actual else "none"
            yield from _said(("Data lost", lost))
    elif isinstance(record, NearMiss):
        yield from _day("Happened on", record.occurred_on)
        yield from _said(
            ("What failed", record.what_failed),
            ("Caught by", (record.caught_by or "").replace("-", " ")),
            ("What was done", record.corrective_action),
        )
        promoted = catalogue.find(Postmortem, record.promoted_to)
        if promoted and not promoted.restricted:
            yield Fact("Became", (link_to(promoted),))
    elif isinstance(record, CaseStudy):
        yield from _said(("Organisation", record.organisation))
        yield from _day("Happened on", record.occurred_on)
        if record.source:
            yield Fact("Their report", (Link(record.source, record.source),))
        yield from _said(("Systems", ", ".join(record.systems)))
    elif isinstance(record, Investment):
        if record.start is not None and record.goal is not None:
            target = f"from {record.start:g} to {record.goal:g} incidents a quarter"
            yield from _said(("Target", target))
        yield from _day("By", record.by)
    elif isinstance(record, ReadinessReview):
        yield from _said(("Stage", (record.stage or "").replace("-", " ")))
        yield from _day("Reviewed on", record.reviewed_on)
        names = ", ".join(person_name(p, catalogue) for p in record.approved_by)
        yield from _said(("Approved by", names))
        yield from _day("Next review", record.next_review)


def _said(*pairs: tuple[str, str | None]) -> Iterator[Fact]:
    for label, value in pairs:
        if value:
            yield Fact(label, (Link("", value),))


def _day(label: str, value: date | None) -> Iterator[Fact]:
    if value:
        yield Fact(label, (Link("", spelled(value)),))
