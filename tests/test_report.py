"""Every format of the findings: its own form, and that nothing an author wrote breaks out of it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote_to_bytes
from xml.etree import ElementTree as ET

import jsonschema
import junitparser
import markdown
import pytest

from cases import case, catalogue, project
from opslore import report as formats
from opslore.findings import Edit, Finding, Level, Location
from opslore.report import Report, github
from opslore.rules.engine import Crash
from opslore.schema import whole_validator_for
from opslore.settings import Site

HERE = Path(__file__).parent
GUIDE = "content/guides/severity.md"

HOSTILE = [
    "plain",
    "::error file=x.md,line=1::look here",
    "\n::error::on a line of its own",
    "a\r::stop-commands::x",
    "##[error]old command ##vso[task.setvariable variable=x]1 ##teamcity[x]",
    "\x1b[31mred\x1b[2J\x1b]0;title\x07",
    "100%0A::warning::encoded",
    "]]></failure><failure message='x'/>",
    '"/><script>alert(1)</script>&amp;',
    "| a | b |\n|---|---|\n| `x` | **y** |",
    "`` ` ``` <b onclick=x>",
    "\ufffe\uffff\x00\x0b\x85\u2028\u202eevil",
    "lone \udcff surrogate",
    "a,b:c;d=e",
    "日本語 ünïcode 🙂",
    "C:\\windows\\..\\x",
]
FORMATS = formats.formats()


def finding(text="is wrong", path=GUIDE, **more):
    made = {
        "location": Location(path, 2, 1, 2, 6),
        "code": "SCH002",
        "rule": "unknown-key",
        "level": Level.ERROR,
        "message": text,
        "help": text,
        "fingerprint": "0123456789abcdef",
    }
    return Finding(**(made | more))


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    return catalogue(project(case(""), tmp_path_factory.mktemp("library")))


def made(library, *findings, **more):
    checked = tuple(document.path for document in library.documents)
    return Report(findings, library, checked=checked, **more)


def hostile(library, text):
    """A report in which an author's text stands everywhere it can."""
    path = f"content/guides/{text.replace('/', '-')}.md"
    found = [
        finding(text, path, also=(Location(path, 1), Location(GUIDE, 1))),
        finding(text, edits=(Edit(Location(path, 1, 1, 1, 1), text), Edit(Location(GUIDE), text))),
        finding(text, path, level=Level.WARNING, waived=True, waiver_reason=text),
        finding(text, path, level=Level.ADVICE),
    ]
    crash = Crash("time-order", path, text, text)
    return made(library, *found, crashes=(crash,), changed=frozenset({path}))


def test_the_folder_is_the_list_of_formats():
    assert FORMATS == ("concise", "github", "gitlab", "json", "junit", "sarif", "text")


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("text", HOSTILE)
def test_no_line_commands_a_terminal_or_a_service(name, text, library):
    told = formats.render(name, hostile(library, text))
    told.encode("utf-8")  # no lone surrogate is left
    assert not re.search(r"##\w*\[", told)
    for line in told.split("\n"):
        assert not set(line) & set("\x00\x07\x0b\r\x1b\x85\u2028\ufffe\uffff")
        if name in ("text", "concise"):
            assert line.isprintable()
        if name in ("text", "concise", "junit"):
            assert not line.lstrip().startswith("::")


@pytest.mark.parametrize("name", ["text", "concise"])
@pytest.mark.parametrize("text", HOSTILE)
def test_lines_stay_as_many_as_they_are(name, text, library):
    lines = formats.render(name, made(library, finding(text, help="")))
    plain = formats.render(name, made(library, finding("plain", help="")))
    assert lines.count("\n") == plain.count("\n")


