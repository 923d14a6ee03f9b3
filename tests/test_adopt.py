"""`opslore adopt`: the parts it is made of, the files it meets, and the two widespread forms."""

from __future__ import annotations

import json
import os
import shutil
from datetime import date
from pathlib import Path

import pytest

import hostile
from console import Shell
from opslore.adopt import dates, facts, marks, owners, propose, source, survey, tickets, words
from opslore.adopt.owners import OwnerFiles
from opslore.adopt.plain import Target
from opslore.adopt.survey import Survey
from opslore.document import parse

HERE = Path(__file__).parent
AFTER = date(2025, 2, 10)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-05-01", "2025-05-01"),
        ("2025/5/1", "2025-05-01"),
        ("May 1, 2025", "2025-05-01"),
        ("Sept 1st 2025", "2025-09-01"),
        ("1 May 2025", "2025-05-01"),
        ("3rd of March 2025", "2025-03-03"),
        ("15-Apr-2025", "2025-04-15"),
        ("01.05.2025", "2025-05-01"),
        ("31/05/2025", "2025-05-31"),
        ("05/31/2025", "2025-05-31"),
        ("05/06/2025", None),  # May or June: nothing tells
        ("2025年3月13日", "2025-03-13"),
        ("Q3 2025", "2025-09-30"),
        ("2025-Q1", "2025-03-31"),
        ("end of Q4 '25", "2025-12-31"),
        ("Q1", "2025-03-31"),
        ("H1 2025", "2025-06-30"),
        ("February 2024", "2024-02-29"),
        ("EOY 2025", "2025-12-31"),
        ("10/Mar/26", "2026-03-10"),
        ("31. Oktober 2025", "2025-10-31"),
        ("le 1er août 2025", "2025-08-01"),
        ("8 de octubre de 2025", "2025-10-08"),
        ("KW 32/2025", "2025-08-10"),
        ("2025-W01", "2025-01-05"),
        ("8/25", "2025-08-25"),
        ("3/4", None),  # March or April: nothing tells
        ("Q3 FY26", None),  # nothing tells when that year begins
        ("Q2 FY2026", None),
        ("week 60 of 2025", None),
        ("March 14", "2025-03-14"),
        ("14 January", "2026-01-14"),
        ("2025-02-30", None),
        ("2025-13-01", None),
        ("next sprint", None),
        ("version 1.2.2025.4", None),
        ("10.0.32.54", None),
    ],
)
def test_due(text, expected):
    found = dates.due(text, "", AFTER)
    assert (str(found.day) if found else None) == expected


def test_the_order_of_figures_is_that_of_another_day():
    assert dates.order("from 13/05/2025 to 14/05/2025") == "dm"
    assert dates.order("from 05/13/2025") == "md"
    assert dates.order("from 05/13/2025 to 14/05/2025") == ""
    assert str(dates.first("05/06/2025", "dm").day) == "2025-06-05"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("14:23 UTC", ("14:23", "Z")),
        ("2:05 PM CET", ("14:05", "+01:00")),
        ("10h05 premiers refus", ("10:05", "")),
        ("08:05 MESZ", ("08:05", "+02:00")),
        ("12:10 AM", ("00:10", "")),
        ("9 am PST", ("09:00", "-08:00")),
        ("11.50", ("11:50", "")),
        ("07:00:15 GMT+2", ("07:00:15", "+02:00")),
        ("16:22 (UTC-7)", ("16:22", "-07:00")),
        ("10:00 CST", ("10:00", "")),  # China, Cuba or Central: none is written
        ("25:00", None),
        ("about 7 pods", None),
    ],
)
def test_clock(text, expected):
    found = dates.clock(text)
    assert (found and (found.text, found.zone)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("All times in PST", "-08:00"),
        ("times are in\nUTC.", "Z"),
        ("| Date and Time in CET | Event |", "+01:00"),
        ("| Time (UTC) | Event |", "Z"),
        ("## Timeline (GMT)", "Z"),
        ("All times in PST\n\n| Time (UTC) |", ""),
        ("from time to time", ""),
    ],
)
def test_zone_of_a_document(text, expected):
    assert dates.document_zone(text)[0] == expected


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("47 minutes", 47), ("1h 50m", 110), ("2 hours and 5 minutes", 125), ("about 1.5 h", 90),
     ("1 day", 1440), ("long", None), ("the 3 m pipe", None)],
)  # fmt: skip
def test_span(text, minutes):
    assert dates.span(text) == minutes


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("DONE", "done"), ("✅", "done"), ("Completed on 2025-01-01", "done"), ("100%", "done"),
        ("In Progress", "in-progress"), ("🚧 WIP", "in-progress"), ("40 %", "in-progress"),
        ("To Do", "open"), ("Not started", "open"), ("Blocked (vendor)", "open"),
        ("Won't do", "cancelled"), ("Rejected: cost", "cancelled"), ("wontfix", "cancelled"),
        ("maybe", None), ("", None), ("sometime", None),
    ],
)  # fmt: skip
def test_state_of_a_cell(text, state):
    assert marks.of_word(text) == state


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Action Items", True), ("Follow-up actions", True), ("3. Corrective and preventive measures", True),
        ("Next steps", True), ("Long-term improvements (Q4 2025)", True), ("TODOs", True),
        ("What are we doing to prevent this?", True), ("Recommendations", True), ("Éléments d’action", True),
        ("Action taken", False), ("Steps", False), ("Mitigation", False), ("Timeline", False),
        ("Lessons learned", False), ("Incident process", False), ("Resolution", False),
    ],
)  # fmt: skip
def test_headings_about_actions(title, expected):
    assert words.is_action(title) is expected


