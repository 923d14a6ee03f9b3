"""The numbers of the sample library agree with each other: every sum is done again here."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import cache
from math import floor, log10
from pathlib import Path

import pytest

from opslore import settings
from opslore.catalogue import load
from opslore.records import OnCallPolicy, Postmortem

ROOT = Path(__file__).parent.parent
MONTH = 43_200  # minutes in the 30 days of every SLO window
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ALERTS = {"slo-alert", "symptom-alert", "log-alert", "synthetic-probe"}  # these page somebody


@cache
def library():
    read = settings.load(ROOT)
    return load(ROOT, read.as_of, read)


POSTMORTEMS = library().of(Postmortem)
SUMMED = [p for p in POSTMORTEMS if "x-slo" in p.document.data]
LED = [p for p in POSTMORTEMS if p.roles.get("incident_commander")]
TIMED = [p for p in POSTMORTEMS if p.document.body.section("Timeline")]


def named(postmortems):
    return pytest.mark.parametrize("postmortem", postmortems, ids=lambda p: p.id)


def significant(value: float) -> int:
    """Round to three significant figures."""
    if value == 0:
        return 0
    digits = max(0, floor(log10(abs(value))) - 2)
    return round(value / 10**digits) * 10**digits


def test_there_is_something_to_sum():
    assert len(SUMMED) >= 20
    assert len(LED) >= 10
    assert len(TIMED) >= 10


@named(SUMMED)
def test_error_budget_and_failed_requests_follow_from_the_slo(postmortem):
    basis = postmortem.document.data["x-slo"]
    service = library().service(basis["service"])
    objective = next(s.objective for s in service.slos if s.name == basis["name"])
    minutes = (postmortem.mitigated_at - postmortem.started_at).total_seconds() / 60
    budget = MONTH * (100 - objective) / 100
    fraction = basis["fraction_failed"]
    assert postmortem.impact.error_budget_percent == round(100 * minutes * fraction / budget, 1)
    failed = minutes * fraction * basis["requests_per_minute"]
    assert postmortem.impact.requests_failed == significant(failed)


def shift(policy: OnCallPolicy, moment: datetime) -> tuple[str, str]:
    """Return primary and secondary of a policy: weekly turns, the order repeats."""
    for track in policy.document.data["x-rotation"]["tracks"]:
        begin, end = 0, 24
        if match := re.match(r"(\d\d):00-(\d\d):00 UTC", track.get("shift", "")):
            begin, end = int(match[1]), int(match[2])
        on = begin <= moment.hour < end if begin < end else not end <= moment.hour < begin
        if not on:
            continue
        epochs = [(datetime.fromisoformat(e["from"]), e["members"]) for e in track["epochs"]]
        start, members = [epoch for epoch in epochs if epoch[0] <= moment][-1]
        turn = int((moment - start).total_seconds() // (7 * 86_400))
        return members[turn % len(members)], members[(turn + 1) % len(members)]
    raise AssertionError(f"{policy.id} has nobody on shift at {moment}")


@named(LED)
def test_who_led_was_on_call_that_week(postmortem):
    policy = library().find(OnCallPolicy, postmortem.owner)
    primary, secondary = shift(policy, postmortem.detected_at)
    assert postmortem.roles["incident_commander"] == secondary
    assert postmortem.roles.get("operations_lead", primary) == primary
    if lead := postmortem.roles.get("communications_lead"):
        other = "delivery" if policy.id != "delivery" else "shipping"
        assert lead == shift(library().find(OnCallPolicy, other), postmortem.detected_at)[1]


@named(POSTMORTEMS)
def test_nobody_answers_before_joining_or_after_leaving(postmortem):
    people = library().directory.people
    on = postmortem.started_at.date()
    for name in (*postmortem.roles.values(), *postmortem.experts):
        left = people[name].left_on
        assert left is None or left > on, f"{name} had left"


@named(TIMED)
def test_the_timeline_holds_the_milestones(postmortem):
    body = postmortem.document.body
    section = body.section("Timeline")
    told = "\n".join(
        postmortem.document.line(number) for number in range(section.line, section.end_line)
    )
    for name in ("started_at", "detected_at", "mitigated_at", "resolved_at"):
        moment = getattr(postmortem, name)
        if moment is not None:
            assert f"{moment:%H:%M}" in told, f"{name} is not in the timeline"


def weekdays():
    """Yield every weekday that stands beside a day, in all documents."""
    names = "|".join(DAYS)
    pattern = re.compile(
        rf"\b({names}),? (?:the )?(\d{{4}}-\d\d-\d\d)\b|\b(\d{{4}}-\d\d-\d\d) ?\(?,? ?({names})\b"
    )
    for path in sorted((ROOT / "content").rglob("*.md")):
        text = " ".join(path.read_text("utf-8").split())
        for match in pattern.finditer(text):
            yield path.name, match[1] or match[4], date.fromisoformat(match[2] or match[3])


def test_no_weekday_contradicts_its_date():
    found = list(weekdays())
    assert len(found) >= 20
    wrong = [(name, day, told) for name, told, day in found if DAYS[day.weekday()] != told]
    assert wrong == []


def paged():
    """Return the incidents that paged somebody in the weeks pages.csv covers."""
    rows = library().page_counts.rows
    first, last = min(r.start for r in rows), max(r.end for r in rows)
    return [
        p
        for p in POSTMORTEMS
        if p.detection_source in ALERTS
        and p.detected_at
        and first <= p.detected_at.astimezone(UTC).date() < last
    ]


@named(paged())
def test_pages_agree_with_the_incidents(postmortem):
    day = postmortem.detected_at.astimezone(UTC).date()
    counted = [
        r.pages
        for r in library().page_counts.rows
        if r.start <= day < r.end and r.service in postmortem.services and r.kind == "actionable"
    ]
    assert sum(counted) >= 1


def test_restricted_and_duplicate_incidents_exist_and_are_told_apart():
    assert any(p.restricted for p in POSTMORTEMS)
    assert any(p.duplicate for p in POSTMORTEMS)
    assert not any(p.duplicate for p in library().incidents)
