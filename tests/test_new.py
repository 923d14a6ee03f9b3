"""`opslore new`: what it writes is complete but for its blanks, and check names just those."""

from __future__ import annotations

import re

import click
import pytest

from cases import case, catalogue, project
from console import run
from opslore.cli import _kinds
from opslore.cli._failure import Failure
from opslore.cli._new_rule import next_code, stub
from opslore.records import RECORDS
from opslore.rules import engine

COMMON = {"postmortem": ["--service", "checkout", "--started-at", "2026-02-20T12:00+02:00"]}
TITLE = "Checkout waited: the queue's #1 problem, 100 %"
BEGUN = [
    *(("postmortem", [*COMMON["postmortem"], "--severity", f"sev{n}", "--title", TITLE],
       "postmortems/2026/2026-02-20-checkout-waited-the-queue-s-1-problem-100.md") for n in "1234"),
    ("runbook", ["--service", "search", "--title", TITLE], "runbooks/search/checkout-waited-the-queue-s-1-problem-100.md"),
    ("runbook", ["--service", "checkout", "--alert", "CheckoutSlow", "--title", "Slow", "--name", "slow"], "runbooks/checkout/slow.md"),
    ("runbook", ["--kind", "restore", "--title", "Restore a volume"], "runbooks/restore-a-volume.md"),
    ("runbook", ["--from", "2026-01-10-pool"], "runbooks/checkout/checkout-waited-for-connections.md"),
    ("on-call-policy", ["--owner", "platform", *(word for who in ("ada", "grace", "edsger", "barbara", "radia") for word in ("--member", who))], "on-call/platform.md"),
    ("readiness-review", ["--service", "checkout", "--stage", "launch"], "readiness/checkout/launch-2026-03-01.md"),
    ("near-miss", ["--service", "checkout", "--what", "The backup was empty: 0 bytes", "--caught-by", "human", "--fix", "The job fails #1 at once", "--on", "2026-02-27"],
     "near-misses/2026/2026-02-27-the-backup-was-empty-0-bytes.md"),
    ("drill", ["--title", "Losing a replica", "--service", "checkout"], "drills/2026/2026-03-01-losing-a-replica.md"),
    ("service", ["--id", "basket", "--owner", "payments", "--tier", "4"], "services/basket.md"),
    ("case-study", ["--title", "A change that reached all", "--on", "2025-11-18"], "case-studies/a-change-that-reached-all.md"),
    ("case-study", ["--title", "A change that reached some"], "case-studies/a-change-that-reached-some.md"),
    ("investment", ["--title", "Limits in every pool", "--service", "checkout", "--owner", "payments"], "investments/limits-in-every-pool.md"),
    ("guide", ["--title", "How to write", "--owner", "platform"], "guides/how-to-write.md"),
    ("onboarding-path", ["--title", "First rotation", "--owner", "platform"], "onboarding/first-rotation.md"),
]  # fmt: skip


@pytest.fixture
def library(tmp_path):
    return project(case(""), tmp_path)


def new(library, *arguments, stdin=b""):
    _, out, err, code = run(["new", *arguments], library, stdin)
    return out, err, code


def test_every_type_can_be_begun():
    assert {kind for kind, *_ in BEGUN} == set(RECORDS) == set(_kinds.KINDS)


@pytest.mark.parametrize(
    ("kind", "options", "path"), BEGUN, ids=[f"{kind} {options[-1]}" for kind, options, _ in BEGUN]
)
def test_what_is_written_passes_but_for_its_blanks(kind, options, path, library):
    out, err, code = new(library, kind, *options)
    assert (out, code) == (f"content/{path}\n", 0), err
    blanks = {int(n) for n in re.findall(rf"content/{re.escape(path)}:(\d+): ", err)}
    written = (library / "content" / path).read_text("utf-8").split("\n")
    assert blanks == {n for n, line in enumerate(written, 1) if "TODO" in line}
    found = findings(library)
    assert {f.location.path for f in found} <= {f"content/{path}"}
    if "status: draft" not in written:
        assert {f.location.line for f in found} == blanks, found
        return
    # A draft may lie in the repository as it is; a blank of its text is told once it is none.
    assert {f.location.line for f in found} <= blanks
    assert {f.level for f in found} <= {"warning"}
    done = "active" if kind == "runbook" else "in-review"
    finished = "\n".join(written).replace("status: draft", f"status: {done}")
    (library / "content" / path).write_text(finished, "utf-8")
    assert {f.location.line for f in findings(library)} >= blanks