@pytest.mark.parametrize(
    ("url", "text", "expected"),
    [
        ("https://git.example.com/a/b/issues/12", "", True),
        ("https://git.example.com/a/b/-/merge_requests/3", "", True),
        ("https://x.example.com/browse/AB-1", "", True),
        ("https://x.example.com/anything", "PROJ-12", True),
        ("https://x.example.com/anything", "here", False),
        ("https://git.example.com/a/b/issues?q=open", "", False),
        ("https://acme.slack.com/archives/C1/p1", "thread", False),
        ("https://docs.google.com/document/d/1/issues/1", "", False),
    ],
)
def test_links_that_track(url, text, expected):
    assert tickets.tracks(Target(text, url)) is expected


@pytest.mark.parametrize(
    ("words_of", "expected"),
    [
        ("Ada Example", "ada"), ("@noor", "noor"), ("Platform Team", "platform-team"),
        ("#payments-alerts", "payments-alerts"), ("acme/payments", "payments"),
        ("jan.d@example.com", "jan.d"), ("Ada, Noor", None), ("Ada and Noor", None),
        ("the crates.io team", "crates-io-team"), ("José Núñez", "jose-nunez"),
    ],
)  # fmt: skip
def test_identity(words_of, expected):
    assert owners.identity(owners.person(words_of) or "", {"ada example": "ada"}) == expected


def folder(root: Path, files: dict[str, str]) -> Path:
    for path, text in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8", newline="")
    return root


RUNBOOK = "# Pool is empty\n\n## Meaning\n\nx\n\n## Mitigation\n\n1. Restart it.\n"


def test_owners_of_files(tmp_path):
    root = folder(
        tmp_path,
        {
            "runbooks/a/pool.md": RUNBOOK,
            "runbooks/b/pool.md": RUNBOOK,
            "runbooks/c/deep/pool.md": RUNBOOK,
            "runbooks/d/pool.md": f"Owner: Data Team\n\n{RUNBOOK}",
            ".github/CODEOWNERS": "* @acme/all\n/runbooks/b/ @acme/payments @ada\nrunbooks/c/*\n",
            "runbooks/a/OWNERS": "approvers:\n- wei\n- chidi\n",
        },
    )
    found = {p.path: (p.owner, p.fields.get("owner")) for p in propose(survey(root))}
    assert found == {
        "runbooks/a/pool.md": ("all", "all"),
        "runbooks/b/pool.md": ("payments", "payments"),
        "runbooks/c/deep/pool.md": ("all", "all"),
        "runbooks/d/pool.md": ("Data Team", "data-team"),
    }
    (root / ".github/CODEOWNERS").unlink()
    found = {p.path: p.owner for p in propose(survey(root))}
    assert found["runbooks/a/pool.md"] == "wei"
    assert found["runbooks/b/pool.md"] is None


def test_severity_words_are_the_libraries_own(tmp_path):
    text = "# Postmortem 2025-01-01\n\nSeverity: {}\n\n## Timeline\n\nx\n\n## Root cause\n\nx\n"
    for said, given, expected in [
        ("SEV-2", {}, "sev2"), ("P1", {}, "sev1"), ("3", {}, "sev3"), ("Critical", {}, None),
        ("SEV-0", {}, None), ("Critical", {"critical": "sev1"}, "sev1"),
    ]:  # fmt: skip
        root = folder(tmp_path, {"incidents/a.md": text.format(said)})
        proposal = propose(survey(root), facts.Given(severities=given))[0]
        assert proposal.fields.get("severity") == expected, said
        assert ("severity" in proposal.blanks) == (expected is None), said