def test_a_mark_stands_under_what_it_means(library):
    place = Location(GUIDE, 5, 3, 5, 6)  # `# How we choose a severity`
    told = formats.render("text", made(library, finding(location=place, help="do\nthis")))
    assert told == (
        "content/guides/severity.md:5:3: error unknown-key [SCH002]\n"
        "   5 | # How we choose a severity\n"
        "     |   ^^^ is wrong\n"
        "     = help: do\n"
        "       this\n"
        "     = docs: opslore explain unknown-key\n\n"
    )


def test_other_lines_are_shown_in_their_order_and_once(library):
    also = (Location(GUIDE, 7), Location(GUIDE, 2), Location(GUIDE, 5), Location("opslore.toml"))
    place = Location(GUIDE, 5, 3, 5, 6)
    told = formats.render("text", made(library, finding(location=place, help="", also=also)))
    assert told.splitlines()[1:6] == [
        "   2 | owner: platform",
        "   5 | # How we choose a severity",
        "     |   ^^^ is wrong",
        "   7 | How we decide the severity of an incident.",
        "     = see: opslore.toml:1:1",
    ]


def test_colour_paints_and_changes_nothing_else(library):
    painted = formats.render("text", made(library, finding(), colour=True))
    assert "\x1b[31merror unknown-key [SCH002]\x1b[0m" in painted
    assert re.sub(r"\x1b\[\d+m", "", painted) == formats.render("text", made(library, finding()))


@pytest.mark.parametrize("text", HOSTILE)
def test_json_is_what_the_schema_says(text, library):
    told = json.loads(formats.render("json", hostile(library, text)))
    assert whole_validator_for("findings").is_valid(told)
    assert (told["schema_version"], told["as_of"], told["documents"]) == (1, "2026-03-01", 6)
    assert [f["waived"] for f in told["findings"]] == [False, False, True, False]
    assert set(told["findings"][0]) == {
        "path", "line", "column", "end_line", "end_column", "rule", "code", "level", "waived",
        "message", "help", "docs",
    }  # fmt: skip
    if "\udcff" not in text:
        assert told["findings"][0]["message"] == text


def commands(told):
    """Return what a runner makes of its log: command, properties and message."""
    found = []
    for line in told.splitlines():
        name, options, message = re.fullmatch(r"::(\w+) (.*?)::(.*)", line).groups()
        pairs = dict(option.split("=", 1) for option in options.split(","))
        decoded = {key: decode(value, "%3A", "%2C") for key, value in pairs.items()}
        found.append((name, decoded, decode(message)))
    return found


def decode(value, *more):
    for code in ("%0D", "%0A", *more, "%25"):
        value = value.replace(code, bytes.fromhex(code[1:]).decode())
    return value


@pytest.mark.parametrize("text", HOSTILE)
def test_github_commands_are_ours(text, library):
    found = commands(formats.render("github", hostile(library, text)))
    assert [name for name, _, _ in found] == ["error", "error", "notice", "notice"]
    for name, options, _ in found[:-1]:
        assert set(options) == {"file", "line", "col", "endLine", "endColumn", "title"}, name
        assert options["title"] == "unknown-key [SCH002]"
    if text.isprintable() and "##" not in text:
        assert found[0][2].startswith(text)
        assert found[0][1]["file"] == f"content/guides/{text.replace('/', '-')}.md"


def test_github_shows_nine_the_gravest_first_and_counts_the_rest(library):
    found = [
        *(finding(f"a{n}", f"content/{n}.md", level=Level.ADVICE) for n in range(5)),
        *(finding(f"w{n}", f"content/{n}.md", level=Level.WARNING) for n in range(5)),
        *(finding(f"e{n}", f"content/{n}.md") for n in range(5)),
        finding("waived", waived=True),
    ]
    changed = frozenset({"content/3.md"})
    told = commands(formats.render("github", made(library, *found, changed=changed)))
    assert [message.splitlines()[0] for _, _, message in told[:-1]] == [
        "e3", "e0", "e1", "e2", "e4", "w3", "w0", "w1", "w2",
    ]  # fmt: skip
    assert told[-1] == (
        "notice",
        {"title": "opslore"},
        (
            "5 errors, 5 warnings, 5 advice, 1 waived in 6 documents, as of 2026-03-01; "
            "6 of them not shown here"
        ),
    )


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ((2, 3), {"line": "2", "col": "3"}),
        ((2, 3, 2, 6), {"line": "2", "col": "3", "endLine": "2", "endColumn": "5"}),
        ((2, 3, 4, 6), {"line": "2", "endLine": "4"}),
    ],
)
def test_github_takes_columns_in_one_line_only(place, told, library):
    found = finding(location=Location(GUIDE, *place))
    (_, options, _), _ = commands(formats.render("github", made(library, found)))
    assert options == {"file": GUIDE, "title": "unknown-key [SCH002]"} | told


