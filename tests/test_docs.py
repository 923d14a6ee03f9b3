"""The documentation says what there is, its links lead somewhere, and its commands run."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from cases import Case, case, consoles, project
from console import Shell, run
from docs_pages import commands, commands_page, settings_page
from opslore import settings
from opslore.rules import engine

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
PAGES = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "content").glob("*.md")]
)
_LINK = re.compile(r"(?<!`)!?\[[^\]]*\]\((?P<target>[^)\s]+)\)")


def text_of(path: Path) -> str:
    """Return a page without its fences."""
    return re.sub(r"^(`{3,}).*?^\1$", "", path.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize(
    ("name", "made"), [("settings", settings_page), ("commands", commands_page)]
)
def test_a_made_page_is_what_there_is(name, made, request):
    path = ROOT / f"docs/{name}.md"
    if request.config.getoption("--update"):
        path.write_text(made(), "utf-8")
    assert path.read_text("utf-8") == made(), "write it anew: pytest tests/test_docs.py --update"


def test_every_setting_stands_in_the_documentation():
    said = (ROOT / "docs/settings.md").read_text("utf-8")
    names = [
        *settings.Settings.__dataclass_fields__,
        *settings.Grace.__dataclass_fields__,
        *settings.Review.__dataclass_fields__,
        *settings.Alerts.__dataclass_fields__,
        *settings.Site.__dataclass_fields__,
    ]
    for name in set(names) - settings._NOT_KEYS:
        key = name.replace("_", "-")
        assert f"`{key}`" in said or f"`[{key}]`" in said, key


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_settings_in_examples_are_settings(path):
    for block in re.findall(
        r"^```toml[^\n]*\n(.*?)^```$", path.read_text("utf-8"), re.MULTILINE | re.DOTALL
    ):
        table = tomllib.loads(block)
        table = table.get("tool", {}).get("opslore", table)
        if not {key.replace("-", "_") for key in table} & set(settings.Settings.__slots__):
            continue  # another program's
        assert settings.parse(table, block).problems == (), block


def test_every_command_stands_in_the_documentation():
    said = (ROOT / "docs/commands.md").read_text("utf-8")
    for words, command in commands():
        assert f"## opslore {' '.join(words)}\n" in said
        for option in command.params:
            for name in option.opts:
                assert not name.startswith("--") or name == "--help" or f"`{name}`" in said, name


@pytest.mark.parametrize("rule", engine.all_rules(), ids=lambda r: r.name)
def test_every_rule_is_explained(rule, tmp_path):
    root = project(Case({}, ()), tmp_path)
    _, told, _, code = run(["explain", rule.code], root)
    assert code == 0
    assert told.startswith(f"# {rule.name} [{rule.code}]")
    assert rule.summary in told


def test_rules_that_are_named_exist():
    names = {rule.name for rule in engine.all_rules()}
    codes = {rule.code for rule in engine.all_rules()}
    for path in PAGES:
        text = path.read_text("utf-8")
        for code, name in re.findall(r"(?:\b([A-Z]{2,4}\d{3})\b)|opslore explain ([\w-]+)", text):
            said = code or name
            assert said in codes | names | {"RULE"}, f"{path.name}: {said}"


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(path):
    for link in _LINK.finditer(text_of(path)):
        target, _, anchor = link["target"].strip("<>").partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        there = (path.parent / target) if target else path
        assert there.exists(), f"{path.name}: {link['target']}"
        assert there.resolve().is_relative_to(ROOT), link["target"]
        if anchor and there.suffix == ".md":
            assert anchor in headings(there), f"{path.name}: {link['target']}"


def headings(path: Path) -> set[str]:
    """Return the anchors that a repository's web page gives headings."""
    found = re.findall(r"^#+ (.+)$", text_of(path), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in found}