def test_what_cannot_be_read_is_told_and_left(tmp_path):
    root = folder(tmp_path, {"incidents/good.md": "# Postmortem 2025-01-01\n\n## Timeline\n\nx\n"})
    (root / "incidents/large.md").write_bytes(b"x" * (2 << 20))
    (root / "incidents/utf16.md").write_bytes("# a".encode("utf-16"))
    (root / "incidents/binary.md").write_bytes(bytes(range(256)))
    os.mkfifo(root / "incidents/pipe.md")
    os.mkfifo(root / "incidents/pipe")
    (root / "incidents/link.md").symlink_to(root / "incidents/good.md")
    (root / "incidents/away").symlink_to("/")
    (root / "incidents/broken.md").write_text(
        "---\na: [\n---\n# Postmortem 2025-01-01\n\n## Timeline\n"
    )
    found = {p.path.partition("/")[2]: p for p in propose(survey(root))}
    assert {name for name, p in found.items() if p.changed} == {"good.md"}
    assert set(found) == {
        "good.md", "large.md", "utf16.md", "binary.md", "pipe.md", "broken.md",
    }  # fmt: skip
    assert "named pipe" in found["pipe.md"].notes[0].message
    assert "cannot be read" in found["broken.md"].notes[0].message


@pytest.mark.parametrize("name", [*hostile.BODIES, *hostile.FILES])
def test_hostile_files_cost_seconds_at_most(name):
    text = {**hostile.BODIES, **hostile.FILES}[name]()
    raw = text.encode("utf-8", "surrogatepass")[: 1 << 20]
    read = source.read(parse("incidents/a.md", raw, ""), raw)
    assert propose(Survey(Path("incidents"), (read,), (), OwnerFiles()))


def test_foreign_front_matter_is_kept(tmp_path):
    yaml = (
        "---\n# why it is heavy\nweight: 30\ntitle: Pool is empty\nsection: A\nlayout: [a,\n  b]\n"
        "tags: [database]\nsection: B\nlast_reviewed_on: 2025-10-07\nreview_in: 6 months\n"
        "owner_slack: '#payments'\n---\n"
    )
    toml = '+++\ntitle = "Pool is empty"\ndate = 2025-10-07\n[extra]\nteam = "Payments Team"\n+++\n'
    root = folder(tmp_path, {"runbooks/a.md": yaml + RUNBOOK, "runbooks/b.md": toml + RUNBOOK})
    a, b = propose(survey(root))
    assert a.new.decode() == (
        "---\ntype: runbook\ntitle: Pool is empty\nowner: payments\nverified:\n  - by: payments\n"
        '    at: 2025-10-07\n    how: read\n    evidence: "last_reviewed_on: 2025-10-07"\n'
        "review_interval: 182\ntags: [database]\n# why it is heavy\nx-weight: 30\nx-section: A\n"
        "x-layout: [a,\n  b]\nx-section-2: B\n---\n" + RUNBOOK
    )
    assert b.new.decode() == (
        "---\ntype: runbook\ntitle: Pool is empty\nowner: payments-team\nx-date: 2025-10-07\n"
        "x-extra:\n  team: Payments Team\n---\n" + RUNBOOK
    )


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_line_ends_and_marks_stay(tmp_path, end):
    text = (
        f"Date: 2025-01-01{end}Severity: SEV-1{end}---{end}# Postmortem{end}{end}## Timeline{end}"
    )
    root = folder(tmp_path, {"incidents/a.md": text})
    proposal = propose(survey(root))[0]
    assert proposal.new.endswith(text.encode())
    assert (b"\r" in proposal.new) == (end == "\r\n")
    assert not parse("a.md", proposal.new, "").faults


def test_documents_of_a_library_are_left_as_they_are():
    for root in (HERE / "library" / "content", HERE.parent / "content"):
        read = [p for p in propose(survey(root)) if p.path.endswith(".md")]
        assert len(read) > 5
        changed = [p.path for p in read if p.changed]
        assert changed == []


LAID_OUT = {
    "postmortem.md": "postmortems/2025/2025-01-14-checkout-pool.md",
    "runbook.md": "runbooks/checkout-api/pool.md",
}


@pytest.mark.parametrize("laid_out", [True, False], ids=["by type", "in one folder"])
def test_widespread_forms_adopt_without_an_error(tmp_path, laid_out):
    for name, place in LAID_OUT.items():
        target = tmp_path / (place if laid_out else f"docs/our-{name}")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(HERE / "adopt" / "widespread" / name, target)
    shell = Shell(tmp_path)
    _, code = shell.run("opslore adopt . --write")
    assert code == 0
    output, _ = shell.run("opslore check --as-of 2025-02-20 --format json")
    found = json.loads(output[: output.rindex("}") + 1])
    assert [f for f in found["findings"] if f["level"] == "error"] == []
    again, _ = shell.run("opslore adopt . --write")
    assert again.endswith("nothing to write\n")