def findings(library):
    return [f for f in engine.check(catalogue(library)).findings if f.level != "advice"]


@pytest.mark.parametrize(("kind", "options", "path"), BEGUN, ids=lambda value: str(value)[:40])
def test_nothing_is_written_over(kind, options, path, library):
    file = library / "content" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("mine")
    _, err, code = new(library, kind, *options)
    assert code == 2
    assert f"content/{path} exists and is left as it is" in err
    assert file.read_text() == "mine"


def test_a_near_miss_is_one_line_and_complete(library):
    out, err, code = new(
        library, "near-miss", "--service", "checkout", "--what", "The nightly backup was empty",
        "--caught-by", "human", "--fix", "The job fails when the file is too small",
    )  # fmt: skip
    assert code == 0
    assert "it is complete" in err
    assert (library / out.strip()).read_text() == (
        "---\noccurred_on: 2026-03-01\nservices: [checkout]\n"
        "what_failed: The nightly backup was empty\ncaught_by: human\n"
        "corrective_action: The job fails when the file is too small\n---\n"
    )
    assert run(["check"], library)[3] == 0


@pytest.mark.parametrize(
    ("severity", "fields"),
    [
        ("sev1", {"resolved_at", "detected_at", "mitigated_at", "trigger", "roles", "reviewers"}),
        ("sev2", {"resolved_at", "detected_at", "impact", "contributing_factors"}),
        ("sev3", set()),
        ("sev4", set()),
    ],
)
def test_the_severity_decides_how_much_is_asked(severity, fields, library):
    out, _, _ = new(
        library, "postmortem", *COMMON["postmortem"], "--title", "T", "--severity", severity
    )
    text = (library / out.strip()).read_text()
    given = set(re.findall(r"^(\w+):", text, re.MULTILINE))
    assert fields <= given
    assert {"status", "severity", "services", "started_at"} <= given
    assert bool(fields) == ("## Timeline" in text)
    assert "started_at: 2026-02-20T10:00Z" in text  # written in UTC


def test_a_runbook_that_was_missing_is_begun_from_its_postmortem(library):
    path = library / "content/postmortems/2026/2026-01-10-pool.md"
    path.write_text(path.read_text().replace("failure_modes:", (
        "detection: {source: alert, alert: CheckoutSlow}\nrunbooks_used:\n"
        "  - {wanted: How to see who holds a connection, result: did-not-exist}\nfailure_modes:")))  # fmt: skip
    out, _, _ = new(library, "runbook", "--from", "postmortem/2026-01-10-pool")
    assert out == "content/runbooks/checkout/how-to-see-who-holds-a-connection.md\n"
    text = (library / out.strip()).read_text()
    assert "alerts: [CheckoutSlow]\n" in text
    assert "# How to see who holds a connection\n" in text


FOUND = """

## Timeline

At 10:10 we ran `kubectl get pods -n shop` and read `connection pool = 20`. Then `frob the pool`.

```console
$ kubectl logs checkout-1
pool is full
$ kubectl get events
nothing
```

```sql
SELECT count(*) FROM pg_stat_activity;
```

```json
{"kubectl": "no command"}
```

```bash
kubectl delete namespace shop-old
```
"""


@pytest.fixture
def with_commands(library):
    path = library / "content/postmortems/2026/2026-01-10-pool.md"
    path.write_text(path.read_text() + FOUND)
    return path


