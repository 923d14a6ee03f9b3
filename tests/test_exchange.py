"""Exports, each read by a library or a schema that is not ours, and held against the metrics."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import sqlite3
import statistics
import subprocess
import zipfile
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import jsonschema
import pytest
import yaml

from cases import DAY
from console import run
from opslore import schema, settings
from opslore.catalogue import load
from opslore.exchange import _tables, formats
from opslore.metrics.attention import team_of
from opslore.metrics.freshness import State, freshness
from opslore.metrics.happened import day_of
from opslore.metrics.overdue import overdue
from opslore.metrics.recurrence import recurrences
from opslore.metrics.windows import within
from opslore.records import Runbook, Service
from restricted import CANARY, hide
from site_build import library

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
EXPORTS = (DOCS / "exports.md").read_text("utf-8")
RULES = DOCS / "prometheus/opslore.rules.yml"
# What each format makes of a text is tried with these.
HOSTILE = (
    '=HYPERLINK("http://evil.example.com")',
    "+1 | cmd",
    "@SUM(A1)",
    "'quoted' \"twice\"",
    "a](javascript:alert(1)) & [b](c)",
    "back\\slash \\n {brace} # not a comment: {}",
    "\U0001f600 smile \u00fc \u00a0 wide",
    "- - : | >- !!python/object x",
    "two,cells;three",
)  # fmt: skip


def questions() -> dict[str, str]:
    """Return the documented SQL by the heading it stands below."""
    found = re.findall(
        r"^### ([^\n]+)\n(?:(?!^###).)*?^```sql\n(.*?)^```$", EXPORTS, re.MULTILINE | re.DOTALL
    )
    return dict(found)


@pytest.fixture(scope="module")
def sample():
    read = settings.load(ROOT)
    return load(ROOT, read.as_of, read)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """A library whose titles are each an attack on some format, and what nobody may see."""
    root = library(tmp_path_factory.mktemp("hostile"))
    folder = root / "content/near-misses"
    folder.mkdir()
    for number, title in enumerate(HOSTILE):
        front = {
            "occurred_on": f"2026-02-{number + 1:02}",
            "services": ["checkout"],
            "title": title,
            "description": title,
            "what_failed": title,
            "caught_by": "human",
            "corrective_action": title,
            "action_items": [
                {"id": "A1", "title": title, "owner": "ada", "due": "2026-02-20", "status": "open"}
            ],
        }
        text = "".join(f"{key}: {json.dumps(value)}\n" for key, value in front.items())
        text = text.replace("\\ud83d\\ude00", "\U0001f600")
        (folder / f"2026-02-{number + 1:02}-a.md").write_text(f"---\n{text}---\n", "utf-8")
    assert hide(root / "content") > 300
    return load(root, DAY)


@pytest.fixture(params=["sample", "hostile"])
def catalogue(request):
    return request.getfixturevalue(request.param)


def exported(name, catalogue) -> bytes:
    return formats()[name].export(catalogue)


def unzipped(raw: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("name", formats())
class TestEveryFormat:
    def test_the_same_bytes_twice(self, name, sample):
        assert exported(name, sample) == exported(name, sample)

    def test_nothing_restricted(self, name, hostile):
        raw = exported(name, hostile)
        parts = unzipped(raw) if raw.startswith(b"PK") else {"": raw}
        assert [
            n for n, part in parts.items() if CANARY.encode() in part.lower() or CANARY in n
        ] == []

    def test_it_stands_in_the_documentation(self, name):
        assert f"| `{name}` |" in EXPORTS

    def test_an_empty_library(self, name, tmp_path):
        raw = exported(name, load(tmp_path, DAY))
        assert (raw == b"") == (name == "backstage")  # a stream of no entity


class TestTables:
    def test_the_schema_knows_just_these_columns(self):
        told = schema.schema("catalogue")["properties"]["tables"]["properties"]
        columns = {name: tuple(body["items"]["properties"]) for name, body in told.items()}
        assert columns == _tables.COLUMNS

    def test_the_documentation_knows_just_these_columns(self):
        rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| (`[^|]+`) \|$", EXPORTS, re.MULTILINE)
        told = {name: tuple(re.findall(r"`(\w+)`", columns)) for name, columns in rows}
        assert {name: told.get(name) for name in _tables.COLUMNS} == _tables.COLUMNS

    def test_json_is_what_its_schema_says(self, catalogue):
        told = json.loads(exported("json", catalogue))
        body = schema.schema("catalogue")
        common = schema.schema("common")
        from referencing import Registry, Resource

        registry = Registry().with_resource(common["$id"], Resource.from_contents(common))
        validator = jsonschema.Draft202012Validator(
            body, registry=registry, format_checker=jsonschema.FormatChecker()
        )
        assert [error.message for error in validator.iter_errors(told)] == []
        assert any(told["tables"].values())

    def test_the_schema_refuses_what_is_no_export(self, sample):
        told = json.loads(exported("json", sample))
        told["tables"]["documents"][0]["colour"] = "red"
        assert not schema.validator_for("catalogue").is_valid(told)

    def test_csv_comes_back_as_it_was(self, catalogue):
        files = unzipped(exported("csv", catalogue))
        assert list(files) == [f"{name}.csv" for name in _tables.COLUMNS]
        for name, columns in _tables.COLUMNS.items():
            read = list(csv.reader(io.StringIO(files[f"{name}.csv"].decode(), newline="")))
            assert tuple(read[0]) == columns
            wanted = [
                ["" if value is None else str(value) for value in row]
                for row in _tables.rows(name, catalogue)
            ]
            assert [[cell.removeprefix("'") for cell in row] for row in read[1:]] == wanted

    def test_no_cell_is_a_formula(self, hostile):
        files = unzipped(exported("csv", hostile))
        cells = [
            cell
            for raw in files.values()
            for row in csv.reader(io.StringIO(raw.decode(), newline=""))
            for cell in row
        ]
        assert [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t", "\r", "\n")] == []
        assert '\'=HYPERLINK("http://evil.example.com")' in cells
        out = run(["actions", "--format", "csv", "--as-of", "2026-03-01"], hostile.root)[1]
        titles = [row["title"] for row in csv.DictReader(io.StringIO(out, newline=""))]
        assert "'+1 | cmd" in titles
        assert not [title for title in titles if title.startswith(("=", "+", "-", "@"))]

    def test_sqlite_holds_the_tables(self, catalogue, tmp_path):
        path = tmp_path / "library.sqlite"
        path.write_bytes(exported("sqlite", catalogue))
        with closing(sqlite3.connect(path)) as database:
            assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            meta = dict(database.execute("SELECT key, value FROM meta"))
            assert meta == {"as_of": catalogue.as_of.isoformat(), "schema_version": "1"}
            for name in _tables.COLUMNS:
                found = database.execute(f'SELECT * FROM "{name}" ORDER BY rowid').fetchall()
                assert found == _tables.rows(name, catalogue)

    def test_figures_do_not_know_the_future(self, tmp_path):
        root = library(tmp_path)
        early = load(root, date(2026, 1, 9))
        columns = _tables.COLUMNS["incidents"]
        assert [row[columns.index("counted")] for row in _tables.rows("incidents", early)] == [0]
        assert b"opslore_incidents{" not in exported("openmetrics", early)


@pytest.fixture(scope="module")
def ask(sample):
    """Return what the documented question below a heading answers."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(exported("sqlite", sample))
        yield lambda heading: database.execute(questions()[heading]).fetchall()


