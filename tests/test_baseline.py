"""The baseline: what is accepted stays accepted when text moves, and nothing else is."""

from __future__ import annotations

import pytest

from cases import case, project
from console import run
from opslore import baseline
from opslore.baseline import Baseline, BaselineError, Entry
from opslore.findings import Finding, Level, Location

PRINT = "0123456789abcdef"


def finding(path, rule="unknown-key", fingerprint=PRINT):
    return Finding(Location(path, 7, 3), "SCH002", rule, Level.ERROR, "m", fingerprint=fingerprint)


@pytest.mark.parametrize(
    "path",
    ["content/a.md", "content/with space.md", "content/ü.md", 'content/"quoted".md', " lead.md",
     "trail .md ", "line\nbreak.md", "sur\udcffrogate.md"],
)  # fmt: skip
def test_what_is_written_is_read(path):
    text = baseline.write([finding(path)])
    assert text.startswith("# opslore baseline 1\n")
    assert text.count("\n") == 2
    assert baseline.read("b", text.encode()).entries == (Entry(PRINT, "unknown-key", path, 2),)


def test_lines_are_sorted_and_hold_no_line_numbers():
    prints = ["f" * 16, "0" * 16, "a" * 16]
    findings = [finding("b.md", "z-rule", prints[0]), finding("b.md", "a-rule", prints[1]),
                finding("a.md", "z-rule", prints[2])]  # fmt: skip
    expected = (
        f"# opslore baseline 1\n{prints[2]} z-rule a.md\n{prints[1]} a-rule b.md\n"
        f"{prints[0]} z-rule b.md\n"
    )
    assert baseline.write(findings) == baseline.write(findings[::-1]) == expected


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"", "b:1: is no baseline"),
        (b"{}", "b:1: is no baseline"),
        (b"# opslore baseline 2\n", "b:1: is no baseline"),
        (b"\xff\xfe", "b is not UTF-8"),
        (b"# opslore baseline 1\n=======\n", "b:2: is damaged: '======='"),
        (b"# opslore baseline 1\n\n0123 x y\n", "b:3: is damaged"),
        (b"# opslore baseline 1\n0123456789abcdef unknown-key\n", "b:2: is damaged"),
        (b'# opslore baseline 1\n0123456789abcdef unknown-key "\\q"\n', "b:2: is damaged"),
    ],
)
def test_damage_is_told_with_its_line(raw, told):
    with pytest.raises(BaselineError, match=told.replace("(", r"\(")):
        baseline.read("b", raw)


@pytest.mark.parametrize(
    "raw", [b"# opslore baseline 1\r\n", b"\xef\xbb\xbf# opslore baseline 1\n\n"]
)
def test_other_line_ends_do_no_harm(raw):
    assert baseline.read("b", raw) == Baseline("b", ())


FAULTY = "---\nownr: platform\n---\n\n# T\n\nKey AKIAQ3EGRB2WK7TFXJZP here.\n"


@pytest.fixture
def library(tmp_path):
    root = project(case(""), tmp_path)
    (root / "content/guides/a.md").write_text(FAULTY)
    return root


def check(library, *options):
    _, out, err, code = run(["check", "--format", "concise", *options], library)
    return [line.split()[2] for line in out.splitlines()], err, code


def test_only_what_is_new_fails(library):
    assert check(library)[0] == ["unknown-key", "secret"]
    _, err, code = check(library, "--write-baseline")
    assert code == 0
    assert err == (
        "wrote 1 finding to opslore.baseline; 1 can be in no baseline and go on failing\n"
    )
    # A secret is never accepted.
    assert check(library, "--baseline", "opslore.baseline")[0] == ["secret"]
    mended = FAULTY.replace("Key AKIAQ3EGRB2WK7TFXJZP here.", "Text.")
    file = library / "content/guides/a.md"
    file.write_text(mended.replace("---\n", "---\n# moved\n\ntags: [a]\n", 1))
    assert check(library, "--baseline", "opslore.baseline")[2] == 0
    file.write_text(mended + "\n[gone](gone.md)\n")
    assert check(library, "--baseline", "opslore.baseline")[0] == ["broken-link"]


def test_what_was_mended_is_advice_and_leaves_with_the_next_writing(library):
    check(library, "--write-baseline")
    (library / "content/guides/a.md").unlink()
    found, _, code = check(library, "--baseline", "opslore.baseline")
    assert (found, code) == (["unused-baseline-entry"], 0)
    check(library, "--write-baseline", "--baseline", "opslore.baseline")
    assert (library / "opslore.baseline").read_text() == "# opslore baseline 1\n"


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (["--select", "PM"], []),  # the rule did not run, so nobody can say that it is mended
        (["--ignore", "unknown-key"], ["secret"]),
        (["content/services"], []),
    ],
)
def test_a_line_is_judged_only_where_its_rule_ran(options, found, library):
    check(library, "--write-baseline")
    (library / "content/guides/a.md").write_text(FAULTY.replace("ownr", "owner"))
    assert check(library, "--baseline", "opslore.baseline", *options)[0] == found


def test_waived_findings_stay_with_their_waivers(library):
    text = (
        "---\nowner: platform\nverified:\n  - {by: ada, at: 2026-04-01, how: read}\nwaivers:\n"
        "  - {rule: future-review, until: 2026-06-01, reason: an example}\n---\n\n# T\n\nText.\n"
    )
    (library / "content/guides/a.md").write_text(text)
    assert check(library, "--write-baseline")[1] == "wrote no findings to opslore.baseline\n"