def test_github_says_nothing_where_nothing_was_found(library):
    assert formats.render("github", made(library)) == ""


@pytest.mark.parametrize("text", HOSTILE)
def test_the_summary_of_a_job_is_one_table(text, library):
    told = github.summary(hostile(library, text))
    html = markdown.markdown(told, extensions=["tables"])
    tree = ET.fromstring(f"<body>{html}</body>")
    assert {e.tag for e in tree.iter()} == {
        "body",
        "h3",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    }
    rows = tree.findall(".//tbody/tr")
    assert [len(row) for row in rows] == [4, 4, 4]
    if text.isprintable() and "##" not in text:
        assert rows[0][3].text == " ".join(text.split())


@pytest.mark.parametrize("text", HOSTILE)
def test_gitlab(text, library):
    told = json.loads(formats.render("gitlab", hostile(library, text)))
    jsonschema.validate(
        told,
        {
            "type": "array",
            "minItems": 3,
            "maxItems": 3,
            "items": {
                "type": "object",
                "required": ["description", "check_name", "fingerprint", "severity", "location"],
                "additionalProperties": False,
                "properties": {
                    "description": {"type": "string", "minLength": 1},
                    "check_name": {"type": "string"},
                    "fingerprint": {"type": "string"},
                    "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
                    "location": {
                        "type": "object",
                        "required": ["path", "lines"],
                        "additionalProperties": False,
                        "properties": {
                            "path": {"type": "string", "pattern": "^content/"},
                            "lines": {
                                "type": "object",
                                "required": ["begin", "end"],
                                "properties": {"begin": {"type": "integer", "minimum": 1}},
                            },
                        },
                    },
                },
            },
        },
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_junit(text, library):
    told = formats.render("junit", hostile(library, text))
    whole = junitparser.JUnitXml.fromstring(told.encode())
    suite = next(iter(whole))
    cases = list(suite)
    # Six documents, the one with the hostile name, and the rule that failed.
    assert (suite.tests, suite.failures, suite.errors) == (8, 2, 1)
    assert len(cases) == 8
    results = [type(result).__name__ for c in cases for result in c.result]
    assert sorted(results) == ["Error", "Failure", "Failure"]
    assert {c.name for c in cases} >= {"severity.md", "pool.md", "time-order"}
    tags = {element.tag for element in ET.fromstring(told).iter()}
    assert tags == {
        "testsuites", "testsuite", "properties", "property", "testcase", "failure", "error",
        "system-out",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("level", "waived", "fail_on", "failing"),
    [
        (Level.ERROR, False, Level.ERROR, True),
        (Level.WARNING, False, Level.ERROR, False),
        (Level.WARNING, False, Level.WARNING, True),
        (Level.ADVICE, False, Level.WARNING, False),
        (Level.ERROR, True, Level.WARNING, False),
    ],
)
def test_a_case_fails_where_the_check_does(level, waived, fail_on, failing, library):
    found = finding(level=level, waived=waived)
    suite = next(iter(junitparser.JUnitXml.fromstring(
        formats.render("junit", made(library, found, fail_on=fail_on)).encode())))  # fmt: skip
    assert suite.failures == int(failing)


@pytest.fixture(scope="module")
def sarif():
    """The standard's schema, as the reference implementation (Microsoft's SARIF SDK, MIT) ships it."""
    text = (HERE / "schemas/sarif-2.1.0.schema.json").read_text("utf-8")
    return jsonschema.Draft202012Validator(json.loads(text))


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("version",), "2.0.0"),
        (("runs", 0, "results", 0, "level"), "advice"),
        (("runs", 0, "results", 0, "unknown"), 1),
        (("runs", 0, "results", 0, "locations", 0, "physicalLocation", "region", "startLine"), 0),
        (("runs", 0, "results", 0, "suppressions"), [{"kind": "waiver"}]),
        (("runs", 0, "columnKind"), "bytes"),
        (("runs", 0, "tool"), {}),
    ],
)
def test_the_schema_of_sarif_finds_faults(place, value, library, sarif):
    told = json.loads(formats.render("sarif", made(library, finding())))
    assert sarif.is_valid(told)
    *steps, last = place
    inner = told
    for step in steps:
        inner = inner[step]
    inner[last] = value
    assert not sarif.is_valid(told)