class TestQuestions:
    """The documented SQL, held against the metrics that the site shows."""

    def test_each_is_tested(self):
        assert set(questions()) == {
            "What keeps coming back",
            "How long nobody noticed",
            "Action items that slipped",
            "Runbooks that let somebody down",
        }

    def test_what_keeps_coming_back(self, ask, sample):
        wanted = {
            found.mode: (found.recent.now, found.recent.before)
            for found in recurrences(sample)
            if found.recent.now
        }
        rows = ask("What keeps coming back")
        assert {mode: (now, before) for mode, now, before in rows} == wanted
        assert len(rows) >= 3
        assert [row[1] for row in rows] == sorted((row[1] for row in rows), reverse=True)

    def test_how_long_nobody_noticed(self, ask, sample):
        gaps: dict[str, list[int]] = {}
        for p in sample.incidents:
            if p.open or p.restricted:
                continue
            if within(day_of(p, sample), sample.as_of, 365) and p.detected_at:
                for service in p.services:
                    minutes = int((p.detected_at - p.started_at).total_seconds() // 60)
                    gaps.setdefault(service, []).append(minutes)
        wanted = {
            service: (len(found), statistics.median(found) if len(found) >= 5 else None)
            for service, found in gaps.items()
        }
        rows = ask("How long nobody noticed")
        assert {service: (n, median) for service, n, median, _ in rows} == wanted
        assert any(median is not None for _, _, median, _ in rows)

    def test_action_items_that_slipped(self, ask, sample):
        wanted = {late.action.id: late.days for late in overdue(sample)}
        wanted |= {
            a.id: (a.done_on - a.item.due).days
            for a in sample.action_items
            if a.status == "done" and a.done_on and a.item.due and a.done_on > a.item.due
        }
        hidden = {a.id for a in sample.action_items if a.source.restricted}
        rows = ask("Action items that slipped")
        assert {row[0]: row[4] for row in rows} == {
            key: days for key, days in wanted.items() if key not in hidden
        }
        assert {row[3] for row in rows} == {"open", "done late"}

    def test_runbooks_that_let_somebody_down(self, ask, sample):
        rows = ask("Runbooks that let somebody down")
        failed = {
            r.id
            for r in sample.published(Runbook)
            if (state := freshness(r, sample)) and state.state is State.FAILED
        }
        assert failed
        assert failed <= {row[0] for row in rows if row[5] == "failed"}


class TestOpenMetrics:
    def test_an_independent_parser_reads_it(self, catalogue):
        parser = pytest.importorskip("prometheus_client.openmetrics.parser")
        text = exported("openmetrics", catalogue).decode()
        families = {f.name: f for f in parser.text_string_to_metric_families(text)}
        documented = set(re.findall(r"^\| `(opslore_\w+)` \|", EXPORTS, re.MULTILINE))
        assert set(families) == documented
        samples = families["opslore_overdue_action_items"].samples
        teams = {s.labels["team"]: s.value for s in samples}
        assert set(catalogue.directory.teams) <= set(teams)
        assert sum(teams.values()) == len(overdue(catalogue))
        counted = {}
        for late in overdue(catalogue):
            team = team_of(late.action, catalogue)
            counted[team] = counted.get(team, 0) + 1
        known = {team: n for team, n in counted.items() if team in catalogue.directory.teams}
        assert {team: teams[team] for team in known} == known

    def test_labels_are_those_of_the_documentation(self, sample):
        parser = pytest.importorskip("prometheus_client.openmetrics.parser")
        rows = re.findall(r"^\| `(opslore_\w+)` \|([^|]*)\|", EXPORTS, re.MULTILINE)
        told = {name: set(re.findall(r"`(\w+)`", labels)) for name, labels in rows}
        text = exported("openmetrics", sample).decode()
        for family in parser.text_string_to_metric_families(text):
            for one in family.samples:
                assert set(one.labels) == told[family.name], family.name

    def test_a_person_is_no_label(self, tmp_path):
        root = library(tmp_path)
        path = root / "content/runbooks/checkout/pool.md"
        path.write_text(path.read_text().replace("alerts:", "owner: ada\nalerts:"))
        text = exported("openmetrics", load(root, date(2027, 3, 1))).decode()
        assert "ada" not in text
        assert 'opslore_stale_runbooks{team="payments"} 1' in text

    def test_stale_is_what_the_metric_says(self, sample):
        text = exported("openmetrics", sample).decode()
        for name, state in (("stale", State.STALE), ("failed", State.FAILED)):
            wanted = [
                r for r in sample.of(Runbook) if (f := freshness(r, sample)) and f.state is state
            ]
            told = re.findall(rf"^opslore_{name}_runbooks{{.*}} (\d+)$", text, re.MULTILINE)
            assert sum(map(int, told)) == len(wanted)


def promtool(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    path = shutil.which("promtool")
    if path is None:
        pytest.skip("promtool is not installed; Debian has it in the package prometheus")
    return subprocess.run(
        [path, *arguments], capture_output=True, text=True, check=False, **options
    )


class TestPrometheus:
    def test_the_textfile_format_is_read_as_well(self, sample):
        done = promtool("check", "metrics", input=exported("openmetrics", sample).decode())
        # 1 would be a file that cannot be read; 3 is advice about names.
        assert done.returncode in (0, 3), done.stderr
        assert "error while linting" not in done.stderr

    def test_the_rules_are_sound(self):
        done = promtool("check", "rules", str(RULES))
        assert done.returncode == 0, done.stderr
        assert "rules found" in done.stdout

    def test_the_rules_do_what_they_say(self):
        done = promtool("test", "rules", str(RULES.with_name("opslore.tests.yml")))
        assert done.returncode == 0, done.stdout + done.stderr

    def test_every_alert_has_a_test(self):
        rules = yaml.safe_load(RULES.read_text())
        tests = yaml.safe_load(RULES.with_name("opslore.tests.yml").read_text())
        alerts = {r["alert"] for g in rules["groups"] for r in g["rules"] if "alert" in r}
        fired = {
            t["alertname"] for c in tests["tests"] for t in c["alert_rule_test"] if t["exp_alerts"]
        }
        assert fired == alerts

    def test_the_rules_use_metrics_that_exist(self):
        documented = set(re.findall(r"^\| `(opslore_\w+)` \|", EXPORTS, re.MULTILINE))
        code = "\n".join(re.findall(r"^```promql\n(.*?)^```$", EXPORTS, re.MULTILINE | re.DOTALL))
        used = set(re.findall(r"\bopslore_\w+", code + RULES.read_text()))
        assert used <= documented
        assert used

    def test_documented_queries_give_what_the_metrics_say(self, sample, tmp_path):
        """Each documented query is run by promtool on the export of the sample library."""
        found = re.findall(r"^```promql\n(.*?)^```$", EXPORTS, re.MULTILINE | re.DOTALL)
        queries = dict(zip(("spent", "tier", "tonight", "window"), found, strict=True))
        queries["spent"] = f"round({queries['spent']}, 0.0001)"  # promtool compares every bit
        samples = [
            line for line in exported("openmetrics", sample).decode().splitlines() if line[0] != "#"
        ]
        early = load(sample.root, sample.as_of - timedelta(days=90), sample.settings)
        before = dict(
            line.rsplit(" ", 1)
            for line in exported("openmetrics", early).decode().splitlines()
            if line.startswith("opslore_incidents{")
        )
        series = [
            {"series": name, "values": f"{before.get(name, 0)} {value}"}
            for name, value in (line.rsplit(" ", 1) for line in samples)
        ]
        teams = {s.owner for s in sample.published(Service) if s.tier == 1}
        late: dict[str, int] = dict.fromkeys(teams, 0)
        for one in overdue(sample):
            team = team_of(one.action, sample)
            if team in late:
                late[team] += 1
        recent: dict[str, int] = {}
        for p in _tables.incidents(sample):
            for service in p.services:
                new = within(day_of(p, sample), sample.as_of, 90)
                recent[service] = recent.get(service, 0) + new
        weak = dict.fromkeys(sample.directory.teams, 0)
        for r in sample.of(Runbook):
            state = freshness(r, sample)
            if state and state.state in (State.STALE, State.FAILED, State.NEVER):
                weak[r.owner] += 1
        spent: dict[str, float] = {}
        for p in _tables.incidents(sample):
            if p.impact.error_budget_percent is not None:
                name = p.services[0]
                spent[name] = spent.get(name, 0) + p.impact.error_budget_percent / 100
        top = sorted(spent.items(), key=lambda pair: -pair[1])[:5]
        wanted = {
            "spent": [{"labels": f'{{service="{s}"}}', "value": round(v, 4)} for s, v in top],
            "tier": [
                {"labels": f'opslore_overdue_action_items{{team="{t}"}}', "value": n}
                for t, n in sorted(late.items())
            ],
            "tonight": [{"labels": f'{{team="{t}"}}', "value": n} for t, n in sorted(weak.items())],
            "window": [{"labels": f'{{service="{s}"}}', "value": n} for s, n in recent.items()],
        }
        day = {"interval": "90d", "input_series": series, "promql_expr_test": [
            {"expr": query, "eval_time": "90d", "exp_samples": wanted[name]}
            for name, query in queries.items()
        ]}  # fmt: skip
        path = tmp_path / "queries.yml"
        path.write_text(
            json.dumps({"rule_files": [], "evaluation_interval": "90d", "tests": [day]})
        )
        done = promtool("test", "rules", str(path))
        assert done.returncode == 0, done.stdout + done.stderr


# The parts of Backstage's descriptor format that these entities use.
NAME = {"type": "string", "pattern": r"^[A-Za-z0-9]([-_.A-Za-z0-9]*[A-Za-z0-9])?$", "maxLength": 63}
REFERENCE = (
    r"^(component|group|user|system):([a-z0-9-_.]+/)?[A-Za-z0-9]([-_.A-Za-z0-9]*[A-Za-z0-9])?$"
)
ENTITY = {
    "type": "object",
    "required": ["apiVersion", "kind", "metadata", "spec"],
    "properties": {
        "apiVersion": {"const": "backstage.io/v1alpha1"},
        "spec": {"type": "object"},
        "kind": {"enum": ["Component", "Group"]},
        "metadata": {
            "type": "object",
            "required": ["name"],
            "properties": {
                "name": NAME,
                "title": {"type": "string", "minLength": 1},
                "description": {"type": "string"},
                "labels": {
                    "type": "object",
                    "propertyNames": NAME,
                    "additionalProperties": NAME,
                },
                "tags": {
                    "type": "array",
                    "items": {"pattern": "^[a-z0-9:+#]+(-[a-z0-9:+#]+)*$", "maxLength": 63},
                },
                "links": {
                    "type": "array",
                    "items": {
                        "required": ["url"],
                        "properties": {"url": {"pattern": "^https?://"}},
                    },
                },
            },
        },
    },
    "if": {"properties": {"kind": {"const": "Component"}}},
    "then": {
        "properties": {
            "spec": {
                "required": ["type", "lifecycle", "owner"],
                "properties": {
                    "lifecycle": {"type": "string", "minLength": 1},
                    "owner": {"type": "string", "pattern": f"{REFERENCE}|^unknown$"},
                    "dependsOn": {"items": {"pattern": REFERENCE}},
                },
            }
        }
    },
    "else": {
        "properties": {
            "spec": {
                "required": ["type", "children"],
                "properties": {"type": {"minLength": 1}, "children": {"type": "array"}},
            }
        }
    },
}


def test_backstage_entities_are_what_backstage_reads(catalogue):
    entities = list(yaml.safe_load_all(exported("backstage", catalogue)))
    for entity in entities:
        jsonschema.Draft202012Validator(ENTITY).validate(entity)
    told = {(e["kind"], e["metadata"]["name"]) for e in entities}
    assert len(told) == len(entities)
    assert told == {("Component", s.id) for s in catalogue.published(Service)} | {
        ("Group", team) for team in catalogue.directory.teams
    }
    for entity in entities:
        for reference in entity["spec"].get("dependsOn", ()):
            assert ("Component", reference.removeprefix("component:")) in told


def test_okf_is_the_library_with_front_matter_for_others(catalogue):
    files = unzipped(exported("okf", catalogue))
    shown = {record.key: record for record in _tables.shown(catalogue)}
    assert set(files) == set(shown)
    for key, raw in files.items():
        _, front, body = raw.decode().split("---\n", 2)
        data = yaml.safe_load(front)  # any reader of YAML
        record = shown[key]
        assert (data["type"], data["id"], data["title"]) == (record.TYPE, record.id, record.title)
        assert body == record.document.text[record.document.body_offset :]


def test_llms_txt_has_the_documented_form(catalogue):
    text = exported("llms-txt", catalogue).decode()
    lines = text.splitlines()
    assert lines[0].startswith("# ")
    assert lines[2].startswith("> ")
    entry = re.compile(r"- \[(?:[^\[\]\\<>`]|\\.)+\]\([^()\s<>]+\)(?:: (?:[^\[\]\\<>`]|\\.)+)?")
    listed = [line for line in lines[4:] if line and not line.startswith("## ")]
    assert [line for line in listed if not entry.fullmatch(line)] == []
    assert len(listed) == len(_tables.shown(catalogue))


def test_due_days_are_to_dos_of_a_calendar(hostile):
    icalendar = pytest.importorskip("icalendar")
    root = hostile.root
    raw = run(["actions", "--format", "ics", "--as-of", "2026-03-01"], root)[1].encode()
    calendar = icalendar.Calendar.from_ical(raw)
    assert (str(calendar["version"]), str(calendar["prodid"])) != ("", "")
    todos = calendar.walk("VTODO")
    assert {str(todo["summary"]) for todo in todos} == set(HOSTILE)
    uids = [str(todo["uid"]) for todo in todos]
    assert len(set(uids)) == len(uids) == len(HOSTILE)
    for todo in todos:
        assert todo["due"].dt == date(2026, 2, 20)
        assert todo["dtstamp"].dt.date() == DAY
        assert str(todo["status"]) == "NEEDS-ACTION"
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75
    assert CANARY.encode() not in raw.lower()
