"""What the command line makes of settings: the day and its reason, and each mistake in them."""

from __future__ import annotations

import json

import pytest

from cases import case, project
from console import run


@pytest.fixture
def library(tmp_path):
    return project(case(""), tmp_path)


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
