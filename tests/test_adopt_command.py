"""The command `opslore adopt`: what it prints, what it writes, and odd ways to call it."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from console import Shell

HERE = Path(__file__).parent


def test_json_has_the_promised_shape(tmp_path):
    shutil.copytree(HERE / "adopt" / "forms", tmp_path / "forms")
    output, _ = Shell(tmp_path).run("opslore adopt forms --format json")
    found = json.loads(output[: output.rindex("]") + 1])
    keys = [
        "path",
        "type",
        "title",
        "date",
        "severity",
        "services",
        "owner",
        "action_items",
        "findings",
    ]
    assert all(list(entry) == keys for entry in found)
    items = [entry for document in found for entry in document["action_items"]]
    assert all(list(entry) == ["title", "owner", "due", "status", "ticket"] for entry in items)


def test_an_unchanged_file_is_written_only_if_it_still_is(tmp_path, monkeypatch):
    from opslore.cli import adopt as command
    from opslore.cli._failure import Failure

    file = tmp_path / "a.md"
    file.write_text("new")
    with pytest.raises(Failure, match="changed while it was read"):
        command._put(file, b"old", b"written")
    assert file.read_text() == "new"


POSTMORTEM = (HERE / "adopt/widespread/postmortem.md").read_text("utf-8")


@pytest.fixture
def shell(tmp_path):
    (tmp_path / "docs/incidents").mkdir(parents=True)
    (tmp_path / "docs/incidents/pool.md").write_text(POSTMORTEM)
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken/a.md").write_bytes("# Größe".encode("latin-1"))
    (tmp_path / "broken/b.md").write_bytes(b"a\0b")
    (tmp_path / "broken/c.md").write_bytes(b"")
    (tmp_path / "broken/d.png").write_bytes(bytes(range(256)))
    return Shell(tmp_path)


@pytest.mark.parametrize(
    "folder", ["docs", "docs/", "./docs", "empty/../docs", "docs/incidents/.."]
)
def test_a_folder_may_be_named_in_many_ways(shell, folder):
    wanted, _ = shell.run("opslore adopt docs")
    assert wanted.startswith("1 postmortem, 5 action items")
    assert shell.run(f"opslore adopt {folder}") == (wanted, 0)
    shell.run("cd docs/incidents")
    assert shell.run("opslore adopt ..") == (wanted, 0)


def test_a_single_file_is_adopted(shell):
    output, code = shell.run("opslore adopt docs/incidents/pool.md --write")
    assert (code, output.splitlines()[-1]) == (0, "1 file written")
    written = (shell.root / "docs/incidents/pool.md").read_text("utf-8")
    assert written.startswith("---\ntype: postmortem\n")
    assert written.endswith(POSTMORTEM)


def test_files_that_are_no_text_are_told_why(shell):
    output, code = shell.run("opslore adopt broken")
    assert code == 0
    assert output.splitlines()[4:] == [
        "  a.md: it cannot be read: byte 0xf6 is not UTF-8; in Latin-1 it would be `ö`",
        "  b.md: it cannot be read: holds 1 NUL byte, which text never has",
        "  c.md: it cannot be read: is empty",
        "nothing to write",
    ]
    assert shell.run("opslore adopt empty") == (
        "no postmortem and no runbook is there\nnothing to write\n", 0,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ("nowhere", "there is no folder nowhere; name the one that holds your documents"),
        ("broken/d.png", "broken/d.png is no document: read are files that end in .md"),
        ("docs --severity Critical", "expected such as Critical=sev1"),
        ("docs --owner 'a b'", "expected the id of a team such as platform"),
        ("docs --write --output nowhere/a.txt", "cannot write nowhere/a.txt"),
    ],
)
def test_what_cannot_be_done_is_said(shell, arguments, told):
    output, code = shell.run(f"opslore adopt {arguments}")
    assert (code, told in output) == (2, True), output
    assert (shell.root / "docs/incidents/pool.md").read_text("utf-8") == POSTMORTEM


def test_incidents_that_came_back_are_named(tmp_path):
    for day, title in [
        ("2025-01-14", "Checkout returns 503"),
        ("2025-03-02", "Checkout returns 503"),
        ("2025-03-09", "Checkout returns 404"),
        ("2025-04-01", "crates.io incident report for 2025-04-01"),
        ("2025-05-01", "crates.io postmortem"),
    ]:
        text = f"# {title}\n\nDate: {day}\n\n## Timeline\n\nx\n\n## Root cause\n\nx\n"
        (tmp_path / f"{day}.md").write_text(text)
    output, _ = Shell(tmp_path).run("opslore adopt .")
    first, back, *_ = output.splitlines()
    assert first == "5 postmortems, 0 action items, 0 due dates, 1 incident came back"
    assert back == "came back: Checkout returns 503 (2025-01-14, 2025-03-02)"


def test_a_runbook_of_a_library_has_the_owner_of_its_service(tmp_path):
    service = "---\ntype: service\nowner: payments\ntier: 1\n---\n# Pool\n"
    runbook = "---\ntype: runbook\nservices: [pool]\n---\n# Empty\n"
    for path, text in [("services/pool.md", service), ("runbooks/pool/empty.md", runbook)]:
        place = tmp_path / "content" / path
        place.parent.mkdir(parents=True)
        place.write_text(text)
    (tmp_path / "opslore.toml").touch()
    output, _ = Shell(tmp_path).run("opslore adopt content")
    assert output.splitlines()[0] == "1 runbook, 1 service"
    (tmp_path / "content/services/pool.md").unlink()
    output, _ = Shell(tmp_path).run("opslore adopt content")
    assert output.splitlines()[0] == "1 runbook nobody owns"


@pytest.mark.skipif(shutil.which("patch") is None, reason="the program patch is not there")
def test_the_diff_can_be_applied(tmp_path):
    kept = {
        "incidents/plain.md": POSTMORTEM.encode(),
        "incidents/with a space.md": POSTMORTEM.replace("\n", "\r\n").encode(),
        "incidents/no end.md": b"\xef\xbb\xbf# Outage 2025-01-14\n\n## Timeline\n\nx",
    }
    for root in ("written", "patched"):
        for path, raw in kept.items():
            (tmp_path / root / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / root / path).write_bytes(raw)
    shell = Shell(tmp_path)
    shell.run("opslore adopt patched --diff --output adoption.diff")
    shell.run("opslore adopt written --write")
    diff = (tmp_path / "adoption.diff").read_bytes()
    done = subprocess.run(
        ["patch", "-p1", "--binary"], cwd=tmp_path / "patched", input=diff, check=False,
        capture_output=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    for path, raw in kept.items():
        written = (tmp_path / "written" / path).read_bytes()
        assert written != raw
        assert (tmp_path / "patched" / path).read_bytes() == written


def test_a_folder_of_a_repository_has_its_owners_and_lies_where_it_lies(tmp_path):
    runbook = "# Failover\n\n## Look\n\nx\n"
    for path, text in [
        (".github/CODEOWNERS", "* @acme/all\n/runbooks/db/ @acme/dba\n"),
        ("runbooks/db/failover.md", runbook),
        ("runbooks/mail/OWNERS", "approvers: [wei]\n"),
        ("runbooks/mail/queue/full.md", runbook),
    ]:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)

    def owner_of(folder: str) -> list[tuple[str, str | None]]:
        output, _ = Shell(tmp_path).run(f"opslore adopt {folder} --format json")
        found = json.loads(output[: output.rindex("]") + 1])
        return [(entry["type"], entry["owner"]) for entry in found]

    assert owner_of("runbooks/db") == [(None, None)]  # nothing is read above a plain folder
    (tmp_path / ".git").mkdir()
    assert owner_of("runbooks/db") == [("runbook", "dba")]
    assert owner_of("runbooks") == [("runbook", "dba"), ("runbook", "all")]
    (tmp_path / ".github/CODEOWNERS").unlink()
    assert owner_of("runbooks/mail/queue") == [("runbook", "wei")]
