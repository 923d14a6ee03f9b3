"""One day for everything that happened: that of the settings' time zone, in every figure."""

from __future__ import annotations

import sqlite3
from datetime import date

import pytest

from cases import Case, catalogue, project
from opslore.exchange import openmetrics, sqlite
from opslore.metrics.automate import wanted
from opslore.metrics.backlog import scores
from opslore.metrics.completion import completions
from opslore.metrics.digest import digests
from opslore.metrics.drafts import deadline
from opslore.metrics.durations import timed
from opslore.metrics.happened import day_of
from opslore.metrics.near_misses import clusters
from opslore.metrics.recurrence import recurrences
from opslore.metrics.trends import by_month, paces
from opslore.metrics.windows import within
from opslore.records import Postmortem

MODE = "connection-pool-exhaustion"


def library(folder, as_of, files, zone="UTC"):
    toml = f'as-of = {as_of}\ntimezone = "{zone}"\n'
    documents = {path: text.encode() for path, text in files.items()}
    case = Case({"opslore.toml": toml.encode(), **documents}, ())
    return catalogue(project(case, folder))


def incident(*lines, title="The pool was full"):
    front = ["status: final", "severity: sev3", "services: [checkout]", *lines]
    fields = {line.partition(":")[0]: line for line in front}  # a later line counts
    return "---\n" + "\n".join(fields.values()) + f"\n---\n\n# {title}\n\nIt was.\n"


@pytest.mark.parametrize(
    "started, zone, as_of, counted, month",
    [
        ("2026-03-31T21:59Z", "Europe/Berlin", "2026-03-31", True, "2026-03"),
        ("2026-03-31T22:00Z", "Europe/Berlin", "2026-03-31", False, ""),  # 1 April there
        ("2026-03-31T22:00Z", "Europe/Berlin", "2026-04-01", True, "2026-04"),
        ("2026-03-31T22:00Z", "UTC", "2026-03-31", True, "2026-03"),
        ("2026-03-28T23:30Z", "Europe/Berlin", "2026-03-29", True, "2026-03"),  # 23 hours long
        ("2026-10-25T22:30Z", "Europe/Berlin", "2026-10-25", True, "2026-10"),  # 25 hours long
        ("2026-10-25T23:00Z", "Europe/Berlin", "2026-10-25", False, ""),
        ("2027-01-01T04:30Z", "America/New_York", "2026-12-31", True, "2026-12"),
        ("2028-02-28T15:00Z", "Asia/Tokyo", "2028-02-29", True, "2028-02"),
    ],
)
def test_every_figure_counts_the_same_day(started, zone, as_of, counted, month, tmp_path):
    text = incident(f"started_at: {started}", f"resolved_at: {started}", f"failure_modes: [{MODE}]")
    name = f"postmortems/{started[:4]}/{started[:10]}-pool.md"
    found = library(tmp_path, as_of, {name: text}, zone)
    own = next(p for p in found.of(Postmortem) if p.key == name)
    assert (day_of(own, found) <= found.as_of) == counted
    incidents = {p.ref for r in recurrences(found) for p in r.incidents}
    assert (own.ref in incidents) == counted
    told = {p.ref for d in digests(found).values() for p in d.incidents}
    assert (own.ref in told) == counted
    if counted:
        assert own.ref in {p.ref for p in digests(found)[month].incidents}
        assert next(m for m in by_month(found) if m.name == month).total >= 1
    database = sqlite3.connect(":memory:")
    database.deserialize(sqlite.export(found))
    row = database.execute("SELECT started_on, counted FROM incidents WHERE id = ?", [own.id])
    assert row.fetchone() == (day_of(own, found).isoformat(), int(counted))


@pytest.mark.parametrize(
    "day, as_of, back, expected",
    [
        ("2026-11-16", "2026-11-16", 0, True),
        ("2026-08-19", "2026-11-16", 0, True),  # the first of ninety
        ("2026-08-18", "2026-11-16", 0, False),
        ("2026-08-18", "2026-11-16", 1, True),
        ("2026-05-21", "2026-11-16", 1, True),
        ("2026-05-20", "2026-11-16", 1, False),
        ("2026-11-17", "2026-11-16", 0, False),
        ("2024-02-29", "2024-05-28", 0, True),  # 29 February is a day
        ("0001-01-01", "0001-01-01", 1, False),
        ("9999-12-31", "0001-01-01", 0, False),
        ("0001-01-01", "9999-12-31", 0, False),
    ],
)
def test_the_days_of_a_window(day, as_of, back, expected):
    found = within(date.fromisoformat(day), date.fromisoformat(as_of), 90, back=back)
    assert found == expected


def test_windows_of_ninety_days_end_with_the_day_of_the_zone(tmp_path):
    """The same two incidents, counted in Berlin: one falls out of the window, one comes in."""
    files = {
        f"postmortems/2026/2026-{n}.md": incident(f"started_at: {at}", f"failure_modes: [{MODE}]")
        for n, at in (("a", "2026-08-18T22:30Z"), ("b", "2026-11-16T23:30Z"))
    }
    counts = {}
    for zone in ("UTC", "Europe/Berlin"):
        found = library(tmp_path / zone.replace("/", "-"), "2026-11-16", files, zone)
        mode = next(r for r in recurrences(found) if r.mode == MODE)
        counts[zone] = (mode.recent.now, mode.recent.before)
    # 2026-08-19 is the first of the 90 days; the 18th at 22:30 UTC is the 19th at 00:30 in Berlin.
    assert counts == {"UTC": (1, 1), "Europe/Berlin": (1, 0)}


