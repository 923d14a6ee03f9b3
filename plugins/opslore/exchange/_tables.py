"""The library as tables of plain values: what CSV, SQLite and others are made of.

Names of tables and columns are stable: a column may join, none changes its meaning or goes
without a line in the changelog. Days are `YYYY-MM-DD`, instants UTC with `Z`, durations minutes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.metrics.attention import team_of
from opslore.metrics.coverage import coverage
from opslore.metrics.durations import MEASURES, timed
from opslore.metrics.freshness import freshness
from opslore.metrics.happened import day_of
from opslore.metrics.impact import score
from opslore.metrics.overdue import days_overdue
from opslore.records import Drill, NearMiss, Postmortem, Runbook, Service

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from opslore.catalogue import Catalogue
    from opslore.records import Record

Value = str | int | float | None
Row = tuple[Value, ...]

COLUMNS: dict[str, tuple[str, ...]] = {
    "documents": (
        "ref",
        "type",
        "id",
        "title",
        "description",
        "owner",
        "status",
        "path",
        "tier",
        "freshness",
        "freshness_day",
        "freshness_reason",
    ),
    "incidents": (
        "id",
        "title",
        "severity",
        "status",
        "owner",
        "started_at",
        "started_on",
        "detected_at",
        "acknowledged_at",
        "declared_at",
        "mitigated_at",
        "resolved_at",
        "detection_source",
        "detection_alert",
        "trigger",
        "users_affected",
        "users_percent",
        "requests_failed",
        "error_budget_percent",
        "support_tickets",
        "data_loss",
        "minutes_to_detect",
        "minutes_to_acknowledge",
        "minutes_to_mitigate",
        "minutes_to_resolve",
        "impact_score",
        "counted",
    ),
    "incident_services": ("incident", "service"),
    "incident_failure_modes": ("incident", "failure_mode"),
    "contributing_factors": ("incident", "id", "kind", "summary", "failure_mode", "answer"),
    "action_items": (
        "id",
        "source",
        "title",
        "owner",
        "team",
        "due",
        "status",
        "kind",
        "priority",
        "done_on",
        "ticket",
        "days_overdue",
    ),
    "near_misses": ("id", "title", "occurred_on", "caught_by", "what_failed", "promoted_to"),
    "near_miss_failure_modes": ("near_miss", "failure_mode"),
    "runbooks": ("id", "title", "service", "owner", "status", "kind", "risk", "state", "state_day"),
    "runbook_alerts": ("runbook", "alert"),
    "runbook_uses": ("runbook", "source", "on_day", "result"),
    "services": ("id", "title", "owner", "tier", "lifecycle", "on_call_policy", "minutes_to_human"),
    "dependencies": ("service", "depends_on", "criticality", "fallback"),
    "tags": ("ref", "tag"),
    "pages": ("period", "start", "service", "class", "pages", "overnight"),
}


def rows(table: str, catalogue: Catalogue) -> list[Row]:
    """Return the rows of a table, in the order of the documents."""
    return list(_TABLES[table](catalogue))


def _documents(catalogue: Catalogue) -> Iterator[Row]:
    for record in shown(catalogue):
        state = freshness(record, catalogue)
        yield (
            record.ref,
            record.TYPE,
            record.id,
            record.title,
            record.description,
            record.owner,
            record.status or None,
            record.key,
            catalogue.tier(record),
            state.state.value if state else None,
            _day(state.day) if state else None,
            state.reason if state else None,
        )


def _incidents(catalogue: Catalogue) -> Iterator[Row]:
    counted = {p.ref for p in incidents(catalogue)}
    for p in catalogue.published(Postmortem):
        instants = (
            p.detected_at,
            p.acknowledged_at,
            p.declared_at,
            p.mitigated_at,
            p.resolved_at,
        )
        yield (
            p.id,
            p.title,
            p.severity,
            p.status,
            p.owner,
            _instant(p.started_at),
            _day(day_of(p, catalogue)),
            *(_instant(moment) for moment in instants),
            p.detection_source,
            p.detection_alert,
            p.trigger,
            p.impact.users_affected,
            p.impact.users_percent,
            p.impact.requests_failed,
            p.impact.error_budget_percent,
            p.impact.support_tickets,
            p.impact.data_loss,
            *(timed(p, measure) for measure in MEASURES),
            score(p),
            int(p.ref in counted),
        )


def _incident_services(catalogue: Catalogue) -> Iterator[Row]:
    for p in catalogue.published(Postmortem):
        for service in dict.fromkeys(p.services):
            yield p.id, service


def _incident_failure_modes(catalogue: Catalogue) -> Iterator[Row]:
    for p in catalogue.published(Postmortem):
        for mode in dict.fromkeys(p.failure_modes):
            yield p.id, mode


def _factors(catalogue: Catalogue) -> Iterator[Row]:
    for p in catalogue.published(Postmortem):
        for factor in p.contributing_factors:
            named = [a.id for a in p.action_items if a.id and factor.id in a.addresses]
            answer = "accepted" if factor.accepted_because else " ".join(named) or None
            yield p.id, factor.id, factor.kind, factor.summary, factor.failure_mode, answer


def _action_items(catalogue: Catalogue) -> Iterator[Row]:
    for action in catalogue.action_items:
        if action.source.restricted:
            continue
        item = action.item
        yield (
            action.id,
            action.source.ref,
            item.title,
            item.owner,
            team_of(action, catalogue),
            _day(item.due),
            action.status,
            item.kind,
            item.priority,
            _day(action.done_on),
            item.ticket,
            days_overdue(action, catalogue.as_of),
        )


def _near_misses(catalogue: Catalogue) -> Iterator[Row]:
    for n in catalogue.published(NearMiss):
        into = catalogue.find(Postmortem, n.promoted_to or "")
        promoted = None if into and into.restricted else n.promoted_to
        yield n.id, n.title, _day(day_of(n, catalogue)), n.caught_by, n.what_failed, promoted


def _near_miss_modes(catalogue: Catalogue) -> Iterator[Row]:
    for n in catalogue.published(NearMiss):
        for mode in dict.fromkeys(n.failure_modes):
            yield n.id, mode


def _runbooks(catalogue: Catalogue) -> Iterator[Row]:
    for r in catalogue.published(Runbook):
        state = freshness(r, catalogue)
        yield (
            r.id,
            r.title,
            r.services[0] if r.services else None,
            r.owner,
            r.status,
            r.kind,
            r.risk,
            state.state.value if state else None,
            _day(state.day) if state else None,
        )


def _alerts(catalogue: Catalogue) -> Iterator[Row]:
    for r in catalogue.published(Runbook):
        for alert in r.alerts:
            yield r.id, alert


def _uses(catalogue: Catalogue) -> Iterator[Row]:
    sources: list[Postmortem | Drill] = [
        *catalogue.published(Postmortem),
        *catalogue.published(Drill),
    ]
    for source in sources:
        on = day_of(source, catalogue)
        for use in source.runbooks_used:
            runbook = catalogue.find(Runbook, use.runbook)
            if not (runbook and runbook.restricted):
                name = runbook.id if runbook else use.wanted
                yield name, source.ref, _day(on), use.result


def _services(catalogue: Catalogue) -> Iterator[Row]:
    for s in catalogue.published(Service):
        found = coverage(s, catalogue)
        policy = found.policy
        named = policy.id if policy and not policy.restricted else None
        yield s.id, s.title, s.owner, s.tier, s.lifecycle, named, found.minutes


def _dependencies(catalogue: Catalogue) -> Iterator[Row]:
    for s in catalogue.published(Service):
        for d in s.depends_on:
            if d.service in catalogue.hidden_services:
                continue
            yield s.id, d.service, d.criticality, d.fallback


def _tags(catalogue: Catalogue) -> Iterator[Row]:
    for record in shown(catalogue):
        for tag in dict.fromkeys(record.tags):
            yield record.ref, tag


def _pages(catalogue: Catalogue) -> Iterator[Row]:
    for row in catalogue.page_counts.rows:
        if row.service in catalogue.hidden_services:
            continue
        yield row.period, _day(row.start), row.service, row.kind, row.pages, row.overnight


def incidents(catalogue: Catalogue) -> list[Postmortem]:
    """Return the incidents that the figures count: those that had started by the day."""
    return [
        p for p in catalogue.incidents if (day := day_of(p, catalogue)) and day <= catalogue.as_of
    ]


def shown(catalogue: Catalogue) -> list[Record]:
    """Return all records that may be shown, in the order of their paths."""
    return [record for record in catalogue.records if not record.restricted]


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _instant(value: datetime | None) -> str | None:
    return f"{value:%Y-%m-%dT%H:%M:%S}Z" if value else None


_TABLES = {
    "documents": _documents,
    "incidents": _incidents,
    "incident_services": _incident_services,
    "incident_failure_modes": _incident_failure_modes,
    "contributing_factors": _factors,
    "action_items": _action_items,
    "near_misses": _near_misses,
    "near_miss_failure_modes": _near_miss_modes,
    "runbooks": _runbooks,
    "runbook_alerts": _alerts,
    "runbook_uses": _uses,
    "services": _services,
    "dependencies": _dependencies,
    "tags": _tags,
    "pages": _pages,
}