def test_every_page_is_found_from_the_index():
    listed = set(re.findall(r"\]\(([\w-]+\.md)\)", (ROOT / "docs/index.md").read_text("utf-8")))
    there = {path.name for path in (ROOT / "docs").glob("*.md")} - {"index.md"}
    assert listed == there
    assert "docs/index.md" in README


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_commands_in_examples_exist_and_take_their_options(path):
    known = dict(commands())
    for block in re.findall(
        r"^```(?:sh|console|bash)\n(.*?)^```$", path.read_text("utf-8"), re.MULTILINE | re.DOTALL
    ):
        for line in block.replace("\\\n", " ").splitlines():
            for part in re.split(r"\||&&|;", line.removeprefix("$ ")):
                words = words_of(part)
                if words[:1] != ["opslore"] or len(words) == 1 or words[1].startswith("-"):
                    continue
                command = known.get(tuple(words[1:3])) or known.get((words[1],))
                assert command is not None, line
                taken = {name for option in command.params for name in option.opts}
                taken |= {"--help"}
                for word in words[2:]:
                    if word.startswith("--"):
                        assert word.partition("=")[0] in taken, line


def words_of(line: str) -> list[str]:
    """Return the words of a command up to a redirection or a comment; none if it is no command."""
    try:
        words = shlex.split(line, comments=True)
    except ValueError:  # the middle of a text over several lines
        return []
    return words[: next((i for i, w in enumerate(words) if w[:1] in "<>"), len(words))]


class TestReadme:
    def test_the_first_screen(self):
        """What it is, a picture, and just two commands: one to see it, one to test it."""
        first = README.partition("\n## ")[0]
        assert first.startswith("# opslore\n\n")
        assert re.search(
            r"^!\[[^\]]+\]\(docs/pictures/home-light-1280\.png\)$", first, re.MULTILINE
        )
        commands = re.findall(r"^```sh\n(.*?)\n```$", first, re.MULTILINE | re.DOTALL)
        start = "python3 -m venv .venv && .venv/bin/pip install -e"
        assert commands == [
            f"{start} '.[site]' && .venv/bin/mkdocs serve",
            f"{start} '.[test]' && .venv/bin/pytest",
        ]
        assert (ROOT / "docs/pictures/home-light-1280.png").is_file()

    def test_it_is_short_and_calm(self):
        assert len(README.splitlines()) < 200
        assert not re.findall(r"[a-z]!(?!\[)", README)

    def test_the_extras_it_installs_exist(self):
        extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
        named = set(re.findall(r"\[(\w+)\]'", README))
        assert {"site", "test"} <= named <= set(extras["optional-dependencies"])

    def test_the_site_that_it_serves_builds(self, tmp_path):
        done = subprocess.run(
            [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path / "site")],
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        assert "Quillfeather" in (tmp_path / "site/index.html").read_text("utf-8")

    def test_the_tour_is_what_the_program_prints(self, tmp_path):
        """Each console block of the tour is run on the broken document that stands above it."""
        tour = README.partition("## A tour")[2].partition("\n## Documents")[0]
        shell = Shell(project(case(tour), tmp_path))
        blocks = consoles(tour)
        assert len(blocks) >= 3
        for block in blocks:
            assert shell.run(block.command)[0] == block.output, block.command

    def test_every_type_is_in_its_table(self):
        from opslore import schema

        for kind in schema.types():
            assert re.search(rf"^\| `{kind}` \| `[\w-]+/` \|", README, re.MULTILINE), kind


def test_the_changelog_names_rules_and_commands_that_exist():
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    known = {words[0] for words, _ in commands()}
    for name in re.findall(r"`opslore ([a-z][\w-]*)", text):
        assert name in known, name


def test_the_layers_that_contributors_read_of_are_those_that_are_held():
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    (told,) = re.findall(r"^what knows nothing.*?`cli`$", text, re.MULTILINE | re.DOTALL)
    layers = [set(re.findall(r"`(\w+)`", layer)) for layer in told.split("·")]
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    held = [set(layer.split(" | ")) for layer in contracts["contracts"][0]["layers"]]
    assert layers[1:] == held[-2::-1]  # the lowest is told of in words
