"""The command line: every case of tests/cli with its exact output, and what all commands share."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cases import DAY, case, consoles, project
from console import Shell, run
from opslore.cli import _group
from opslore.cli._asked import OPTIONS, asked, plainly
from opslore.rules import engine

HERE = Path(__file__).parent
PYTHON = (sys.executable, "-c", "import sys; from opslore.cli import main; sys.exit(main())")


def parts(path: Path) -> dict[str, str]:
    """Return the cases of a file by title: headings outside of fences."""
    found: dict[str, str] = {}
    title, fence = "", ""
    for line in path.read_text("utf-8").splitlines(keepends=True):
        mark = re.match(r"`{3,}", line)
        if mark and not fence:
            fence = mark[0]
        elif mark and line.rstrip() == fence:
            fence = ""
        elif not fence and line.startswith("# "):
            title = line[2:].strip()
        found[title] = found.get(title, "") + line
    return found


CASES = [
    pytest.param(path, title, id=f"{path.stem}: {title}")
    for path in sorted((HERE / "cli").glob("*.md"))
    for title in parts(path)
    if title
]


@pytest.mark.parametrize(("path", "title"), CASES)
def test_console(path, title, tmp_path, request):
    text = parts(path)[title]
    shell = Shell(project(case(text), tmp_path))
    commands = consoles(text)
    assert commands, "a case without a command shows nothing"
    update = request.config.getoption("--update")
    for wanted in commands:
        output, code = shell.run(wanted.command)
        if update:
            rewrite(path, title, wanted, output, code)
        else:
            assert (output, code) == (wanted.output, wanted.code), wanted.command


def rewrite(path: Path, title: str, wanted, output: str, code: int) -> None:
    """Put what a command printed into its case."""
    whole = parts(path)
    longest = max((len(run) for run in re.findall(r"^`{3,}", output, re.MULTILINE)), default=2)
    fence = "`" * (longest + 1)
    told = f"{output}exit {code}\n" if code else output
    old = re.compile(
        rf"^(`{{3,}})console\n\$ {re.escape(wanted.command)}\n.*?^\1$", re.MULTILINE | re.DOTALL
    )
    made = f"{fence}console\n$ {wanted.command}\n{told}{fence}"
    whole[title] = old.sub(lambda _: made, whole[title], count=1)
    path.write_text("".join(whole.values()), "utf-8", newline="")


@pytest.fixture
def library(tmp_path):
    (tmp_path / "notes.txt").touch()
    return project(case(""), tmp_path)


def commands(group=_group.group, name="opslore"):
    context = group.context_class(group, info_name=name)
    for each in group.list_commands(context):
        found = group.get_command(context, each)
        yield [each], found
        if hasattr(found, "list_commands"):
            for below, command in commands(found, each):
                yield [each, *below], command


COMMANDS = list(commands())


@pytest.mark.parametrize("words", [w for w, _ in COMMANDS], ids=" ".join)
def test_every_command_has_help_with_an_example(words, library):
    _, told, _, code = run([*words, "--help"], library)
    assert code == 0
    assert told.startswith(f"Usage: opslore {' '.join(words)}")
    if words[-1] != "rule":
        assert re.search(r"Examples?:", told), told
        assert f"opslore {words[0]}" in told.partition("Example")[2]


def test_help_names_every_command_and_how_to_complete(library):
    _, told, _, code = run(["--help"], library)
    assert code == 0
    for words, _ in COMMANDS:
        if len(words) == 1:
            assert re.search(rf"^  {words[0]}  +\S", told, re.MULTILINE)
    assert "_OPSLORE_COMPLETE=bash_source" in told


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["check"], 0, "no errors"),
        (["check", "--help"], 0, ""),
        (["--version"], 0, ""),
        (["chekc"], 2, "did you mean `check`?"),
        (["check", "--selct", "x"], 2, "--select"),
        (["check", "--select", "time-ordr"], 2, "did you mean `time-order`"),
        (["check", "--format", "jsn"], 2, "did you mean `json`"),
        (["check", "--fail-on", "advice"], 2, "expected error or warning"),
        (["check", "--as-of", "tomorrow"], 2, "expected a day such as 2026-03-01"),
        (["check", "--as-of", "2026-02-30"], 2, "is 2026-02-30, which is not in the calendar"),
        (["check", "--as-of", ""], 2, "a day such as 2026-03-01 or a distance such as +90d"),
        (["check", "--as-of", "9999-12-31"], 2, "expected a year from 1900 to 2999"),
        (["check", "--as-of", "-99999d"], 2, "expected a year from 1900 to 2999"),
        (["check", "--jobs", "-1"], 2, "0 or more"),
        (["check", "--jobs", "many"], 2, "expected a number"),
        (["check", "--base", "main"], 2, "is in no git repository"),
        (["check", "--baseline", "none"], 2, "--write-baseline makes one"),
        (["check", "--write-baseline", "content/guides"], 2, "lists the whole library"),
        (["check", "nothing-here.md"], 2, "there is no file or folder nothing-here.md"),
        (["check", "opslore.toml"], 0, "no documents"),
        (["check", "notes.txt"], 2, "nothing to check: none of the paths given holds"),
        (["check", "notes.txt", "--allow-empty"], 0, "no documents"),
        (["check", "--output", "no/such/folder/x"], 2, "no/such/folder/x: there is no such folder"),
        (["check", "--stdin-filename", "x.md"], 2, "give `-` as the path"),
        (["explain", "time-ordr"], 2, "did you mean `time-order`"),
        (["new", "gide"], 2, "did you mean `guide`?"),
        (["review", "poool", "--how", "read"], 2, "there is no document 'poool'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_exit_codes(arguments, code, told, library):
    output, _, _, got = run(arguments, library)
    assert got == code, output
    assert told in output


def test_result_and_remarks_go_separate_ways(library):
    (library / "content/guides/bad.md").write_text("---\nownr: platform\n---\n\n# T\n\nText.\n")
    _, out, err, code = run(["check"], library)
    assert code == 1
    assert out.startswith("content/guides/bad.md:2:1: error unknown-key [SCH002]\n")
    assert re.fullmatch(r"7 documents: 1 error, .* as of 2026-03-01 \(pinned in .*\)\n", err)


@pytest.mark.parametrize("seconds", ["abc", "1e9", "-5", "99999999999999999999", "999999999999"])
def test_an_epoch_that_is_none_is_named(seconds, library):
    (library / "opslore.toml").write_text("")
    _, out, err, code = run(["check"], library, environ={"SOURCE_DATE_EPOCH": seconds})
    assert (out, code) == ("", 2)
    assert err.startswith(f"opslore: SOURCE_DATE_EPOCH is {seconds!r}, ")


@pytest.mark.parametrize(
    ("line", "marked", "message", "way_out"),
    [
        ('contnt = "x"', "contnt", "there is no setting `contnt`", "did you mean `content`?"),
        ('content = ["a", "b"]', '["a", "b"]', "expected one folder, as a text", ""),
        ('content = "../x"', '"../x"', "expected a folder below the project", ""),
        ('content = "/etc"', '"/etc"', "expected a folder below the project", ""),
        ('as-of = "2026-02-30"  # why', '"2026-02-30"', "which is not in the calendar", ""),
        ("as-of = 9999-12-31", "9999-12-31", "expected a year from 1900 to 2999", ""),
        ('timezone = "Berlin"', '"Berlin"', "expected a zone such as Europe/Berlin", ""),
        ('fail-on = "advice"', '"advice"', "expected error, warning", ""),
        ('fail_on = "warn"', '"warn"', "expected warning, error", ""),
        ('pages = "index.md"', '"index.md"', "expected a list of texts", ""),
        ('site.nme = "x"', "site.nme", "there is no setting `site.nme`", "`site.name`"),
        ("grace = {runbok = 3}", "grace", "there is no setting `grace.runbok`", "`grace.runbook`"),
        ('[review]\n"critical" = true', "true", "expected a number of days", ""),
        ("[grace]\naction = -1", "-1", "expected a number of days, from 0", ""),
        ('[levels]\nRB001 = "of"', '"of"', "expected off, error, warning, advice", ""),
        ('[levels]\nstale-runbok = "off"', "stale-runbok", "names no rule", "`stale-runbook`"),
    ],
)
def test_what_is_wrong_in_the_settings_is_marked(line, marked, message, way_out, library):
    (library / "opslore.toml").write_text(f"{line}\n")
    arguments = ["check", "--as-of", "2026-03-01", "--select", "CFG", "--format", "json"]
    _, out, err, code = run(arguments, library)
    assert code == 1, err
    (found,) = json.loads(out)["findings"]
    written = line.splitlines()[found["line"] - 1]
    assert written[found["column"] - 1 : found["end_column"] - 1] == marked
    assert message in found["message"]
    assert way_out in found["help"]


def test_a_misspelt_folder_is_told_where_nothing_is_found(library):
    (library / "content").rename(library / "kb")
    (library / "opslore.toml").write_text('contnt = "kb"\n')
    _, out, err, code = run(["check"], library)
    assert (out, code) == ("", 2)
    assert "there is no folder content/" in err
    assert "opslore.toml:1:1: there is no setting `contnt`; did you mean `content`?" in err


@pytest.mark.parametrize(
    ("toml", "told"),
    [
        ("content = kb", "opslore.toml:1:11: invalid value; texts stand in quotes"),
        ("a = 1\na = 2", "opslore.toml:2: this key stands there twice"),
        ("[grace", "opslore.toml:1:7: expected ']'"),
        (b"a = '\xff'", "opslore.toml: is not UTF-8 (byte 6)"),
    ],
)
def test_settings_that_are_no_toml(toml, told, library):
    (library / "opslore.toml").write_bytes(toml if isinstance(toml, bytes) else toml.encode())
    _, out, err, code = run(["check"], library)
    assert (out, code) == ("", 2)
    assert err.startswith(f"opslore: the settings cannot be read: {told}")


@pytest.mark.parametrize(
    ("toml", "arguments", "environ", "why"),
    [
        ("as-of = 2026-03-01", [], {}, "as of 2026-03-01 (pinned in opslore.toml)"),
        ("as-of = 2026-03-01", ["--as-of", "2026-04-01"], {}, "as of 2026-04-01 (--as-of)"),
        ("as-of = 2026-03-01", ["--as-of", "+30d"], {},
         "as of 2026-03-31 (--as-of +30d, counted from 2026-03-01, pinned in opslore.toml)"),
        ("", [], {"SOURCE_DATE_EPOCH": "1772323200"}, "as of 2026-03-01 (from SOURCE_DATE_EPOCH)"),
        ('timezone = "Europe/Berlin"', [], {}, "(today in Europe/Berlin)"),
    ],
)  # fmt: skip
def test_the_day_and_why(toml, arguments, environ, why, library):
    (library / "opslore.toml").write_text(toml)
    _, _, err, _ = run(["check", *arguments], library, environ=environ)
    assert why in err.splitlines()[-1]


@pytest.mark.parametrize("path", [".", "notes", "notes/2026", "notes/2026/a.md"])
def test_a_folder_without_settings_is_checked_with_the_defaults(path, tmp_path):
    folder = tmp_path / "notes/2026"
    folder.mkdir(parents=True)
    (folder / "a.md").write_text("---\ntype: guide\nownr: x\n---\n\n# Title\n\nText.\n")
    _, out, err, code = run(["check", path, "--as-of", "2026-03-01"], tmp_path)
    assert code == 1
    assert "notes/2026/a.md:3:1: error unknown-key [SCH002]" in out
    assert err.startswith("1 document: ")


def test_two_libraries_are_checked_one_at_a_time(tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "opslore.toml").touch()
    _, _, err, code = run(["check", "one", "two"], tmp_path)
    assert code == 2
    assert "lie in two libraries" in err


@pytest.mark.parametrize(
    ("environ", "painted"),
    [({}, False), ({"FORCE_COLOR": "1"}, True), ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False)],
)
def test_colour(environ, painted, library):
    (library / "content/guides/bad.md").write_text("---\nownr: platform\n---\n\n# T\n\nText.\n")
    _, out, _, _ = run(["check"], library, environ=environ)
    assert ("\x1b[" in out) is painted
    assert re.sub(r"\x1b\[\d+m", "", out) == run(["check"], library)[1]


def test_a_rule_that_fails_is_named_and_the_rest_still_checked(library, monkeypatch):
    def broken(record, catalogue):
        raise ValueError("a fault of ours")
        yield

    whole = engine.all_rules()
    record = next(rule for rule in whole if rule.name == "time-order")
    made = engine.Rule(
        "PM999", "broken-rule", record.on, record.level, False, False, "0.1", "", broken
    )
    monkeypatch.setattr(engine, "all_rules", lambda: (*whole, made))
    (library / "content/guides/bad.md").write_text("---\nownr: platform\n---\n\n# T\n\nText.\n")
    _, out, err, code = run(["check"], library)
    assert code == 101
    assert "unknown-key" in out
    assert (
        "internal error: rule broken-rule failed on content/postmortems/2026/2026-01-10-pool.md"
        in err
    )
    assert "ValueError: a fault of ours" in err
    assert run(["check", "--exit-zero"], library)[3] == 101


def test_a_fault_elsewhere_is_no_finding(library, monkeypatch):
    monkeypatch.setattr("opslore.cli._library.find", lambda *_: 1 / 0)
    _, _, err, code = run(["check"], library)
    assert code == 101
    assert "ZeroDivisionError" in err
    assert "fault of opslore" in err


def test_a_reader_that_leaves_early(library):
    for number in range(300):
        path = library / f"content/guides/bad-{number}.md"
        path.write_text("---\nownr: platform\n---\n\n# T\n\nText.\n")
    started = subprocess.Popen(
        [*PYTHON, "check", "--exit-zero"],
        cwd=library,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    started.stdout.read(10)
    started.stdout.close()
    told = started.stderr.read().decode()
    started.stderr.close()
    assert started.wait(60) == 0
    assert "BrokenPipe" not in told
    assert "Traceback" not in told


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", ">&- 2>&- <&-"])
def test_streams_that_are_closed(closed, library):
    told = subprocess.run(
        ["sh", "-c", f'exec "$@" {closed}', "sh", *PYTHON, "check", "--no-cache"],
        cwd=library,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    assert "Traceback" not in told.stdout + told.stderr


def test_a_folder_that_nobody_may_look_into_is_told(library, monkeypatch):
    listed = os.scandir

    def scandir(path):
        if str(path).endswith("content/runbooks"):
            raise PermissionError(13, "Permission denied", str(path))
        return listed(path)

    monkeypatch.setattr(os, "scandir", scandir)
    arguments = ["check", "--no-cache", "--format", "concise", "--select", "SRC"]
    _, out, _, code = run(arguments, library)
    assert code == 1
    assert out == (
        "content/runbooks:1:1: error unreadable-file [SRC002] "
        "may not be opened: permission denied\n"
    )


def test_interrupted(library):
    os.mkfifo(library / "wait")
    started = subprocess.Popen(
        [*PYTHON, "check", "-"], cwd=library, stdin=subprocess.PIPE, stderr=subprocess.PIPE
    )
    time.sleep(1)  # it waits for standard input
    started.send_signal(signal.SIGINT)
    assert started.wait(60) == 130
    assert started.stderr.read().decode() == "interrupted\n"
    started.stderr.close()
    started.stdin.close()


def test_output_is_written_whole_or_not_at_all(library):
    target = library / "report.json"
    target.write_text("old")
    target.chmod(0o640)
    assert run(["check", "--format", "json", "--output", "report.json"], library)[3] == 0
    assert target.read_text().startswith('{\n  "schema_version": 1')
    assert target.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in library.iterdir() if path.name.startswith(".rep")] == []


@pytest.mark.parametrize(
    "environ", [{"TZ": "Asia/Tokyo"}, {"LC_ALL": "C"}, {"PYTHONHASHSEED": "7"}]
)
def test_same_input_same_bytes(environ, library):
    (library / "content/guides/bad.md").write_text("---\nownr: plätform\n---\n\n# T\n\nText.\n")
    made = [
        subprocess.run(
            [*PYTHON, "check"], cwd=library, env=os.environ | more, capture_output=True, check=False
        ).stdout
        for more in ({}, environ)
    ]
    assert made[0] == made[1]
    assert "plätform".encode() in made[0]


def test_a_plain_check_imports_nothing_it_does_not_need(library):
    code = (
        "import sys; from opslore.cli import main; main(['check']);"
        "print(*sorted(m for m in sys.modules if '.' not in m), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=library, capture_output=True, text=True, check=True
    )
    loaded = set(done.stderr.splitlines()[-1].split())
    assert not loaded & {"argparse", "click", "dateutil", "jinja2", "jsonschema", "rich"}


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], {}),
        (["a.md", "-"], {"paths": ("a.md", "-")}),
        (["--select", "PM,RB001", "--select=x"], {"select": ("PM", "RB001", "x")}),
        (["--format=json", "--exit-zero"], {"format": "json", "exit_zero": True}),
        (["--as-of", "+90d", "content"], {"as_of": "+90d", "paths": ("content",)}),
        (["--as-of"], None),
        (["--as-of", "--base"], None),
        (["--exit-zero=yes"], None),
        (["--help"], None),
        (["-x"], None),
        (["--", "-x"], None),
    ],
)
def test_the_short_way_reads_what_click_would(arguments, expected):
    assert plainly(arguments) == (None if expected is None else asked((), {}).__class__(
        **(vars(asked((), {})) | expected)))  # fmt: skip


def test_click_takes_just_the_options_of_the_table():
    command = {w[0]: c for w, c in COMMANDS if len(w) == 1}["check"]
    offered = {option for p in command.params for option in p.opts if option.startswith("--")}
    assert offered == {f"--{name}" for name, *_ in OPTIONS}


def test_completion(library):
    def offered(words: str, environ=None) -> list[str]:
        count = str(len(words.split()) - (not words.endswith(" ")))
        done = subprocess.run(
            PYTHON, cwd=library, capture_output=True, text=True, check=False,
            env=os.environ | {"_OPSLORE_COMPLETE": "bash_complete", "COMP_WORDS": words,
                              "COMP_CWORD": count},
        )  # fmt: skip
        return [line.partition(",")[2] for line in done.stdout.splitlines()]

    assert "check" in offered("opslore ch")
    assert "time-order" in offered("opslore explain time-")
    assert "PM,time-order" in offered("opslore check --select PM,time-o")
    assert "runbook/checkout/pool" in offered("opslore review runbook/")
    assert offered("opslore check --format sa") == ["sarif"]


def test_a_day_of_the_test_library():
    assert DAY.isoformat() == "2026-03-01"


def test_a_data_file_that_is_not_there_yet_is_read_as_one(library):
    (library / "content/directory.yml").unlink()
    text = "people: [{id: ada}]\nteams: []\n"
    arguments = ["check", "-", "--stdin-filename", "content/directory.yml", "--format", "concise"]
    _, out, _, code = run(arguments, library, text.encode())
    assert code == 1
    assert out == (
        "content/directory.yml:1:10: error missing-fields [SCH001] "
        "`name` is missing in `ada` of `people`\n"
    )
