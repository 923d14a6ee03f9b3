"""The command line: every case of tests/cli with its exact output, and what all commands share."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cases import case, consoles, project
from console import Shell, run
from opslore.cli import _group
from opslore.cli._asked import OPTIONS, asked, plainly

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
        (["check", "--base", ""], 2, "--base is empty"),
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
    assert offered("opslore review check") == ["checkout", "checkout/pool"]
    assert offered("opslore check --format sa") == ["sarif"]
    assert offered("opslore new drill --service c") == ["checkout"]
    assert offered("opslore new guide --owner p") == ["payments", "platform"]
    assert offered("opslore new postmortem --severity sev1") == ["sev1"]
    assert offered("opslore new runbook --from 2026") == ["2026-01-10-pool"]


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
