"""Metrics in the OpenMetrics text format, so that teams can alert on their documents."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from opslore.exchange._tables import incidents as counted
from opslore.metrics.attention import team_of
from opslore.metrics.drafts import late_drafts
from opslore.metrics.durations import timed
from opslore.metrics.freshness import State, freshness
from opslore.metrics.overdue import overdue
from opslore.records import Runbook, Service

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from opslore.catalogue import Catalogue
    from opslore.records import Postmortem

SUFFIX = "prom"
Labels = tuple[tuple[str, str], ...]


def export(catalogue: Catalogue) -> bytes:
    """Return the metrics (https://prometheus.io/docs/specs/om/open_metrics_spec/).

    Restricted documents are counted: a number names nobody. No label is taken from their text.
    """
    return ("".join(_families(catalogue)) + "# EOF\n").encode("utf-8")


def _families(catalogue: Catalogue) -> Iterator[str]:
    yield _gauge(
        "opslore_as_of_timestamp_seconds",
        "The day the figures are of, at midnight UTC.",
        {(): _timestamp(catalogue.as_of)},
        unit="seconds",
    )
    yield _gauge(
        "opslore_documents",
        "Documents in the library.",
        _counted((("type", record.TYPE),) for record in catalogue.records),
    )
    incidents = counted(catalogue)
    yield _gauge(
        "opslore_incidents",
        "Incidents on record, up to the day.",
        _counted(
            (("service", service), ("severity", p.severity or "none"))
            for p in incidents
            for service in p.services or ("none",)
            if not p.restricted or catalogue.tells(service)
        ),
    )
    for measure in ("detect", "mitigate", "resolve"):
        yield _summary(measure, incidents)
    yield _gauge(
        "opslore_error_budget_consumed_ratio",
        "Share of a month's error budget spent by one incident; 1 is the whole budget.",
        {
            (("incident", p.id), ("service", p.services[0])): p.impact.error_budget_percent / 100
            for p in incidents
            if p.impact.error_budget_percent is not None and p.services and not p.restricted
        },
        unit="ratio",
    )
    yield _gauge(
        "opslore_overdue_action_items",
        "Action items after their day, by the team of their owner.",
        _teams(catalogue, (team_of(o.action, catalogue) for o in overdue(catalogue))),
    )
    yield from _runbooks(catalogue)
    yield _gauge(
        "opslore_late_drafts",
        "Postmortems that are drafts after their deadline.",
        _teams(catalogue, (late.postmortem.owner for late in late_drafts(catalogue))),
    )
    yield _gauge(
        "opslore_service_tier",
        "The tier of a service, to join with its other metrics.",
        {
            (("service", s.id), ("team", s.owner or "none")): float(s.tier)
            for s in catalogue.published(Service)
            if s.tier
        },
    )


def _runbooks(catalogue: Catalogue) -> Iterator[str]:
    states = {r.ref: freshness(r, catalogue) for r in catalogue.of(Runbook)}
    for name, wanted, summary in (
        ("stale", State.STALE, "Runbooks whose evidence has run out."),
        ("failed", State.FAILED, "Runbooks that failed the last time somebody used them."),
        ("never_tested", State.NEVER, "Runbooks that nobody has recorded a test of."),
    ):
        owners = (
            r.owner
            for r in catalogue.of(Runbook)
            if (state := states[r.ref]) and state.state is wanted
        )
        yield _gauge(f"opslore_{name}_runbooks", summary, _teams(catalogue, owners))


def _teams(catalogue: Catalogue, owners: Iterable[str | None]) -> dict[Labels, float]:
    """Return a count for every team, 0 included: a metric that goes away never alerts."""
    teams = catalogue.directory.teams
    counts: Counter[str] = Counter(dict.fromkeys(teams, 0))
    for owner in owners:
        # Never a person: who owns a document alone is told by the team.
        known = (owner,) if owner in teams else catalogue.directory.teams_of(owner or "")
        counts[(known[0] if known else None) or "none"] += 1
    return {(("team", team),): float(count) for team, count in sorted(counts.items())}


def _counted(labels: Iterable[Labels]) -> dict[Labels, float]:
    return {key: float(count) for key, count in sorted(Counter(labels).items())}


def _summary(measure: str, incidents: Iterable[Postmortem]) -> str:
    """Return count and sum of one duration; sums are for rates, medians stand on the site."""
    name = f"opslore_time_to_{measure}_seconds"
    found: dict[str, list[int]] = {}
    for p in incidents:
        minutes = timed(p, measure)
        if minutes is not None:
            found.setdefault(p.severity or "none", []).append(minutes * 60)
    lines = [
        f"# TYPE {name} summary\n",
        f"# UNIT {name} seconds\n",
        f"# HELP {name} Time from the start of an incident until it was {_PAST[measure]}.\n",
    ]
    for severity, values in sorted(found.items()):
        label = _labels((("severity", severity),))
        lines.append(f"{name}_count{label} {len(values)}\n")
        lines.append(f"{name}_sum{label} {sum(values)}\n")
    return "".join(lines)


_PAST = {"detect": "detected", "mitigate": "mitigated", "resolve": "resolved"}


def _gauge(name: str, text: str, values: Mapping[Labels, float], *, unit: str = "") -> str:
    lines = [f"# TYPE {name} gauge\n"]
    if unit:
        lines.append(f"# UNIT {name} {unit}\n")
    lines.append(f"# HELP {name} {text}\n")
    lines += [f"{name}{_labels(labels)} {value:.10g}\n" for labels, value in values.items()]
    return "".join(lines)


def _labels(labels: Labels) -> str:
    if not labels:
        return ""
    return "{" + ",".join(f'{key}="{_escaped(value)}"' for key, value in labels) + "}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _timestamp(day: date) -> float:
    return float((day.toordinal() - 719163) * 86400)  # 719163 is the ordinal of 1 January 1970