@pytest.mark.parametrize("text", HOSTILE)
def test_sarif(text, library, sarif):
    report = replace(hostile(library, text), repository="docs/")
    told = json.loads(formats.render("sarif", report))
    sarif.validate(told)
    [run] = told["runs"]
    driver = run["tool"]["driver"]
    assert run["invocations"][0]["executionSuccessful"] is False
    for result in run["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["partialFingerprints"] == {"opslore/v1": "0123456789abcdef"}
    assert [len(result.get("suppressions", ())) for result in run["results"]] == [0, 0, 1, 0]
    [place] = run["results"][0]["locations"]
    uri = place["physicalLocation"]["artifactLocation"]["uri"]
    path = f"docs/content/guides/{text.replace('/', '-')}.md"
    assert unquote_to_bytes(uri) == path.encode("utf-8", "surrogateescape")


def test_sarif_rules_bring_their_pages(library):
    told = json.loads(formats.render("sarif", made(library, finding())))
    [rule] = told["runs"][0]["tool"]["driver"]["rules"]
    assert rule["name"] == "unknown-key"
    assert rule["help"]["markdown"].startswith("# unknown-key [SCH002]\n\n")
    assert rule["defaultConfiguration"] == {"level": "error"}
    assert rule["properties"]["tags"] == ["fields and values"]
    assert "helpUri" not in rule
    site = Site(url="https://x.example.com/ops/", reference=True)
    settings = replace(library.settings, site=site)
    report = made(replace(library, settings=settings), finding())
    [rule] = json.loads(formats.render("sarif", report))["runs"][0]["tool"]["driver"]["rules"]
    assert rule["helpUri"] == "https://x.example.com/ops/reference/rules/unknown-key/"


def test_paths_are_those_of_the_repository_for_services_and_those_of_the_folder_for_people(library):
    report = made(library, finding(), repository="docs/", show=lambda path: f"../{path}")
    shown = {name: formats.render(name, report) for name in FORMATS}
    assert f"file=docs/{GUIDE}," in shown["github"]
    assert f'"path": "docs/{GUIDE}"' in shown["gitlab"]
    assert f'"uri": "docs/{GUIDE}"' in shown["sarif"]
    assert f'file="docs/{GUIDE}"' in shown["junit"]
    assert f'"path": "{GUIDE}"' in shown["json"]
    assert shown["text"].startswith(f"../{GUIDE}:2:1")
    assert shown["concise"].startswith(f"../{GUIDE}:2:1")


# SARIF holds the whole page of each rule, which is another file's to change.
@pytest.mark.parametrize("name", [name for name in FORMATS if name != "sarif"])
def test_golden(name, library, golden):
    report = hostile(library, "a | b\n::error::c")
    golden(formats.render(name, report), f"report/{name}.txt")
