"""What the digest of a period that is not over asks for, and in which words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from cases import Case, catalogue, project
from opslore import settings
from opslore.catalogue import load
from opslore.metrics.digest import digests
from opslore.views import _digest

ROOT = Path(__file__).parents[1]
DIRECTORY = """\
complete: true
people:
  - {id: ada, name: Ada Lovelace}
  - {id: bob, name: Bob Stone, left_on: 2026-02-20}
  - {id: eve, name: Eve Park, left_on: 2026-03-04}
teams: [{id: payments, name: Payments, channel: "#payments", members: [ada, bob, eve]}]
"""


def incident(started, *lines, title="The queue filled"):
    front = ["severity: sev2", "services: [checkout]", f"started_at: {started}", *lines]
    return "---\n" + "\n".join(front) + f"\n---\n\n# {title}\n\nIt filled.\n"


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    """A Wednesday in the week from 2 to 8 March 2026."""
    items = [
        ("A1", "ada", "2026-03-04"),  # today: due, not overdue
        ("A2", "ada", "2026-03-08"),  # the last day of the week
        ("A3", "ada", "2026-03-09"),
        ("A4", "ada", "2026-03-03"),  # overdue
        ("A5", "bob", "2026-04-01"),  # has left
        ("A6", "eve", "2026-03-06"),  # leaves today: has left, and it is due
    ]
    told = ", ".join(
        f"{{id: {i}, title: Do {i}, owner: {o}, due: {d}, status: open}}" for i, o, d in items
    )
    files = {
        "opslore.toml": "as-of = 2026-03-04\n",
        "directory.yml": DIRECTORY,
        "postmortems/2026/2026-02-10-old.md": incident(
            "2026-02-10T10:00Z",
            "status: final",
            "resolved_at: 2026-02-10T11:00Z",
            f"action_items: [{told}]",
        ),
        "postmortems/2026/2026-02-27-open.md": incident("2026-02-27T10:00Z", "status: draft"),
        "postmortems/2026/2026-03-03-new.md": incident(
            "2026-03-03T10:00Z", "status: draft", title="It is slow"
        ),
        "runbooks/checkout/drain.md": (
            "---\nverified: [{by: ada, at: 2025-12-06, how: dry-run, evidence: x}]\n"
            "review_interval: 90d\n---\n\n# Drain\n\nA pod is full.\n\n1. Look.\n"
        ),
    }
    case = Case({path: text.encode() for path, text in files.items()}, ())
    return catalogue(project(case, tmp_path_factory.mktemp("ahead")))


def sections(library, name):
    made = _digest.brief(digests(library)[name], library)
    return {
        section.heading: [
            f"{line.chip.text if line.chip else ''}|{line.link.title}|{line.words}"
            for line in section.lines
        ]
        for section in made.sections
    }


def test_the_current_week(library):
    found = sections(library, "2026-W10")
    wanted = {
        "Still open": [
            (
                "sev2|The queue filled|27 Feb 2026, still open, the postmortem is a draft, to be done by"
                " 6 Mar 2026"
            )
        ],
        "Overdue": ["1 day overdue|A4 Do A4|Ada Lovelace (Payments); from"],
        "Due by 8 Mar 2026": [
            "due 4 Mar 2026|A1 Do A1|Ada Lovelace (Payments); from",
            "due 6 Mar 2026|A6 Do A6|Eve Park (Payments, has left); from the same",
            "due 8 Mar 2026|A2 Do A2|Ada Lovelace (Payments); from the same",
        ],
        "Owner has left": [
            (
                "owner left|A6 Do A6|Eve Park has left Payments, and it is due 6 Mar 2026; name another"
                " owner in"
            ),
            (
                "owner left|A5 Do A5|Bob Stone has left Payments, and it is due 1 Apr 2026; name another"
                " owner in"
            ),
        ],
        "To test by 8 Mar 2026": [
            (
                "due 6 Mar 2026|Drain|worked on 6 Dec 2025 in a dry run, to be tested again by 6 Mar 2026"
                " (Payments)"
            )
        ],
    }
    assert {heading: found.get(heading) for heading in wanted} == wanted


def test_a_week_that_is_over_speaks_of_itself(library):
    found = sections(library, "2026-W09")
    assert not {"Still open", "Owner has left"} & set(found)
    assert found["On 4 Mar 2026"] == [
        "|1 still open|",
        "|1 overdue|",
        "|3 due by 8 Mar 2026|",
    ]


def test_an_open_incident_is_enough_for_a_page(tmp_path):
    text = incident("2026-02-27T10:00Z", "status: draft").encode()
    files = {"opslore.toml": b"as-of = 2026-03-04\n", "postmortems/2026/2026-02-27-open.md": text}
    found = digests(catalogue(project(Case(files, ()), tmp_path)))
    assert found["2026-W10"].happened
    assert not found["2026-W06"].happened


@cache
def sample():
    read = settings.load(ROOT)
    return load(ROOT, read.as_of, read)


DAYS = ["2026-11-16", "2026-10-04", "2026-12-31", "2027-01-01", "2026-02-28", "2026-05-31"]


@pytest.mark.parametrize("day", DAYS)
def test_every_line_leads_somewhere_and_says_something(day):
    """What a lead reads in the meeting: no line without a document, none said twice."""
    library = replace(sample(), as_of=date.fromisoformat(day))
    for digest in digests(library).values():
        if not digest.happened:
            continue
        made = _digest.brief(digest, library)
        for section in made.sections:
            told = [(line.link, line.words) for line in section.lines]
            assert len(told) == len(set(told)), (made.title, section.heading)
            for line in section.lines:
                assert line.link.key, (made.title, section.heading, line)
                assert "None" not in f"{line.words} {line.note}", (made.title, line)
                assert not line.words.startswith((" ", ",", ";", ":")), (made.title, line)
                assert "  " not in f"{line.words}{line.note}", (made.title, line)
                assert not line.words.endswith((",", ";")), (made.title, line)
            if section.heading in {"To assign", "Overdue", "Not to trust", "Owner has left"}:
                assert all(
                    line.also.key or line.note or line.words.endswith("the same")
                    for line in section.lines
                ), (made.title, section.heading)
