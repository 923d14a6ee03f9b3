"""OpenMetrics, and the documented Prometheus rules and queries over them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

from exported import EXPORTS, exported
from opslore.catalogue import load
from opslore.exchange import _tables
from opslore.metrics.attention import team_of
from opslore.metrics.freshness import State, freshness
from opslore.metrics.happened import day_of
from opslore.metrics.overdue import overdue
from opslore.metrics.windows import within
from opslore.records import Runbook, Service
from site_build import library

RULES = Path(__file__).parents[2] / "docs/prometheus/opslore.rules.yml"


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
