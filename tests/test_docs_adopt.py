"""docs/adopt-500.md and docs/adopt.md: every command, and the table of the scorer."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

import adopt_score
from cases import consoles
from console import Shell

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs/adopt-500.md"
SCORES = ROOT / "docs/adopt.md"
OLD = ROOT / "tests/adopt"
DAY = "1740873600"  # 2025-03-02, as seconds since 1970: the page is of no day
_FENCE = re.compile(r'^```\w+ title="([^"]+)"\n(.*?)^```$', re.MULTILINE | re.DOTALL)
_WHY = re.compile(r"as of (\S+) \(.*\)")


def shown(text: str) -> str:
    return _WHY.sub(r"as of \1 (today in UTC)", text)


def test_every_command_of_the_page(tmp_path, request):
    docs = tmp_path / "docs"
    for name, place in [
        ("postmortem.md", "postmortems/2025/2025-01-14-checkout-pool.md"),
        ("runbook.md", "runbooks/checkout-api/pool.md"),
    ]:
        (docs / place).parent.mkdir(parents=True)
        shutil.copy(OLD / "widespread" / name, docs / place)
    (docs / "README.md").write_text("# Our documents\n")
    (docs / "postmortems/template.md").write_text("# YYYY-MM-DD title\n\n## Timeline\n")
    before = {path: path.read_bytes() for path in docs.rglob("*.md")}
    text = PAGE.read_text("utf-8")
    shell = Shell(tmp_path, {"SOURCE_DATE_EPOCH": DAY})
    for wanted in consoles(text):
        until = text[: text.index(f"```console\n$ {wanted.command}\n")]
        for path, content in _FENCE.findall(until):
            (tmp_path / path).write_text(content)
        if "--write" not in wanted.command and "check" not in wanted.command:
            assert {path: path.read_bytes() for path in docs.rglob("*.md")} == before
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


@pytest.mark.skipif(
    not adopt_score.CORPORA.is_dir(),
    reason="the corpora of other organisations are not beside the repository",
)
def test_the_table_is_what_the_scorer_says(request):
    made = f"<!-- table -->\n{adopt_score.table(adopt_score.scores())}\n<!-- /table -->"
    text = SCORES.read_text("utf-8")
    if request.config.getoption("--update"):
        text = re.sub(r"<!-- table -->.*<!-- /table -->", lambda _: made, text, flags=re.DOTALL)
        SCORES.write_text(text, "utf-8", newline="")
    assert made in text, "write it anew: pytest tests/test_docs_adopt.py --update"