def test_three_near_misses_within_ninety_days_of_the_zone(tmp_path):
    near = (
        "---\noccurred_on: {}\nservices: [checkout]\nwhat_failed: A pod stopped\n"
        f"caught_by: luck\ncorrective_action: none\nfailure_modes: [{MODE}]\n---\n\n# Near\n"
    )
    at = ("2026-01-01T23:30Z", "2026-02-01", "2026-04-02")
    files = {f"near-misses/2026-{n}.md": near.format(day) for n, day in enumerate(at)}
    for zone, expected in (("UTC", 0), ("Europe/Berlin", 1)):  # 91 days, and 90 there
        found = library(tmp_path / zone.replace("/", "-"), "2026-05-01", files, zone)
        assert len(clusters(found)) == expected


@pytest.mark.parametrize("zone, day", [("UTC", "2026-01-20"), ("Europe/Berlin", "2026-01-21")])
def test_a_draft_has_its_days_from_the_day_it_was_over_there(zone, day, tmp_path):
    text = incident(
        "status: draft",
        "severity: sev2",
        "started_at: 2026-01-13T10:00Z",
        "resolved_at: 2026-01-13T23:30Z",
    )
    found = library(tmp_path, "2026-03-01", {"postmortems/2026/2026-01-13-x.md": text}, zone)
    own = next(p for p in found.of(Postmortem) if p.status == "draft")
    assert str(deadline(own, found)) == day


def test_an_open_incident_is_counted_and_in_no_median(tmp_path):
    files = {
        f"postmortems/2026/2026-01-{n}-x.md": incident(
            f"started_at: 2026-01-{n}T10:00Z",
            f"detected_at: 2026-01-{n}T10:05Z",
            f"resolved_at: 2026-01-{n}T11:00Z",
        )
        for n in range(11, 16)
    }
    files["postmortems/2026/2026-01-20-open.md"] = incident(
        "status: draft", "started_at: 2026-01-20T10:00Z", "detected_at: 2026-01-20T19:00Z"
    )
    found = library(tmp_path, "2026-03-01", files)
    (own,) = (p for p in found.of(Postmortem) if p.open)
    assert timed(own, "detect") is None
    month = digests(found)["2026-01"]
    assert own in month.incidents
    detect = next(pace.now for pace in paces(found) if pace.measure == "detect")
    assert (detect.n, detect.median) == (5, 5)
    text = openmetrics.export(found).decode()
    assert 'opslore_time_to_detect_seconds_count{severity="sev3"} 5' in text
    assert 'opslore_incidents{service="checkout",severity="sev3"} 7' in text


@pytest.mark.parametrize(
    "wished, item, missing",
    [
        ("wanted: Drain a pod, note: We guessed", "Look at the pods", ["Drain a pod"]),
        ("wanted: drain A POD", "Look at the pods", []),  # somebody wrote it under that title
        ("wanted: Empty it, note: Written afterwards as checkout/drain", "Look", []),
        ("wanted: Empty it, note: Written afterwards as checkout/drains", "Look", ["Empty it"]),
        ("wanted: Empty it", "Write the runbook checkout/drain", []),
        ("wanted: Empty it", "Rewrite checkout/drain", ["Empty it"]),  # another one
        ("wanted: Empty it, note: checkout/draft is begun", "Look", ["Empty it"]),
    ],
)
def test_what_somebody_wrote_since_is_not_to_be_written_again(wished, item, missing, tmp_path):
    text = incident(
        "started_at: 2026-01-20T10:00Z",
        "resolved_at: 2026-01-20T11:00Z",
        "failure_modes: [certificate-expiry]",
        f"runbooks_used: [{{{wished}, result: did-not-exist}}]",
        f"action_items: [{{id: A1, title: {item}, owner: ada, due: 2026-02-01, status: done}}]",
    )
    title = "Drain a pod" if "Drain" not in str(missing) else "Another"
    files = {
        "postmortems/2026/2026-01-20-x.md": text,
        "runbooks/checkout/drain.md": f"# {title}\n\nA pod is full.\n",
        "runbooks/checkout/draft.md": "---\nstatus: draft\n---\n\n# Later\n\nTo come.\n",
    }
    found = library(tmp_path, "2026-03-01", files)
    assert [w.title for w in wanted(found)] == missing
    (score,) = (s for s in scores(found) if s.recurrence.mode == "certificate-expiry")
    assert score.terms[-1].points == (4 if missing else 2)


@pytest.mark.parametrize(
    "zone, done, kept", [("UTC", "2026-02-10", 1), ("Europe/Berlin", "2026-02-11", 0)]
)
def test_a_ticket_is_closed_on_the_day_of_the_zone(zone, done, kept, tmp_path):
    url = "https://tracker.example.com/PAY-1"
    item = f"{{id: A1, title: T, owner: ada, due: 2026-02-10, ticket: '{url}'}}"
    files = {
        "tickets.json": f'[{{"url": "{url}", "status": "done", "closed_at": "2026-02-10T23:30Z"}}]',
        "postmortems/2026/2026-01-20-x.md": incident(
            "started_at: 2026-01-20T10:00Z",
            "resolved_at: 2026-01-20T11:00Z",
            f"action_items: [{item}]",
        ),
    }
    found = library(tmp_path, "2026-03-01", files, zone)
    (action,) = found.action_items
    assert str(action.done_on) == done
    (quarter,) = completions([action], found)
    assert (quarter.done, quarter.in_time) == (1, kept)
    assert bool(digests(found)["2026-02"].overdue) != bool(kept)
