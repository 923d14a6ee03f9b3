"""docs/from-zero.md: every command of it, in an empty folder, with the output that stands there."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from cases import consoles
from console import Shell

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs/from-zero.md"
DAY = "1772409600"  # 2026-03-02, as seconds since 1970: the page is of no day
_WHY = re.compile(r"as of (\S+) \(.*\)")


def shown(text: str) -> str:
    """Return what a command prints, with the reason for its day as readers see it."""
    return _WHY.sub(r"as of \1 (today in UTC)", text)


def test_every_command_of_the_page(tmp_path, request):
    text = PAGE.read_text("utf-8")
    shell = Shell(tmp_path, {"SOURCE_DATE_EPOCH": DAY})
    for wanted in consoles(text):
        output, code = shell.run(wanted.command)
        told = shown(output) + (f"exit {code}\n" if code else "")
        if request.config.getoption("--update"):
            old = re.compile(
                rf"^```console\n\$ {re.escape(wanted.command)}\n.*?^```$", re.MULTILINE | re.DOTALL
            )
            block = f"```console\n$ {wanted.command}\n{told}```"
            text = old.sub(lambda _, block=block: block, text, count=1)
        else:
            assert (shown(output), code) == (wanted.output, wanted.code), wanted.command
    if request.config.getoption("--update"):
        PAGE.write_text(text, "utf-8", newline="")
    plain = re.findall(r"^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    lines = [line for block in plain for line in block.splitlines()]
    assert lines == [
        "python3 -m venv .venv",
        ". .venv/bin/activate",
        "pip install 'opslore[site]'",
        "mkdocs serve",
        "git init",
        "git add -A",
        'git commit -m "Operational knowledge"',
    ]
    # Installing is what the gate does; the rest of these are tried here, with the build for serve.
    identity = {"GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.com"}
    identity |= {k.replace("AUTHOR", "COMMITTER"): v for k, v in identity.items()}
    environ = os.environ | identity | {"NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": DAY}
    build = [sys.executable, "-m", "mkdocs", "build", "--quiet"]
    for words in (build, *map(shlex.split, lines[4:])):
        done = subprocess.run(words, cwd=tmp_path / "handbook", env=environ, capture_output=True,
                              text=True, check=False)  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr + shell.run("opslore check")[0]
    assert (tmp_path / "handbook/site/index.html").is_file()
    # The gate of pull requests works in the repository that was just made.
    output, code = shell.run("opslore check --base HEAD --format concise")
    assert code == 0, output


@pytest.mark.parametrize("day", ["1795219200", "1924905600"])  # 21 Nov 2026, 31 Dec 2030
def test_the_page_holds_on_later_days(day, tmp_path):
    """Whoever follows it later ends without an error too."""
    shell = Shell(tmp_path, {"SOURCE_DATE_EPOCH": day})
    for wanted in consoles(PAGE.read_text("utf-8")):
        output, code = shell.run(wanted.command)
        assert code == wanted.code, output
    output, code = shell.run("opslore check --format concise")
    assert (code, " error " in output) == (0, False), output
