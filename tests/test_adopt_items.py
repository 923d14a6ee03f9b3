"""One action item taken apart: what it says is found, what only looks like it stays in its words."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from time import process_time

import pytest

from opslore.adopt import item, propose, source
from opslore.adopt.owners import OwnerFiles
from opslore.adopt.survey import Survey
from opslore.document import parse

BEFORE = date(2025, 4, 20)


@pytest.mark.parametrize(
    ("text", "title", "facts_of"),
    [
        ("Do it (done)", "Do it", {"status": "done"}),
        ("DONE: Do it", "Do it", {"status": "done"}),
        ("[WIP] Do it", "Do it", {"status": "in-progress"}),
        ("~~Do it~~", "Do it", {"status": "done"}),
        ("~~Do it~~ (won't do: too dear)", "Do it", {"status": "cancelled", "reason": "too dear"}),
        ("[ ] ~~Do it~~", "Do it", {"status": "cancelled"}),
        ("[x] Do it", "Do it", {"status": "done"}),
        ("Do it - @ada - 2025-05-01", "Do it", {"owner": "ada", "due": date(2025, 5, 1)}),
        ("Do it (owner: Ada, due: May 1, 2025)", "Do it", {"owner": "Ada", "due": date(2025, 5, 1)}),
        ("@acme/payments: do it", "do it", {"owner": "acme/payments"}),
        ("Do it (SRE team)", "Do it", {"owner": "SRE team"}),
        ("**Platform team**: do it", "do it", {"owner": "Platform team"}),
        ("Do it (PROJ-12)", "Do it", {"tickets": ("PROJ-12",)}),
        ("Do it for UTF-8", "Do it for UTF-8", {}),
        ("Do it ([#7](https://x.example/a/issues/7))", "Do it",
         {"tickets": ("https://x.example/a/issues/7",)}),
        ("[Do it at once](https://x.example/a/issues/7)", "Do it at once",
         {"tickets": ("https://x.example/a/issues/7",)}),
        ("See [the page](https://x.example/wiki/7)", "See the page", {}),
        ("**HIGH** Do it", "Do it", {"priority": "high"}),
        ("Is it done?", "Is it done?", {}),
        ("Do it by hand", "Do it by hand", {}),
        ("~~Do it~~ not worth it", "Do it", {"status": "done"}),
        ("[ ] ~~Do it~~ not worth it", "Do it", {"status": "cancelled", "reason": "not worth it"}),
        ("Do it – **Ada** – ✅ 2025-05-01", "Do it", {"owner": "Ada", "status": "done"}),
        ("Do it – **Ada, Ben** – ⏳ 2025-05-01", "Do it",
         {"owner": "Ada, Ben", "status": "in-progress", "due": date(2025, 5, 1)}),
        ("Do it 📅 2025-05-01", "Do it 📅 2025-05-01", {}),
        ("Do it -- Ada Example -- Q4 2025", "Do it",
         {"owner": "Ada Example", "due": date(2025, 12, 31)}),
        ("Do it (Ada, done on 2025-05-01)", "Do it", {"owner": "Ada", "status": "done"}),
        ("Do it (done, partially)", "Do it", {"status": "done"}),
        ("#412 do it", "do it", {"tickets": ("#412",)}),
        ("#1 thing: do it", "#1 thing: do it", {}),
        ("acme/shop#87 do it", "do it", {"tickets": ("acme/shop#87",)}),
        ("Do it `owner: @ada`", "Do it", {"owner": "ada"}),
        ("Do it – Verantwortlich: Jana Beispiel – Fällig: 30.06.2025", "Do it",
         {"owner": "Jana Beispiel", "due": date(2025, 6, 30)}),
        ("Do it (owner @ada, [AB-1](https://x.example/browse/AB-1))", "Do it",
         {"owner": "ada", "tickets": ("https://x.example/browse/AB-1",)}),
        ("Action: do it", "do it", {}),
        ("**What**: do it", "do it", {}),
        ("[/] Do it", "Do it", {"status": "in-progress"}),
        ("[-] Do it", "Do it", {"status": "cancelled"}),
        ("Do it (due end of May)", "Do it", {"due": date(2025, 5, 31)}),
        ("Do it by Friday 16 May", "Do it", {"due": date(2025, 5, 16)}),
        ("Do it — Ada Example — by Fri, 16 May 2025", "Do it",
         {"owner": "Ada Example", "due": date(2025, 5, 16)}),
        ("Do it by Fri, 16 May 2025", "Do it", {"due": date(2025, 5, 16)}),
        ("Do it due 2025-05-01T00:00Z", "Do it", {"due": date(2025, 5, 1)}),
        ("Do it (assigned to Ada Example, due 2025-05-01)", "Do it",
         {"owner": "Ada Example", "due": date(2025, 5, 1)}),
        ("Do it, assigned to @ada, due on 1 May 2025", "Do it",
         {"owner": "ada", "due": date(2025, 5, 1)}),
        ("Do it. @ada, 1 May 2025", "Do it", {"owner": "ada", "due": date(2025, 5, 1)}),
        ("Do it [Ada] [2025-05-01]", "Do it", {"owner": "Ada", "due": date(2025, 5, 1)}),
        ("Do it | Ada | 2025-05-01 | Open", "Do it",
         {"owner": "Ada", "due": date(2025, 5, 1), "status": "open"}),
        ("Do it; Ada Example; 2025-05-01", "Do it",
         {"owner": "Ada Example", "due": date(2025, 5, 1)}),
        ("P1 - Do it - Ada - 5/14/2025", "Do it",
         {"owner": "Ada", "due": date(2025, 5, 14), "priority": "high"}),
        ("Do it due: 2025-05-01 owner: ada status: open", "Do it",
         {"owner": "ada", "due": date(2025, 5, 1), "status": "open"}),
        ("Do it [@ada, @ben] [P1]", "Do it", {"owner": "ada, ben", "priority": "high"}),
        ("Do it @ada @ben", "Do it", {"owner": "ada, ben"}),
        ("Do it (ada@example.com, AB-12)", "Do it",
         {"owner": "ada@example.com", "tickets": ("AB-12",)}),
        ("Ada Example to add a probe", "add a probe", {"owner": "Ada Example"}),
        ("Do it — ✅ Done", "Do it", {"status": "done"}),
        ("Do it - Completed 2025-05-01 by @ada", "Do it", {"status": "done"}),
        ("~~Do it @ada~~", "Do it", {"owner": "ada", "status": "done"}),
        ("Do it (merged: #9)", "Do it", {"status": "done", "tickets": ("#9",)}),
        ("Do it (PR #9, merged)", "Do it", {"status": "done", "tickets": ("#9",)}),
        ("Do it (tracked in AB-12)", "Do it", {"tickets": ("AB-12",)}),
        ("Install @acme/kit", "Install @acme/kit", {}),
        ("**Redis isolation**: split it", "Redis isolation: split it", {}),
    ],
)  # fmt: skip
def test_item(text, title, facts_of):
    made = item.action(text, 1, item.Around({}, after=BEFORE))
    assert made is not None
    assert made.title == title
    for name in ("owner", "due", "status", "tickets", "priority", "reason"):
        assert getattr(made, name) == facts_of.get(
            name, () if name == "tickets" else "" if name == "reason" else None
        ), name


@pytest.mark.parametrize(
    "text",
    [
        "Ask Ada Example to add a probe",
        "Upgrade Traefik to use TLS",
        "Review the plan with @ben",
        "Do it cc @ada",
        "Ask @renata",
        "Update @types/node",
        "Set it to 5m - the default was 1h",
        "Split reads; writes stay",
        "Keep it until March",
        "Make it faster by using Redis",
        "Compare it with 2025-01-01",
        "Test it (Linux, macOS)",
        "Replace A -> B",
        "Add owner: to every service and due: to every ticket",
        "Use `owner: x` and `due: y` in the form",
        "Increase the disk (500 GB -> 1 TB)",
    ],
)
def test_words_that_only_look_like_it_stay(text):
    made = item.action(text, 1, item.Around({}, after=BEFORE))
    assert made is not None
    assert made.title == text.replace("`", "")
    assert (made.owner, made.due, made.status, made.tickets) == (None, None, None, ())


@pytest.mark.parametrize(
    "head",
    [
        "Action | Owner (team) | Due (UTC) | Done? | JIRA ticket #",
        "Task Description | Responsible Party | Target Completion Date | Complete? | Issue",
        "Follow-up | DRI | ETA | Status/Notes | Tracking bug",
        "What needs to be done | Who | When | Current status | Link",
        "Preventive measure | Owner / Team | By | State | Tracker",
        "Improvement | Point of Contact | Expected completion | Progress | Ticket / PR",
        "Remediation item | Resp. | Date Due | Status | GitHub issue",
        "Maßnahme | Zuständig | Fällig bis | Stand | Ticket",
        "Action | Responsable | Échéance | Statut | Jira",
    ],
)
def test_columns_by_their_names(head):
    rows = "| 1 | Add a probe | Ada | 2025-05-01 | Done | OPS-1 |\n| 2 | Mend it | | TBD | No | |\n"
    text = f"# Outage 2025-04-20\n\n## Action items\n\n| # | {head} |\n|---|{'---|' * 5}\n{rows}"
    raw = text.encode()
    read = source.read(parse("incidents/a.md", raw, ""), raw)
    one, other = propose(Survey(Path("incidents"), (read,), (), OwnerFiles()))[0].actions
    assert (one.title, one.owner, str(one.due)) == ("Add a probe", "Ada", "2025-05-01")
    assert (one.status, one.tickets) == ("done", ("OPS-1",))
    assert (other.title, other.owner, other.due) == ("Mend it", None, None)
    assert (other.status, other.tickets) == ("open", ())


@pytest.mark.parametrize(
    "piece", ["@a ", " - a", "; a", "(", "[", ".", "✅ ", "(done) ", "owner: x ", "*", "_", "#12 "]
)
def test_a_hostile_item_costs_little(piece):
    begin = process_time()
    item.action("x " + piece * (item.LONGEST // len(piece)), 1, item.Around({}))
    assert process_time() - begin < 2
