"""What a file is taken for, and the facts at its head, in forms that are written everywhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from opslore.adopt import kinds, propose, source
from opslore.adopt.owners import OwnerFiles
from opslore.adopt.survey import Survey
from opslore.document import parse

PARTS = "\n\n## Timeline\n\nx\n\n## Root cause\n\nx\n"
LINKS = "".join(f"- [Incident {n}](2025-01-0{n}.md)\n" for n in range(1, 8))


def proposed(path: str, text: str):
    raw = text.encode()
    read = source.read(parse(path, raw, ""), raw)
    return propose(Survey(Path("folder"), (read,), (), OwnerFiles()))[0]


@pytest.mark.parametrize(
    ("path", "text", "kind"),
    [
        ("a.md", f"# [Incident] The registry answers 502 on 2025-01-14{PARTS}", "postmortem"),
        ("a.md", f"# [Incident title]{PARTS}", kinds.TEMPLATE),
        ("a.md", f"# Incident report: [Brief Title]{PARTS}", kinds.TEMPLATE),
        ("a.md", f"# Incident: {{title}}{PARTS}\n## Impact\n\n{{impact}}\n", kinds.TEMPLATE),
        ("a.md", f"# Post-Incident Review (Blameless){PARTS}\n## Impact\n\n", kinds.TEMPLATE),
        ("a.md", '---\ntitle: "{{ .Title }}"\n---\n# x\n', kinds.TEMPLATE),
        (
            "a.md",
            "---\nalerts: [PoolEmpty]\n---\n# Pool\n\n## Symptoms\n\nx\n\n## Mitigation\n\nx\n",
            "runbook",
        ),
        ("runbooks/a.md", "# PoolEmpty [Deprecated]\n\n## Meaning\n\nx\n", "runbook"),
        (
            "a.md",
            "# Login [2025-01-14]\n\n## 1. Timeline\n\nx\n\n## 2. Root cause\n\nx\n",
            "postmortem",
        ),
        ("a.md", f"# [Incident] [Service] is down on [Date]{PARTS}", kinds.TEMPLATE),
        ("incidents/index.md", f"# Incidents\n\n{LINKS}{PARTS}\n## Impact\n\nx\n", kinds.INDEX),
        ("incidents/2025-01-14/index.md", f"# Login outage{PARTS}\n## Impact\n\nx\n", "postmortem"),
        ("incidents/a.md", '+++\npath = "2025/04/11/a"\n+++\nCookies were logged.\n', "postmortem"),
        ("a.md", f"# Störung der Anmeldung am 14.01.2025{PARTS}", "postmortem"),
        ("a.md", f"# Login\n\nSeverity: Major{PARTS}", "postmortem"),
        (
            "a.md",
            "# RFC: levels\n\nSeverity: how we tell SEV1 from SEV2\n\n## Timeline\n\nx\n",
            None,
        ),
        ("a.md", "# Weekly 2025-01-14\n\n## Notes\n\nx\n\n## Action items\n\n- x\n", None),
        ("a.md", "# ADR 12\n\n- Date: 2025-01-14\n- Owner: Ada\n\n## Context\n\nx\n", None),
        ("a.md", "# Sprint 14\n\n## Went well\n\n- demos\n\n## Action items\n\n- ask\n", None),
    ],
)
def test_kind(path, text, kind):
    assert proposed(path, text).type == kind


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Service: Ledger API — runbook\n", ("Ledger API — runbook", ("ledger-api",))),
        ("Standard Operating Procedure: Fail over\nService: ledger\n", ("Fail over", ("ledger",))),
        ("---\nservices: [ledger, mail]\nweight: 3\n---\n# Failover\n", ("Failover", ("ledger", "mail"))),
        ("# Service: ledger\n", ("db failover", ("ledger",))),
        ("# Failover\n\nAffected Service(s): ledger, mail\n", ("Failover", ("ledger", "mail"))),
        ("# Failover\n\nServices touchés : ledger\n", ("Failover", ("ledger",))),
        ('+++\ntitle = "Failover"\n[params]\nservices = ["ledger", "mail"]\n+++\n',
         ("Failover", ("ledger", "mail"))),
        ("# Failover\n\n<table><tr><th>Service</th><td>ledger</td></tr></table>\n",
         ("Failover", ("ledger",))),
    ],
)  # fmt: skip
def test_title_and_services_of_a_runbook(text, expected):
    found = proposed("runbooks/db-failover.md", f"{text}\n## Diagnosis\n\nx\n")
    assert (found.title, found.services) == expected


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("On August 16, a package was reported.\n\nIt was deleted on August 18, 2023.", "2023-08-16"),
        ("On August 16, a package was reported.", None),
        ("On May 2, it broke.\n\nThe licence ended on August 18, 2023.", "2023-08-18"),
    ],
)  # fmt: skip
def test_a_day_without_a_year_in_the_opening(text, day):
    found = proposed("postmortems/a.md", f"# Package removed\n\n{text}{PARTS}")
    assert (found.date and str(found.date)) == day


def test_a_severity_that_is_only_planned_is_none():
    items = "\n## Action items\n\n- Page on it (SEV-3 if it lasts)\n"
    assert proposed("incidents/a.md", f"# Outage 2025-01-14{PARTS}{items}").severity is None
    for said in ("It was a SEV-3.", "10:00 UTC Sev 3 ticket raised"):
        text = f"# Outage 2025-01-14\n\n{said}{PARTS}{items}"
        assert proposed("incidents/a.md", text).severity == "sev3"
    two = f"# Outage 2025-01-14\n\nFirst a SEV-2, then a SEV-1.{PARTS}"
    assert proposed("incidents/a.md", two).severity is None


def test_a_document_in_the_folder_of_another_type_is_told_to_move():
    text = "# How we write them\n\nFor everybody.\n"
    found = proposed("postmortems/how-we-write.md", text)
    assert found.type == "guide"
    told = "postmortems/ holds documents of the type `postmortem`; move this one below guides/"
    assert told in [note.message for note in found.notes]
    elsewhere = proposed("docs/postmortems/how-we-write.md", text)
    assert not any("move this one" in note.message for note in elsewhere.notes)


def test_the_table_of_a_timeline_holds_no_action_items():
    table = "| When | Who | What |\n|---|---|---|\n| 2025-01-14 10:00 | Zoe | Restarted it |\n"
    found = proposed("incidents/a.md", f"# Outage 2025-01-14\n\n## Timeline\n\n{table}")
    assert found.actions == ()


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("<td>Do it</td><td>Ada</td><td>2025-05-01</td>", ("Do it", "Ada", "2025-05-01", None)),
        ("<td><s>Do it</s></td><td></td><td><p></p></td>", ("Do it", None, None, "done")),
        ('<td>Do it</td><td>Ada</td><td><time datetime="2025-05-01"></time></td>',
         ("Do it", "Ada", "2025-05-01", None)),
        ('<td>Do it <a href="https://x.example/browse/AB-1">AB-1</a></td><td>-</td><td>TBD</td>',
         ("Do it", None, None, None)),
        ('<td><input type="checkbox" checked>Do<br>it<td>Ada<td>', ("Do it", "Ada", None, "done")),
    ],
)  # fmt: skip
def test_a_table_in_html(cells, expected):
    head = "<tr><th>Action</th><th>Owner</th><th>Due</th></tr>"
    text = f"# Outage 2025-01-14{PARTS}\n## Action items\n\n<table>\n{head}\n<tr>{cells}</tr>\n</table>\n"
    (action,) = proposed("incidents/a.md", text).actions
    day = action.due and str(action.due)
    assert (action.title, action.owner, day, action.status) == expected
    assert action.line == 15
    assert action.tickets == (("https://x.example/browse/AB-1",) if "AB-1" in cells else ())


def test_a_cell_that_spans_rows_keeps_the_columns_in_their_places():
    rows = (
        "<tr><th>Type</th><th>Action</th><th>Owner</th></tr>"
        "<tr><td rowspan='2'>Prevent</td><td>Do it</td><td>Ada</td></tr>"
        "<tr><td>Do more</td><td>Ben</td></tr>"
        "<tr><td>Detect</td><td>See it</td><td>Zoe</td></tr>"
    )
    text = f"# Outage 2025-01-14{PARTS}\n## Action items\n\n<table>{rows}</table>\n"
    found = [(a.title, a.owner) for a in proposed("incidents/a.md", text).actions]
    assert found == [("Do it", "Ada"), ("Do more", "Ben"), ("See it", "Zoe")]


@pytest.mark.parametrize("piece", ["<", "<a ", "<!--", '<a href="', "<tr><td>", "<td rowspan=500>"])
def test_a_hostile_table_costs_seconds_at_most(piece):
    text = f"# Outage 2025-01-14{PARTS}\n## Action items\n\n<table><tr><td>\n"
    assert proposed("incidents/a.md", text + piece * ((1 << 19) // len(piece))).type
    assert proposed("incidents/a.md", text + f"<table>{piece}\n" * 5000).type


def test_a_cancelled_item_without_a_reason_is_kept_beside_and_is_not_due():
    rows = "| Drop it | Ada | 2025-02-01 | Won't do |\n| Keep it | Ada | 2025-02-01 | Rejected: cost |\n"
    head = "| Action | Owner | Due | Status |\n|---|---|---|---|\n"
    text = f"# Outage 2025-01-14{PARTS}\n## Action items\n\n{head}{rows}"
    one, other = proposed("incidents/a.md", text).fields["action_items"]
    assert one == {
        "id": "A1", "title": "Drop it", "owner": "Ada", "x-due": "2025-02-01",
        "x-status": "cancelled",
    }  # fmt: skip
    assert (other["status"], other["due"], other["reason"]) == ("cancelled", "2025-02-01", "cost")