def test_a_runbook_takes_over_the_commands_of_its_postmortem(with_commands, library):
    out, err, _ = new(library, "runbook", "--from", "2026-01-10-pool")
    text = (library / out.strip()).read_text()
    looked, acted = text.split("## Mitigation")
    assert re.findall(r"^( *)(\d)\. ", text, re.MULTILINE) == [("", str(n)) for n in range(1, 7)]
    assert re.findall(r"^    (?:kubectl|SELECT).*", looked, re.MULTILINE) == [
        "    kubectl get pods -n shop",
        "    kubectl logs checkout-1",
        "    kubectl get events",
        "    SELECT count(*) FROM pg_stat_activity;",
    ]
    assert "    kubectl delete namespace shop-old\n" in acted
    assert acted.index("!!! danger") < acted.index("kubectl delete")
    assert "risk: destructive\n" in text
    for other in ("pool is full", "frob", "connection pool", "no command"):
        assert other not in text
    assert "(<../../postmortems/2026/2026-01-10-pool.md>)" in text
    assert "What this shows" in err
    run_check = run(["check", out.strip()], library)
    assert run_check[3] == 0, run_check[1]


def test_what_is_restricted_stays_so_in_the_runbook(with_commands, library):
    text = with_commands.read_text().replace(
        "status: final", "status: final\nvisibility: restricted"
    )
    with_commands.write_text(text)
    out, _, _ = new(library, "runbook", "--from", "2026-01-10-pool", "--title", "T")
    made = (library / out.strip()).read_text()
    assert "visibility: restricted\n" in made
    assert "Checkout waited" not in made


def test_a_policy_covers_what_nobody_covers_or_asks(library):
    members = [word for who in ("ada", "grace", "edsger") for word in ("--member", who)]
    new(library, "on-call-policy", "--owner", "platform", *members)
    out, err, code = new(library, "on-call-policy", "--owner", "platform", "--name", "nights")
    assert (out, code) == ("content/on-call/nights.md\n", 0)
    assert "content/on-call/nights.md:4: the ids of the services it covers\n" in err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["postmortem", "--severity", "sev1"], "still to be said: --title"),
        (["postmortem", *COMMON["postmortem"], "--title", "T", "--severity", "sev9"], "did you mean `sev4`"),
        (["postmortem", "--service", "checkout", "--severity", "sev1", "--title", "T", "--started-at", "10:00"], "expected an instant such as"),
        (["guide", "--title", "T", "--owner", "platfrom"], "there is no team 'platfrom'; did you mean `platform`"),
        (["drill", "--title", "T", "--service", "chekout"], "there is no service 'chekout'; did you mean `checkout`"),
        (["guide", "--title", "日本", "--owner", "platform"], "say one with --name"),
        (["guide", "--title", "a <b>", "--owner", "platform"], "has no place in a title"),
        (["guide", "--title", "T", "--owner", "a: b"], "is no id of a team"),
        (["service", "--id", "../up", "--owner", "platform", "--tier", "1"], "is no file name"),
        (["service", "--id", "a", "--owner", "platform", "--tier", "5"], "'5' is not one of"),
        (["near-miss", "--service", "checkout", "--what", "x", "--caught-by", "luck", "--fix", "y", "--on", "soon"], "--on is 'soon'"),
        (["near-miss", "--service", "checkout", "--what", "x", "--caught-by", "luck", "--fix", "y", "--on", "2026-03-02"], "a near miss has happened"),
        (["runbook", "--from", "2026-01-10-pol"], "did you mean `2026-01-10-pool`"),
        (["runbook", "--from", "x"], "there is no postmortem 'x'; there are 2026-01-10-pool"),
    ],
)  # fmt: skip
def test_what_is_refused_writes_nothing(arguments, told, library):
    before = sorted(library.rglob("*"))
    _, err, code = new(library, *arguments)
    assert code == 2
    assert told in err
    assert sorted(library.rglob("*")) == before


