"""Weeks, months, quarters: their days, their neighbours, and where an instant belongs."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opslore.metrics import periods

BERLIN = ZoneInfo("Europe/Berlin")


def day(text):
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    "on, kind, name, start, end",
    [
        ("2026-11-16", "week", "2026-W47", "2026-11-16", "2026-11-22"),  # a Monday
        ("2026-11-15", "week", "2026-W46", "2026-11-09", "2026-11-15"),  # a Sunday
        ("2026-12-31", "week", "2026-W53", "2026-12-28", "2027-01-03"),
        ("2027-01-01", "week", "2026-W53", "2026-12-28", "2027-01-03"),
        ("2027-01-04", "week", "2027-W01", "2027-01-04", "2027-01-10"),
        ("2025-12-29", "week", "2026-W01", "2025-12-29", "2026-01-04"),
        ("2021-01-03", "week", "2020-W53", "2020-12-28", "2021-01-03"),
        ("2023-01-01", "week", "2022-W52", "2022-12-26", "2023-01-01"),
        ("2028-02-29", "week", "2028-W09", "2028-02-28", "2028-03-05"),
        ("2028-02-29", "month", "2028-02", "2028-02-01", "2028-02-29"),
        ("2026-02-28", "month", "2026-02", "2026-02-01", "2026-02-28"),
        ("2100-02-01", "month", "2100-02", "2100-02-01", "2100-02-28"),  # no leap year
        ("2026-12-31", "month", "2026-12", "2026-12-01", "2026-12-31"),
        ("2026-03-31", "quarter", "2026-Q1", "2026-01-01", "2026-03-31"),
        ("2026-04-01", "quarter", "2026-Q2", "2026-04-01", "2026-06-30"),
        ("2026-12-31", "quarter", "2026-Q4", "2026-10-01", "2026-12-31"),
    ],
)
def test_period_of_a_day(on, kind, name, start, end):
    found = periods.period_of(day(on), kind)
    assert found == periods.Period(kind, name, day(start), day(end))
    assert periods.parse(name) == found


@pytest.mark.parametrize(
    "name, previous, following",
    [
        ("2026-W53", "2026-W52", "2027-W01"),
        ("2026-W01", "2025-W52", "2026-W02"),
        ("2021-W01", "2020-W53", "2021-W02"),
        ("2026-01", "2025-12", "2026-02"),
        ("2028-03", "2028-02", "2028-04"),
        ("2026-Q1", "2025-Q4", "2026-Q2"),
        ("2026-Q4", "2026-Q3", "2027-Q1"),
    ],
)
def test_neighbours(name, previous, following):
    found = periods.parse(name)
    assert (found.previous.name, found.following.name) == (previous, following)


@pytest.mark.parametrize(
    "name, label, span",
    [
        ("2026-W46", "Week 46 of 2026", "9 Nov to 15 Nov 2026"),
        ("2026-w53", "Week 53 of 2026", "28 Dec 2026 to 3 Jan 2027"),
        ("2026-10", "October 2026", "1 Oct to 31 Oct 2026"),
        ("2026-q3", "Q3 2026", "1 Jul to 30 Sep 2026"),
    ],
)
def test_words(name, label, span):
    found = periods.parse(name)
    assert (found.label, found.span) == (label, span)


@pytest.mark.parametrize(
    "text, said",
    [
        ("2025-W53", "2025 has the weeks 01 to 52"),
        ("2026-W54", "2026 has the weeks 01 to 53"),
        ("2026-W00", "2026 has the weeks 01 to 53"),
        ("2026-13", "a month from 01 to 12"),
        ("2026-00", "a month from 01 to 12"),
        ("2026-Q5", "a week such as 2026-W46"),
        ("2026-W4", "a week such as 2026-W46"),
        ("2026", "a week such as 2026-W46"),
        ("last week", "a week such as 2026-W46"),
        ("0206-10", "a year from 1970 to 9990"),
        ("9999-W52", "a year from 1970 to 9990"),
        ("２０２６-10", "a week such as 2026-W46"),
    ],
)
def test_no_period(text, said):
    with pytest.raises(ValueError, match=said):
        periods.parse(text)


@pytest.mark.parametrize(
    "on, kind, name",
    [
        ("2026-11-16", "week", "2026-W46"),  # Monday morning: the week that has just ended
        ("2026-11-15", "week", "2026-W45"),  # Sunday is not over
        ("2026-12-01", "month", "2026-11"),
        ("2026-11-30", "month", "2026-10"),
        ("2027-01-01", "quarter", "2026-Q4"),
        ("2027-01-03", "week", "2026-W52"),
        ("2027-01-04", "week", "2026-W53"),
    ],
)
def test_last_complete(on, kind, name):
    assert periods.last_complete(day(on), kind).name == name


@pytest.mark.parametrize(
    "instant, zone, wanted",
    [
        ("2026-03-28T22:59", "Europe/Berlin", "2026-03-28"),  # winter time: +01:00
        ("2026-03-28T23:00", "Europe/Berlin", "2026-03-29"),
        ("2026-03-29T21:59", "Europe/Berlin", "2026-03-29"),  # summer time begins that day
        ("2026-03-29T22:00", "Europe/Berlin", "2026-03-30"),
        ("2026-10-24T22:00", "Europe/Berlin", "2026-10-25"),  # the day of 25 hours
        ("2026-10-25T22:59", "Europe/Berlin", "2026-10-25"),
        ("2026-10-25T23:00", "Europe/Berlin", "2026-10-26"),
        ("2026-12-31T23:30", "UTC", "2026-12-31"),
        ("2026-12-31T23:30", "Europe/Berlin", "2027-01-01"),
        ("2027-01-01T04:59", "America/New_York", "2026-12-31"),
        ("2028-02-28T23:30", "Asia/Tokyo", "2028-02-29"),
        ("0001-01-01T00:00", "America/New_York", "0001-01-01"),  # no zone goes before time
        ("9999-12-31T23:59", "Asia/Tokyo", "9999-12-31"),
    ],
)
def test_day_of_an_instant(instant, zone, wanted):
    moment = datetime.fromisoformat(instant).replace(tzinfo=UTC)
    assert periods.local_day(moment, ZoneInfo(zone)) == day(wanted)


@pytest.mark.parametrize(
    "on, instant",
    [
        ("2026-03-29", "2026-03-28T23:00"),
        ("2026-03-30", "2026-03-29T22:00"),
        ("2026-10-25", "2026-10-24T22:00"),
        ("2026-10-26", "2026-10-25T23:00"),
    ],
)
def test_midnight(on, instant):
    found = periods.midnight(day(on), BERLIN)
    assert found == datetime.fromisoformat(instant).replace(tzinfo=UTC)


@given(st.dates(date(1971, 1, 1), date(9980, 1, 1)), st.sampled_from(periods.KINDS))
def test_periods_cover_time_without_gap(on, kind):
    found = periods.period_of(on, kind)
    assert found.holds(on)
    assert found.following.start - found.end == timedelta(days=1)
    assert found.following.previous == found == periods.parse(found.name)
