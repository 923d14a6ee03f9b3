"""The frame of a runbook: whether to trust it, what to fill in, whom to page when it fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.frozen import dataclass
from opslore.metrics.coverage import escalation
from opslore.metrics.evidence import evidence
from opslore.records import OnCallPolicy, Runbook
from opslore.views._common import Chip, Common, Fact, common, person_name, proof_link, short
from opslore.views.base import Frame, Link

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from opslore.catalogue import Catalogue
    from opslore.records.runbook import Param

MITIGATION = ("Mitigation", "Resolution", "Fix", "Remediation", "Mitigate")
HISTORY = 8  # occasions shown; older ones say nothing about today
WAIT = 30  # minutes after which the next person is called, unless a duration is stated


@dataclass(frozen=True, slots=True)
class Occasion:
    """One time somebody read, tried or used the runbook."""

    day: date
    chip: Chip
    source: Link
    by: str
    note: str


@dataclass(frozen=True, slots=True)
class RunbookModel:
    """All that the templates of a runbook's frame can see."""

    common: Common
    chips: tuple[Chip, ...]
    meaning: str
    params: tuple[Param, ...]
    follow: bool  # not where another page has replaced it
    jump: str  # anchor of what to do first, empty where the page begins with it
    jump_words: str
    wait: int  # minutes
    next_person: Link | None
    next_words: str
    alerts: tuple[str, ...]
    facts: tuple[Fact, ...]
    history: tuple[Occasion, ...]


def frame(record: Runbook, catalogue: Catalogue) -> Frame:
    """Return what stands around a runbook's text."""
    policy = catalogue.find(OnCallPolicy, record.escalation)
    jump, words = _jump(record)
    shown = policy if policy and not policy.restricted else None
    model = RunbookModel(
        common=common(record, catalogue),
        chips=tuple(_chips(record)),
        meaning=record.description,
        params=record.params,
        follow=record.status != "deprecated",
        jump=jump,
        jump_words=words,
        wait=record.expected_minutes or WAIT,
        next_person=Link(shown.key, shown.title) if shown else None,
        next_words=_next(shown) if shown else "",
        alerts=record.alerts,
        facts=tuple(_facts(record)),
        history=tuple(_history(record, catalogue)),
    )
    return Frame(
        record.key, "frames/runbook_above.md.jinja", "frames/runbook_below.md.jinja", model
    )


def mitigation(record: Runbook) -> str:
    """Return the anchor of the steps that stop the bleeding; empty if there are none."""
    section = record.document.body.section(*MITIGATION)
    return _slug(record, section.line) if section else ""


def _slug(record: Runbook, line: int) -> str:
    return next((h.slug for h in record.document.body.headings if h.line == line), "")


def _jump(record: Runbook) -> tuple[str, str]:
    """Return where to begin in a hurry: the mitigation, or else the first step."""
    anchor = mitigation(record)
    if anchor:
        return anchor, "Stop the bleeding"
    body = record.document.body
    sections = [section for section in body.sections if section.level == 2]
    for section in sections[1:]:
        steps = body.within(section, body.steps[:1])
        if steps:
            return _slug(record, section.line), f"Go to step {steps[0].shown}"
    return "", ""


def _chips(record: Runbook) -> Iterator[Chip]:
    if record.status != "active":
        yield Chip(record.status, f"status-{record.status}")
    if record.risk:
        yield Chip(record.risk, f"risk-{record.risk}")


def _next(policy: OnCallPolicy) -> str:
    """Return whom to page next, in a few words."""
    reached = escalation(policy)
    if len(reached) < 2:
        return ""
    level = reached[1].level
    return level.target_id.replace("-", " ") or level.target


def _facts(record: Runbook) -> Iterator[Fact]:
    if record.alerts:
        yield Fact("Alerts", tuple(Link("", alert) for alert in record.alerts))
    yield Fact("Kind", (Link("", record.kind.replace("-", " ")),))
    for label, value in (
        ("Needs approval", record.approval),
        ("Automation", record.automation),
    ):
        if value:
            yield Fact(label, (Link("", value),))
    if record.expected_minutes:
        yield Fact("Takes", (Link("", f"about {record.expected_minutes} min"),))
    if record.prerequisites:
        yield Fact("You need", tuple(Link("", p) for p in record.prerequisites))
    if record.dashboards:
        yield Fact("Dashboards", tuple(Link(url, short(url)) for url in record.dashboards))


def _history(record: Runbook, catalogue: Catalogue) -> Iterator[Occasion]:
    for item in reversed(evidence(record, catalogue)[-HISTORY:]):
        source = item.source
        if source is None:
            proof = item.proof or ""
            link = proof_link(proof or "no proof given")
        elif source.restricted:
            link = Link("", f"a restricted {source.TYPE}")
        else:
            link = Link(source.key, source.title)
        kind = item.how if item.how in ("failed", "partly", "read") else "worked"
        yield Occasion(
            item.day,
            Chip(item.how.replace("-", " "), f"result-{kind}"),
            link,
            person_name(item.by, catalogue),
            (item.proof or "") if source else "",
        )