def test_a_title_in_another_script_needs_a_name_only(library):
    out, _, _ = new(library, "guide", "--title", "日本", "--owner", "platform", "--name", "Japan")
    assert out == "content/guides/japan.md\n"
    assert "# 日本\n" in (library / out.strip()).read_text("utf-8")


def test_on_a_terminal_it_asks(library, monkeypatch):
    answers = iter(["Losing a replica", "checkout, search"])
    asked = []
    monkeypatch.setattr("opslore.cli.new.sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr(click, "prompt", lambda text, **_: asked.append(text) or next(answers))
    kind = _kinds.KINDS["drill"]
    assert [ask.name for ask in kind.asks if ask.needed] == ["title", "service"]
    monkeypatch.chdir(library)
    from opslore.cli import new as module

    class Terminal:
        def isatty(self):
            return True

    monkeypatch.setattr(module.sys, "stdin", Terminal())
    assert module._write(kind, {}) == 0
    assert len(asked) == 2
    text = (library / "content/drills/2026/2026-03-01-losing-a-replica.md").read_text()
    assert "services: [checkout, search]\n" in text


def test_what_cannot_be_an_answer_is_asked_again(library, monkeypatch, capsys):
    answers = iter(
        ["Cards were refused", "sev9", "sev3", "chekout", "checkout", "10:00", "2026-02-20T10:00Z"]
    )
    asked = []
    monkeypatch.setattr(click, "prompt", lambda text, **_: asked.append(text) or next(answers))
    monkeypatch.chdir(library)
    from opslore.cli import new as module

    class Terminal:
        def isatty(self):
            return True

    monkeypatch.setattr(module.sys, "stdin", Terminal())
    assert module._write(_kinds.KINDS["postmortem"], {}) == 0
    assert len(asked) == 7
    assert asked[1].endswith("[sev1, sev2, sev3, sev4]")
    told = capsys.readouterr().err
    assert "there is no severity 'sev9'" in told
    assert "there is no service 'chekout'; did you mean `checkout`?" in told
    assert "write day, time and zone" in told
    assert (library / "content/postmortems/2026/2026-02-20-cards-were-refused.md").exists()


@pytest.mark.parametrize(
    ("title", "given", "slug"),
    [
        ("The queue of the checkout fills", None, "the-queue-of-the-checkout-fills"),
        ("  Ümläut & CO. (2) ", None, "umlaut-co-2"),
        ("x" * 90, None, "x" * 90),
        (" ".join(["word"] * 30), None, "-".join(["word"] * 12)),
        ("anything", "My Name", "my-name"),
    ],
)
def test_slugs(title, given, slug):
    assert _kinds.slug(title, given) == slug


def test_no_slug():
    with pytest.raises(Failure, match="--name"):
        _kinds.slug("!?")


@pytest.mark.parametrize("kind", sorted(RECORDS))
def test_the_stub_of_a_rule_is_a_rule(kind):
    text = stub("time-travel", "PM", kind, "warning")
    made = {"__name__": "opslore.rules.engine"}  # where the decorator looks for the page
    exec(compile(text, "stub", "exec"), made)
    rule = made["time_travel"]
    assert (rule.code, rule.name, rule.level) == (next_code("PM"), "time-travel", "warning")
    assert rule.on is RECORDS[kind]
    assert f"<!-- expect: {next_code('PM')} -->" in text
    assert all(len(line) <= 100 for line in text.splitlines())


def test_a_code_is_the_next_of_its_family():
    codes = {rule.code for rule in engine.all_rules()}
    assert next_code("PM") not in codes
    assert f"PM{int(next_code('PM')[2:]) - 1:03}" in codes
    assert next_code("ZZZ") == "ZZZ001"


@pytest.mark.parametrize(
    ("name", "told"),
    [("time-order", "there is a rule time-order already"), ("Time Order", "is no name of a rule")],
)
def test_a_rule_that_cannot_be(name, told, library):
    _, err, code = new(library, "rule", name)
    assert code == 2
    assert told in err
