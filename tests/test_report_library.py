"""Reports on a library whose authors mean harm: every format, as the command writes it to a file."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from urllib.parse import unquote_to_bytes
from xml.etree import ElementTree as ET

import jsonschema
import junitparser
import markdown
import pytest

from cases import case, project
from console import run

SARIF = Path(__file__).parent / "schemas/sarif-2.1.0.schema.json"
WORDS = [
    "::error file=x.md,line=1::look here",
    "\n::error::on a line of its own",
    "a\r::stop-commands::x",
    "%0A::warning::encoded",
    "##[error]old ##vso[task.setvariable variable=x]1",
    "\x1b[31mred\x1b[2J",
    "\x01\x08\x0c\x85\u2028\ufffe",
    "]]><failure message='x'>",
    "tick` pipe | **bold** <b>",
    "quotes \" ' &amp;",
    "gpj\u202eexe",
    "emoji 🙂 𝔘",
    "-rf --output=x",
    "a%2Fb?c#d",
    "C:\\windows",
]


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    """A library with hostile names, titles, keys, ids and text, and a name that is no UTF-8."""
    root = project(case(""), tmp_path_factory.mktemp("hostile"))
    guides = root / "content/guides"
    for number, words in enumerate(WORDS):
        quoted = json.dumps(words)
        text = (
            f"---\ntitle: {quoted}\nownr: x\n{quoted}: 1\nservices: [{quoted}]\n---\n\n"
            f"TODO {words} [x](nowhere.md)\n"
        )
        for name in (words, f"{number} {words}"):
            (guides / f"{name.replace('/', '-')}.md").write_text(text, "utf-8", newline="")
    (guides / os.fsdecode(b"no\xffutf8.md")).write_text("---\nownr: x\n---\n\nWords.\n")
    return root


@pytest.fixture
def written(library, tmp_path):
    """Give what a format writes to a file, read as exactly as it was written."""

    def made(name, **environ):
        target = tmp_path / name
        command = ["check", "--format", name, "--output", str(target)]
        both, _, _, code = run(command, library, environ=environ)
        assert code == 1, both
        return target.read_bytes().decode("utf-8")

    return made


@pytest.fixture
def found(written):
    """The findings themselves, as JSON."""
    return json.loads(written("json"))["findings"]


def test_there_is_enough_to_find(found):
    paths = {f["path"] for f in found}
    assert len(paths) == 2 * len(WORDS) + 1
    assert {f["rule"] for f in found} >= {"unknown-key", "unknown-reference", "confusing-name"}


@pytest.mark.parametrize("name", ["text", "concise", "github", "gitlab", "json", "junit", "sarif"])
def test_what_is_printed_commands_nobody(name, written):
    told = written(name)
    assert "\r" not in told
    assert not re.search(r"##\w*\[", told)
    for line in told.split("\n"):
        assert line.isprintable()
        if name != "github":
            assert not line.lstrip().startswith("::")


def test_sarif_by_the_schema_of_the_standard(written, found, library):
    told = json.loads(written("sarif"))
    schema = json.loads(SARIF.read_text("utf-8"))
    jsonschema.Draft202012Validator(schema).validate(told)
    results = told["runs"][0]["results"]
    assert len(results) == len(found)
    marks = [result["partialFingerprints"]["opslore/v1"] for result in results]
    assert len(set(marks)) == len(marks)
    for result in results:
        for place in result["locations"]:
            uri = place["physicalLocation"]["artifactLocation"]["uri"]
            assert re.fullmatch(r"(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})+", uri)
            # A name that is no UTF-8 is told in escapes; its file is to be renamed first.
            assert "%5Cudcff" in uri or (library / os.fsdecode(unquote_to_bytes(uri))).is_file()


def test_junit_has_a_case_for_each_document(written, found, library):
    suite = next(iter(junitparser.JUnitXml.fromstring(written("junit").encode())))
    documents = list((library / "content").rglob("*.md"))
    assert (suite.tests, len(list(suite))) == (len(documents), len(documents))
    assert suite.failures == len({f["path"] for f in found if f["level"] == "error"})
    tree = ET.fromstring(written("junit"))
    assert {element.tag for element in tree.iter()} <= {
        "testsuites", "testsuite", "properties", "property", "testcase", "failure", "system-out",
    }  # fmt: skip


def test_gitlab_marks_each_finding_and_knows_it_again_on_another_line(written, library):
    before = json.loads(written("gitlab"))
    marks = {issue["fingerprint"]: issue for issue in before}
    assert len(marks) == len(before)
    files = {file: file.read_bytes() for file in (library / "content/guides").iterdir()}
    try:
        for file, raw in files.items():
            head, fence, body = raw.partition(b"\n---\n")
            moved = head.replace(b"---\n", b"---\n# one\n# two\n", 1) + fence + b"\nNew.\n" + body
            file.write_bytes(moved if fence else raw)
        after = {issue["fingerprint"]: issue for issue in json.loads(written("gitlab"))}
    finally:
        for file, raw in files.items():
            file.write_bytes(raw)
    assert after.keys() == marks.keys()
    lines = [(marks[m]["location"]["lines"]["begin"], after[m]["location"]["lines"]["begin"]) for m in marks]  # fmt: skip
    assert sum(then != now for then, now in lines) > len(lines) / 2


def test_github_has_nine_commands_and_a_line_that_counts(written, found):
    told = written("github").splitlines()
    assert len(told) == 10
    assert all(re.fullmatch(r"::error file=[^:,]*,line=\d+,[^:]*::.*", line) for line in told[:9])
    count = sum(f["level"] == "error" for f in found)
    assert told[9].startswith(f"::notice title=opslore::{count} errors, ")
    assert told[9].endswith(f"; {len(found) - 9} of them not shown here")


def test_the_summary_of_the_step_is_a_heading_and_a_table(written, tmp_path):
    summary = tmp_path / "summary.md"
    written("github", GITHUB_STEP_SUMMARY=str(summary))
    text = summary.read_text("utf-8")
    assert len(text.encode()) < 1 << 20
    tree = ET.fromstring(f"<b>{markdown.markdown(text, extensions=['tables'])}</b>")
    tags = {element.tag for element in tree.iter()}
    assert tags <= {"b", "h3", "table", "thead", "tbody", "tr", "th", "td", "p"}
    assert all(len(row) == 4 for row in tree.findall(".//tr"))


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_sarif_mends_a_file_with_the_line_ends_it_has(ends, tmp_path):
    root = project(case(""), tmp_path / "library")
    guide = root / "content/guides/tables.md"
    text = "---\nowner: platform\n---\n\n# Tables\n\nWords.\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    guide.write_text(text, "utf-8", newline=ends)
    report = tmp_path / "report.sarif"
    run(["check", "--format", "sarif", "--output", str(report)], root)
    [result] = json.loads(report.read_text("utf-8"))["runs"][0]["results"]
    assert result["ruleId"] == "TXT003"
    [change] = result["fixes"][0]["artifactChanges"]
    assert [part["insertedContent"]["text"] for part in change["replacements"]] == [ends]
