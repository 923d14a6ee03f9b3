"""The recipe that makes tickets.json from the exports of trackers, and what the library makes of it."""

from __future__ import annotations

import json
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from cases import DAY
from opslore import schema
from opslore.catalogue import load
from site_build import library

HERE = Path(__file__).parent
SCRIPT = HERE.parent / "ci/tickets.py"
PREFIXES = {
    "github": "https://github.com/example/shop/issues/",
    "github-rest": "https://github.com/example/shop/issues/",
    "gitlab": "https://gitlab.example.com/shop/checkout/-/issues/",
    "jira": "https://example.atlassian.net/browse/PAY-",
}
# What every tracker says in its own words: ticket, status, closed, who.
STORY = (
    ("81", "done", "2026-02-09T09:12Z", "ada"),
    ("82", "open", None, None),
    ("83", "cancelled", "2026-02-11T22:00Z", "grace"),
    ("84", "in-progress", None, "grace"),
)
PEOPLE = {"ada-l": "ada", "ada@example.com": "ada"}


def snapshot(export: str, *arguments: object, folder: Path) -> str:
    """Return what the script prints for an export of the test folder."""
    people = folder / "people.json"
    people.write_text(json.dumps(PEOPLE))
    command = [export.partition("-")[0], HERE / "trackers" / f"{export}.json", "--people", people]
    done = subprocess.run(
        [sys.executable, str(SCRIPT), *map(str, [*command, *arguments])],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("export", PREFIXES)
class TestEachTracker:
    def test_its_words_become_ours(self, export, tmp_path):
        told = json.loads(snapshot(export, folder=tmp_path))
        github = export.startswith("github")  # has no word for work in progress
        assert told == [
            {
                "url": f"{PREFIXES[export]}{number}",
                "status": "open" if github and status == "in-progress" else status,
                "closed_at": closed,
                "assignee": who,
            }
            for number, status, closed, who in STORY
        ]
        assert schema.validate_data("tickets", told) == ()

    def test_the_library_takes_states_from_it(self, export, tmp_path):
        root = library(tmp_path / "library")
        items = "".join(
            f"  - {{id: A{n}, title: Item {n}, owner: grace, due: 2026-02-20, status: open,"
            f' ticket: "{PREFIXES[export]}{n}"}}\n'
            for n, *_ in STORY
        )
        path = root / "content/postmortems/2026/2026-01-10-pool.md"
        text = path.read_text().replace("severity:", f"action_items:\n{items}severity:", 1)
        path.write_text(text)
        (root / "content/tickets.json").write_text(snapshot(export, folder=tmp_path))
        found = {a.item.id: a.status for a in load(root, DAY).action_items}
        assert found["A81"] == "done"
        assert found["A82"] == "open"
        assert found["A83"] == "cancelled"

    def test_only_tickets_of_the_library(self, export, tmp_path):
        only = tmp_path / "actions.json"
        only.write_text(json.dumps([{"ticket": f"{PREFIXES[export]}82"}, {"ticket": None}]))
        told = json.loads(snapshot(export, "--only", only, folder=tmp_path))
        assert [ticket["url"][-2:] for ticket in told] == ["82"]

    def test_one_line_a_ticket(self, export, tmp_path):
        lines = snapshot(export, folder=tmp_path).splitlines()
        assert (lines[0], lines[-1], len(lines)) == ("[", "]", len(STORY) + 2)


def test_pages_of_an_export_are_joined_and_a_ticket_is_told_once():
    main = runpy.run_path(str(SCRIPT))["main"]
    path = str(HERE / "trackers/jira.json")
    assert main(["jira", path, path]) == main(["jira", path])


def test_a_library_whose_server_is_below_a_path():
    jira = runpy.run_path(str(SCRIPT))["jira"]
    issue = json.loads((HERE / "trackers/jira.json").read_text())["issues"][0]
    issue["self"] = "https://tools.example.com/jira/rest/api/2/issue/10081"
    assert next(jira({"issues": [issue]}))["url"] == "https://tools.example.com/jira/browse/PAY-81"


@pytest.mark.parametrize(
    "text, told",
    [
        ("[", "is no JSON"),
        ('{"a": 1}', "is no export of that kind"),
        ("[1]", "is no export of that kind"),
        (
            '[{"url": "x", "state": "CLOSED", "closedAt": "soon", "assignees": []}]',
            "a time that is none",
        ),
        (None, "No such file"),
    ],
)
def test_what_is_no_export_is_said_in_a_line(text, told, tmp_path):
    file = tmp_path / "all.json"
    if text is not None:
        file.write_text(text)
    command = [sys.executable, str(SCRIPT), "github", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"tickets.py: {file}")
    assert told in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("end", ["", "/", "#comment-3", "/#x"])
def test_a_ticket_is_found_however_its_address_ends(end, tmp_path):
    root = library(tmp_path)
    told = [{"url": "https://tracker.example.com/browse/PAY-81", "status": "done"}]
    (root / "content/tickets.json").write_text(json.dumps(told))
    path = root / "content/postmortems/2026/2026-01-10-pool.md"
    item = f"{{id: A1, title: T, owner: ada, due: 2026-02-01, ticket: 'https://tracker.example.com/browse/pay-81{end}'}}"
    path.write_text(
        path.read_text().replace("status: final", f"status: final\naction_items: [{item}]")
    )
    (action,) = (a for a in load(root, DAY).action_items if "2026-01-10-pool" in a.id)
    assert action.status == "done"
