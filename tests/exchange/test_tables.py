"""The tables of an export: as JSON, CSV and SQLite, and the documented questions to them."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
import statistics
from contextlib import closing
from datetime import date

import jsonschema
import pytest

from console import run
from exported import EXPORTS, exported, unzipped
from opslore import schema
from opslore.catalogue import load
from opslore.exchange import _tables
from opslore.metrics.freshness import State, freshness
from opslore.metrics.happened import day_of
from opslore.metrics.overdue import overdue
from opslore.metrics.recurrence import recurrences
from opslore.metrics.windows import within
from opslore.records import Runbook
from site_build import library


def questions() -> dict[str, str]:
    """Return the documented SQL by the heading it stands below."""
    found = re.findall(
        r"^### ([^\n]+)\n(?:(?!^###).)*?^```sql\n(.*?)^```$", EXPORTS, re.MULTILINE | re.DOTALL
    )
    return dict(found)


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
