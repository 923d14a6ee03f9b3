"""The command `opslore alerts`: what it prints, its lines to paste, the lock, odd ways to call it."""

from __future__ import annotations

import json
import tomllib

import pytest

from cases import case, project
from console import run
from opslore.alerts import of_alert

RULES = """\
groups:
  - name: a
    rules:
      - alert: CheckoutPoolFull
        expr: busy == 1
        for: 5m
      - alert: Slow
        expr: slow == 1
        annotations:
          runbook_url: https://runbooks.example.com/checkout/gone/
"""


@pytest.fixture
def library(tmp_path):
    root = project(case(""), tmp_path / "p")
    (root / "rules.yml").write_text(RULES)
    with (root / "opslore.toml").open("a") as file:
        file.write('[alerts]\nfiles = ["*.yml"]\n[alerts.map]\n'
                   '"https://runbooks.example.com" = "runbooks"\n')  # fmt: skip
    return root


def test_json_has_one_entry_a_rule(library):
    _, out, _, code = run(["alerts", "--format", "json"], library)
    assert code == 1
    assert json.loads(out) == [
        {"alert": "CheckoutPoolFull", "file": "rules.yml", "line": 4, "url": None,
         "status": "none", "target": None},
        {"alert": "Slow", "file": "rules.yml", "line": 7, "status": "dangling-page",
         "url": "https://runbooks.example.com/checkout/gone/", "target": None},
    ]  # fmt: skip


def test_missing_lines_can_be_pasted(library):
    _, out, _, _ = run(["alerts", "--write-annotations"], library)
    told, *lines = out.splitlines()
    assert told == "# rules.yml:4 CheckoutPoolFull"
    text = RULES.replace("for: 5m\n", "for: 5m\n" + "".join(f"{line}\n" for line in lines), 1)
    (library / "rules.yml").write_text(text)
    _, out, _, _ = run(["alerts", "--format", "json"], library)
    first = json.loads(out)[0]
    assert (first["status"], first["target"]) == ("resolves", "content/runbooks/checkout/pool.md")


def test_a_review_keeps_the_fingerprint_and_a_changed_rule_is_told(library):
    review = ["review", "checkout/pool", "--how", "dry-run", "--by", "ada",
              "--evidence", "https://example.com/2"]  # fmt: skip
    assert run(review, library)[3] == 0
    lock = tomllib.loads((library / "opslore.lock").read_text())
    entry = lock["runbook/checkout/pool"]
    assert entry["alert/CheckoutPoolFull"] == of_alert("busy == 1", "5m")
    check = ["check", "--select", "alert-changed", "--format", "concise"]
    assert run(check, library)[1] == ""
    (library / "rules.yml").write_text(RULES.replace("busy == 1", "busy > 0.9"))
    assert "alert `CheckoutPoolFull` changed" in run(check, library)[1]


def test_a_reading_and_an_earlier_trial_leave_the_lock(library):
    base = ["review", "checkout/pool", "--by", "ada", "--evidence", "https://example.com/2"]
    assert run([*base, "--how", "read"], library)[3] == 0
    assert not (library / "opslore.lock").exists()
    assert run([*base, "--how", "dry-run", "--at", "2026-02-28"], library)[3] == 0
    before = (library / "opslore.lock").read_bytes()
    (library / "rules.yml").write_text(RULES.replace("busy == 1", "busy > 0.9"))
    assert run([*base, "--how", "dry-run", "--at", "2026-02-20"], library)[3] == 0
    assert (library / "opslore.lock").read_bytes() == before
    (library / "opslore.lock").write_text("<<<<<<<")
    document = (library / "content/runbooks/checkout/pool.md").read_bytes()
    _, _, err, code = run([*base, "--how", "dry-run"], library)
    assert (code, "is no TOML" in err) == (2, True)
    assert (library / "content/runbooks/checkout/pool.md").read_bytes() == document


def test_a_terminal_is_not_commanded(tmp_path):
    evil = 'groups: [{rules: [{alert: "a\\e[31m\\n::error::x", expr: x, annotations: {runbook: "https://x.example/\\e[2J\\n##[error]"}}]}]\n'
    (tmp_path / "a.yml").write_text(evil)
    (tmp_path / "books").mkdir()
    both, out, _, code = run(["alerts", "a.yml", "--runbooks", "books"], tmp_path)
    assert code == 0
    assert "\x1b" not in both
    assert not any(line.startswith(("::", "##[")) for line in both.splitlines())
    _, out, _, _ = run(["alerts", "a.yml", "--runbooks", "books", "--format", "json"], tmp_path)
    assert json.loads(out)[0]["status"] == "external"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["alerts", "nowhere.yml", "--runbooks", "."], "there is no file or folder nowhere.yml"),
        (["alerts", "--runbooks", "nowhere"], "is no folder"),
        (["alerts"], "which rule files?"),
        (["alerts", "empty"], "there are no rule files in empty: none ends in .yaml, .yml"),
        (["alerts", "a.yml", "--map", "runbooks"], "expected URL_PREFIX=FOLDER"),
        (["alerts", "a.yml", "--map", "https://x.example/=nowhere"], "there is no folder nowhere"),
    ],
)
def test_what_cannot_be_done_is_said(arguments, told, tmp_path):
    (tmp_path / "a.yml").write_text(RULES)
    (tmp_path / "empty").mkdir()
    _, _, err, code = run(arguments, tmp_path)
    assert (code, told in err) == (2, True), err


def test_paths_are_those_of_the_current_folder(library):
    _, out, _, code = run(["alerts"], library / "content")
    assert code == 1
    assert out.startswith("dangling-page (1): leads to no page\n  Slow")
    assert "  ../rules.yml:7\n" in out
    assert "../rules.yml:4" in run(["alerts", "--write-annotations"], library / "content")[1]


def test_rules_from_standard_input(library):
    mixin = json.dumps({"groups": [{"name": "a", "rules": [{"alert": "X", "expr": "up"}]}]})
    _, out, _, code = run(["alerts", "-", "rules.yml", "--format", "json"], library, mixin.encode())
    assert code == 1
    assert [(row["alert"], row["file"]) for row in json.loads(out)] == [
        ("X", "stdin"), ("CheckoutPoolFull", "rules.yml"), ("Slow", "rules.yml"),
    ]  # fmt: skip
    _, _, err, code = run(["alerts", "-"], library, b"a: [")
    assert (code, err.startswith("stdin:1:")) == (1, True)


def test_a_line_to_paste_bears_the_name_of_the_one_it_replaces(library):
    text = RULES.replace("for: 5m", "annotations: {runbook: ../content/runbooks/checkout/Pool.md}")
    (library / "rules.yml").write_text(text)
    _, out, err, _ = run(["alerts", "--write-annotations"], library)
    assert out.splitlines()[1].strip() == "runbook: https://runbooks.example.com/checkout/pool/"
    assert err == "no runbook is there for 1 alert rule: Slow\n"
