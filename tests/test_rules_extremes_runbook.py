"""No value makes a rule on runbooks, policies, reviews or services fail, nor does any text."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases import Case, catalogue, project
from opslore.document import parse
from opslore.metrics.commands import blocks
from opslore.rules import engine
from opslore.rules._steps import regions
from opslore.rules.expected_output import problems as expected_output
from opslore.rules.undeclared_param import undeclared
from opslore.rules.unknown_step import problems as unknown_step

FAMILIES = ("RB", "OC", "PRR", "SVC")
DAYS = ("0001-01-01", "9999-12-31", "2026-02-30", "20260301", "0001-01-01T00:00+14:00")
INSTANTS = ("0001-01-01T00:00Z", "9999-12-31T23:59Z", "9999-12-31T23:59-12:00")
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
FIELDS = {
    "runbooks/checkout/": "status kind alerts risk approval escalation params expected_duration"
    " prerequisites dashboards automation verified review_interval superseded_by services waivers",
    "on-call/": "coverage covers rotation levels timezones secondary shadow handover owner",
    "readiness/checkout/": "service stage reviewed_on answers verdict approved_by action_items"
    " next_review",
    "services/": "owner tier lifecycle depends_on slos rpo rto dashboards",
}
ITEMS = {
    "runbooks/checkout/": {
        "params": "name description pattern example from_label",
        "verified": "by at how evidence",
    },
    "on-call/": {"levels": "order target ack_within escalate_after when"},
    "readiness/checkout/": {},
    "services/": {
        "depends_on": "service criticality fallback",
        "slos": "name objective window",
    },
}
GOOD = {
    "runbooks/checkout/": {"alerts": "[A]"},
    "on-call/": {"covers": "[checkout]", "coverage": "follow-the-sun"},
    "readiness/checkout/": {
        "service": "checkout",
        "reviewed_on": "2026-02-01",
        "verdict": "approved",
        "answers": "{dashboards: {status: pass}, restore-tested: {status: waived}}",
    },
    "services/": {"owner": "payments", "tier": "1"},
}
BODY = """
# T

## Mitigation

1. Do step 9.

    ```bash
    kubectl delete pod <x> $y '
    ```
"""


def crashes(files, folder, head="as_of = 2026-03-01"):
    texts = {"opslore.toml": f'content = "content"\n{head}\n'} | files
    raw = {path: text.encode() for path, text in texts.items()}
    found = catalogue(project(Case(raw, ()), folder))
    return engine.check(found, select=FAMILIES).crashes


def document(fields, body=BODY):
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in fields.items()) + f"---\n{body}"


@pytest.mark.parametrize("folder", FIELDS)
def test_junk_in_every_field(tmp_path, folder):
    files = {
        f"{folder}{field.replace('_', '-')}-{n}.md": document(GOOD[folder] | {field: junk})
        for field in FIELDS[folder].split()
        for n, junk in enumerate(JUNK)
    }
    assert crashes(files, tmp_path) == ()


@pytest.mark.parametrize("folder", FIELDS)
def test_junk_in_every_field_of_an_item(tmp_path, folder):
    files = {
        f"{folder}{name.replace('_', '-')}-{field.replace('_', '-')}-{n}.md": document(
            GOOD[folder] | {name: f"[{{{field}: {junk}}}]"}
        )
        for name, fields in ITEMS[folder].items()
        for field in fields.split()
        for n, junk in enumerate(JUNK)
    }
    answers = itertools.product(("status", "evidence", "reason", "until"), enumerate(JUNK))
    for field, (n, junk) in answers if folder.startswith("readiness") else ():
        answer = f"{{dashboards: {{status: waived, {field}: {junk}}}}}".replace(
            "status: waived, status", "status"
        )
        files[f"{folder}{field}-{n}.md"] = document(GOOD[folder] | {"answers": answer})
    assert crashes(files, tmp_path) == ()


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago"])
@pytest.mark.parametrize("as_of", ["0100-01-01", "2026-03-01", "9800-12-31"])
def test_the_ends_of_time(tmp_path, zone, as_of):
    files = {}
    for n, day in enumerate((*DAYS, *INSTANTS)):
        files[f"runbooks/checkout/r{n}.md"] = document(
            {"verified": f"{{by: ada, at: {day}, how: dry-run}}", "review_interval": "3650"}
        )
        files[f"readiness/checkout/launch-{n}.md"] = document(
            GOOD["readiness/checkout/"]
            | {
                "reviewed_on": day,
                "next_review": day,
                "answers": f"{{dashboards: {{status: waived, reason: x, until: {day}}}}}",
            }
        )
        used = f"[{{runbook: checkout/r{n}, result: failed}}]"
        files[f"drills/{n}.md"] = document({"held_on": day, "runbooks_used": used})
        files[f"postmortems/2026/{n}.md"] = document(
            {"severity": "sev3", "started_at": day, "runbooks_used": used}
        )
    assert crashes(files, tmp_path, f'as_of = {as_of}\ntimezone = "{zone}"') == ()


LINES = st.sampled_from(
    [
        "# T",
        "## Mitigation",
        "1. Go to step 2.",
        "2. Do it.",
        "- a",
        "```bash",
        "```console",
        "```sql",
        "```",
        "$ ls",
        "rm -rf $x",
        "DROP TABLE a;",
        "    ```",
        "    $ cat <<EOF",
        "EOF",
        "echo 'a",
        "> [!WARNING]",
        "!!! danger",
        "    text",
        "",
        "| 1 | a |",
        "|---|---|",
        "steps 1-99",
    ]
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(LINES, max_size=25))
def test_any_text_can_be_read(lines):
    found = parse("content/runbooks/a/b.md", "---\nkind: procedure\n---\n" + "\n".join(lines))
    places = [p.at for p in (*unknown_step(found), *expected_output(found))]
    places += [at for many in undeclared(found, set()).values() for at in many]
    places += [b.at(call.start, call.end) for b in blocks(found) for call in b.calls]
    for at in places:
        assert 0 < at.column < at.end_column <= len(found.line(at.line)) + 1
    cut = regions(found)
    assert [r.end_line for r in cut[:-1]] == [r.line for r in cut[1:]]
