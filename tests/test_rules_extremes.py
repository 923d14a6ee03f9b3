"""No value that a front matter can hold makes a rule fail: it is silent, or it says what is wrong."""

from __future__ import annotations

import itertools

import pytest

from cases import Case, catalogue, project
from opslore.rules import engine

INSTANTS = (
    "0001-01-01T00:00Z",
    "0001-01-01T00:00+14:00",
    "9999-12-31T23:59Z",
    "9999-12-31T23:59-12:00",
)
DAYS = ("0001-01-01", "9999-12-31", "2026-02-30", "20260301")
JUNK = (
    "null",
    "3",
    "-1",
    "1.5",
    "true",
    "''",
    "[]",
    "{}",
    "[[]]",
    "[{}]",
    "[null]",
    "{a: {}}",
    "é",
)
POSTMORTEM = (
    "status severity services started_at detected_at acknowledged_at declared_at mitigated_at"
    " resolved_at public_at detection impact failure_modes trigger contributing_factors"
    " action_items no_actions_because roles reviewers runbooks_used related title description"
).split()
OTHERS = {
    "near-misses/a.md": "occurred_on services what_failed caught_by corrective_action failure_modes"
    " promoted_to action_items",
    "drills/a.md": "held_on services hypothesis result runbooks_used action_items rto_actual"
    " rpo_actual",
    "investments/a.md": "failure_mode services owner target status",
}
BODY = "\n# T\n\n## Timeline\n\n- 0001-01-01 00:00 UTC a\n- 9999-12-31 23:59 UTC b\n- 23:00 c\n- 01:00 d\n"


def crashes(files, folder, settings=""):
    texts = {path: text.encode() for path, text in files.items()}
    if settings:
        texts["opslore.toml"] = settings.encode()
    return engine.check(catalogue(project(Case(texts, ()), folder))).crashes


def document(fields, body=BODY):
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in fields.items()) + f"---\n{body}"


GOOD = {
    "status": "final",
    "severity": "sev1",
    "services": "[checkout]",
    "started_at": "2026-02-20T10:00Z",
}


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_the_ends_of_time(tmp_path, zone):
    files = {}
    for n, (one, other) in enumerate(itertools.product(INSTANTS, INSTANTS)):
        fields = GOOD | {"started_at": one, "detected_at": other, "resolved_at": one}
        items = [
            f"{{id: A{i + 1}, title: T, due: {d}, done_on: {d}, status: open}}"
            for i, d in enumerate(DAYS)
        ]
        fields["action_items"] = f"[{', '.join(items)}]"
        files[f"postmortems/2026/{one[:10]}-{n}.md"] = document(fields)
    for n, day in enumerate((*DAYS, *INSTANTS)):
        item = f"[{{id: A1, title: T, owner: ada, due: {day}, status: open}}]"
        files[f"near-misses/{n}.md"] = document(
            {
                "occurred_on": day,
                "services": "[checkout]",
                "what_failed": "a",
                "caught_by": "luck",
                "corrective_action": "b",
                "failure_modes": "[certificate-expiry]",
                "action_items": item,
            }
        )
        files[f"drills/{n}.md"] = document(
            {
                "held_on": day,
                "services": "[checkout]",
                "hypothesis": "a",
                "result": "held",
                "action_items": item,
            }
        )
        files[f"investments/{n}.md"] = document(
            {
                "failure_mode": "certificate-expiry",
                "services": "[checkout]",
                "owner": "payments",
                "target": f"{{from: 3, to: 1, per: quarter, by: {day}}}",
                "status": "proposed",
            }
        )
    settings = f'content = "content"\nas-of = 2026-03-01\ntimezone = "{zone}"\n'
    assert crashes(files, tmp_path, settings) == ()


@pytest.mark.parametrize("day", ["0100-01-01", "9800-12-31"])
def test_checked_on_the_days_nobody_means(tmp_path, day):
    fields = GOOD | {"status": "draft", "resolved_at": "2026-02-20T11:00Z"}
    fields["action_items"] = "[{id: A1, title: T, owner: ada, due: 2026-02-21, status: open}]"
    files = {
        "postmortems/2026/a.md": document(fields),
        "postmortems/2026/b.md": document(fields | {"status": "final"}),
    }
    assert crashes(files, tmp_path, f'content = "content"\nas-of = {day}\n') == ()


def test_deadlines_that_never_come(tmp_path):
    fields = GOOD | {"resolved_at": "2026-02-20T11:00Z"}
    matrix = (
        "severities:\n  - {id: sev1, meaning: a, postmortem: full, draft_days: 99999999999,"
        " closing_days: 99999999999}\n"
    )
    files = {
        "postmortems/2026/a.md": document(fields),
        "postmortems/2026/b.md": document(fields | {"status": "draft"}),
        "severities.yml": matrix,
    }
    assert crashes(files, tmp_path) == ()


def test_junk_in_every_field(tmp_path):
    files = {}
    for field, junk in itertools.product(POSTMORTEM, JUNK):
        name = f"postmortems/2026/{field}-{JUNK.index(junk)}.md"
        files[name] = document(
            GOOD | {field: junk}, "\n# T\n\n- [ ] (A1)\n\n| Action | Owner |\n|---|---|\n"
        )
    for path, fields in OTHERS.items():
        for field, junk in itertools.product(fields.split(), JUNK):
            files[path.replace("a.md", f"{field}-{JUNK.index(junk)}.md")] = document({field: junk})
    assert crashes(files, tmp_path) == ()


def test_junk_in_every_field_of_an_item(tmp_path):
    lists = {
        "action_items": "id title owner due status kind addresses ticket done_on evidence reason",
        "contributing_factors": "id summary kind failure_mode accepted_because",
        "related": "postmortem relation",
        "runbooks_used": "runbook wanted result note",
    }
    files = {
        f"postmortems/2026/{name}-{field}-{n}.md": document(GOOD | {name: f"[{{{field}: {junk}}}]"})
        for name, fields in lists.items()
        for field in fields.split()
        for n, junk in enumerate(JUNK)
    }
    assert crashes(files, tmp_path) == ()
