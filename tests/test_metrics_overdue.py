"""Overdue: due today is not, what is finished is not, and the ticket's word counts."""

from __future__ import annotations

from datetime import UTC, date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from cases import Case, catalogue, project
from opslore.catalogue.actions import actions
from opslore.document import parse, parse_data
from opslore.metrics.overdue import age, days_overdue, grace, overdue, raised_on
from opslore.records import RECORDS, Known
from opslore.records.tickets import Tickets
from opslore.settings import Grace

if TYPE_CHECKING:
    from opslore.catalogue import Action

FOLDERS = {
    "postmortem": "postmortems/2026/2026-01-10-queue.md",
    "near-miss": "near-misses/2026-01-10-backup.md",
    "drill": "drills/2026-01-10-replica.md",
    "readiness-review": "readiness/checkout/launch-2026-01-10.md",
}
FIRST_FIELDS = {
    "postmortem": "severity: {severity}\nstarted_at: 2026-01-10T23:30Z\n",
    "near-miss": "occurred_on: 2026-01-10\n",
    "drill": "held_on: 2026-01-10T09:00Z\n",
    "readiness-review": "reviewed_on: 2026-01-10\n",
}


def action(
    item: str, kind: str = "postmortem", severity: str = "sev3", tickets: str = "[]"
) -> Action:
    """Return the action item `item` (YAML, one line) of a document of a kind."""
    front = FIRST_FIELDS[kind].format(severity=severity)
    path = f"content/{FOLDERS[kind]}"
    document = parse(path, f"---\n{front}action_items:\n  - {{{item}}}\n---\n")
    assert not document.faults
    record = RECORDS[kind].read(document, Known())
    snapshot = Tickets.read(parse_data("content/tickets.json", tickets.encode()))
    (found,) = actions((record,), snapshot)
    return found


@pytest.mark.parametrize(
    "item, as_of, expected",
    [
        ("due: 2026-03-01, status: open", "2026-03-01", 0),  # due today is not overdue
        ("due: 2026-03-01, status: open", "2026-03-02", 1),
        ("due: 2026-03-01, status: open", "2026-02-28", 0),
        ("due: 2026-02-28, status: open", "2026-03-01", 1),  # no 29 February
        ("due: 2028-02-28, status: open", "2028-03-01", 2),  # a leap year
        ("due: 2028-02-29, status: open", "2028-03-01", 1),
        ("due: 2026-04-30, status: in-progress", "2026-05-01", 1),
        ("due: 2025-12-31, status: open", "2026-01-01", 1),
        ("due: 2025-03-01, status: open", "2026-03-01", 365),
        ("due: 2026-01-01, status: done", "2026-03-01", 0),
        ("due: 2026-01-01, status: cancelled", "2026-03-01", 0),
        ("due: 2026-01-01", "2026-03-01", 59),  # no status: nobody said that it is done
        ("status: open", "2026-03-01", 0),  # no day, never late
        ("due: 2026-02-30, status: open", "2026-03-05", 0),  # no such day: reported elsewhere
        ("due: soon, status: open", "2026-03-05", 0),
    ],
)
def test_days_overdue(item, as_of, expected):
    found = action(f"id: A1, title: Limit the pool, {item}")
    assert days_overdue(found, date.fromisoformat(as_of)) == expected


@pytest.mark.parametrize(
    "stated, ticket, expected",
    [
        ("open", '"status": "done"', 0),
        ("open", '"status": "Closed"', 0),
        ("open", '"status": "Won\'t do"', 0),
        ("open", '"status": "in progress"', 28),
        ("done", '"status": "open"', 28),  # the tracker is where people work
        ("done", '"status": "In Review"', 28),
        ("open", '"status": "Deployed to canary"', 28),  # nobody knows the word: open
        ("open", '"status": "Shipped", "closed_at": "2026-02-02"', 0),  # but closed
        ("done", '"status": "Shipped", "closed_at": null', 28),
    ],
)
def test_a_ticket_decides_the_state(stated, ticket, expected):
    url = "https://tracker.example.com/PAY-1"
    found = action(
        f"id: A1, title: Limit the pool, due: 2026-02-01, status: {stated}, ticket: '{url}'",
        tickets=f'[{{"url": "{url}", {ticket}}}]',
    )
    assert days_overdue(found, date(2026, 3, 1)) == expected


def test_a_ticket_that_the_snapshot_does_not_hold_decides_nothing():
    found = action(
        "id: A1, title: T, due: 2026-02-01, status: done, ticket: 'https://tracker.example.com/X'",
        tickets='[{"url": "https://tracker.example.com/Y", "status": "open"}]',
    )
    assert days_overdue(found, date(2026, 3, 1)) == 0


@pytest.mark.parametrize(
    "kind, severity, expected",
    [
        ("postmortem", "sev1", 14),
        ("postmortem", "sev2", 14),
        ("postmortem", "sev3", 60),
        ("postmortem", "sev4", 60),
        ("postmortem", "", 60),  # no severity that can be read
        ("near-miss", "", 60),
        ("drill", "", 60),
        ("readiness-review", "", 60),
    ],
)
def test_grace_by_source(kind, severity, expected):
    found = action("id: A1, title: T, due: 2026-02-01, status: open", kind, severity)
    assert grace(found, Grace()) == expected
    settled = Grace(action=7, action_severe=3)
    assert grace(found, settled) == {14: 3, 60: 7}[expected]


@pytest.mark.parametrize("kind", FOLDERS)
def test_an_item_counts_from_the_day_of_its_source(kind):
    found = action("id: A1, title: T, due: 2026-02-01, status: open", kind)
    assert raised_on(found, UTC) == date(2026, 1, 10)
    assert age(found, date(2026, 1, 10), UTC) == 0
    assert age(found, date(2026, 3, 1), UTC) == 50
    assert age(found, date(2026, 1, 1), UTC) == 0  # raised on a day to come: not younger than new


def test_an_incident_after_midnight_in_the_zone_is_of_the_next_day():
    found = action("id: A1, title: T, due: 2026-02-01, status: open")  # at 23:30 UTC
    assert raised_on(found, ZoneInfo("Europe/Berlin")) == date(2026, 1, 11)
    assert age(found, date(2026, 1, 12), ZoneInfo("Europe/Berlin")) == 1


@pytest.mark.parametrize("status", ["done", "cancelled"])
def test_what_is_finished_has_no_age(status):
    assert age(action(f"id: A1, title: T, status: {status}"), date(2026, 3, 1), UTC) is None


def test_overdue_lists_the_longest_first(tmp_path):
    items = "".join(
        f"  - {{id: A{n}, title: T, owner: ada, due: {due}, status: {status}}}\n"
        for n, (due, status) in enumerate(
            [
                ("2026-02-27", "open"),
                ("2026-01-31", "open"),
                ("2026-01-01", "done"),
                ("2026-03-01", "open"),
                ("2026-01-31", "in-progress"),
            ],
            1,
        )
    )
    text = (
        "---\nstatus: final\nseverity: sev2\nservices: [checkout]\n"
        f"started_at: 2026-01-10T10:00Z\naction_items:\n{items}---\n\n# T\n"
    )
    library = project(Case({"postmortems/2026/2026-01-10-queue.md": text.encode()}, ()), tmp_path)
    found = overdue(catalogue(library))
    assert [(o.action.item.id, o.days, str(o.grace_until)) for o in found] == [
        ("A2", 29, "2026-02-14"),
        ("A5", 29, "2026-02-14"),
        ("A1", 2, "2026-03-13"),
    ]
