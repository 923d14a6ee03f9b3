"""Every rule: a page with a bad example that fires just at its marks and a good one that is silent."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cases import Case, baseline, case, catalogue, parts, project, section
from opslore.report import Report, render
from opslore.rules import engine

RULES = engine.all_rules()
HERE = Path(__file__).parent
NAMES = [rule.name for rule in RULES]


def found(case: Case, folder: Path) -> tuple[list[tuple[str, int, str]], engine.Result]:
    root = project(case, folder)
    result = engine.check(catalogue(root), baseline=baseline(root))
    assert not result.crashes, result.crashes
    lines = [
        (f.location.path.removeprefix("content/"), f.location.line, f.code)
        for f in result.findings
        if not f.waived
    ]
    return sorted(lines), result


def test_the_test_library_is_clean(tmp_path):
    assert found(case(""), tmp_path)[0] == []


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_bad_fires_just_at_its_marks(rule, tmp_path, golden):
    bad = case(section(rule.doc, "Bad"))
    assert rule.code in {code for _, _, code in bad.expected}, "no mark of the rule itself"
    lines, result = found(bad, tmp_path)
    assert lines == list(bad.expected)
    own = tuple(f for f in result.findings if f.code == rule.code)
    golden(render("text", Report(own, catalogue(tmp_path))), f"rules/{rule.name}.txt")


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_good_is_silent(rule, tmp_path):
    good = case(section(rule.doc, "Good"))
    assert good.files, "no good example"
    assert good.expected == ()
    assert found(good, tmp_path)[0] == []


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_names(rule):
    assert rule.code.rstrip("0123456789") in engine.FAMILIES
    assert re.fullmatch(r"[A-Z]+\d{3}", rule.code)
    file = HERE.parent / "plugins/opslore/rules" / f"{rule.name.replace('-', '_')}.py"
    assert file.is_file(), "file, function and rule bear one name"
    assert rule.summary.endswith("."), "the first line of the page is a sentence"


def test_codes_are_unique_and_never_reused():
    codes = [rule.code for rule in RULES]
    assert len(codes) == len(set(codes)) == len(set(NAMES))
    assert not engine.RETIRED & set(codes)


@pytest.mark.parametrize("path", sorted((HERE / "rules").glob("*.md")), ids=lambda p: p.stem)
def test_further_cases(path, tmp_path):
    text = path.read_text("utf-8")
    assert path.stem in NAMES
    for number, (title, part) in enumerate(parts(text)):
        further = case(part)
        assert further.files, title
        assert found(further, tmp_path / str(number))[0] == list(further.expected), title
