"""Files of alert rules: every form is read, and nothing in a file raises."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opslore.alerts import fingerprints, of_alert
from opslore.alerts.reading import matches, parse, read

ROOT = Path(__file__).parents[1]
KEYS = ("runbook_url", "runbook")

PROMETHEUS = """\
groups:
  - name: a
    rules:
      - record: a:b
        expr: sum(b)
      - alert: PoolFull
        expr: |
          busy
            == 1
        for: 5m
        labels: {severity: page}
        annotations:
          summary: "{{ $value }} busy"
          runbook_url: https://example.com/pool
"""
MANIFEST = "kind: PrometheusRule\nspec:\n" + "".join(
    f"  {line}\n" for line in PROMETHEUS.splitlines()
)
GRAFANA_RULE = {
    "uid": "x",
    "title": "PoolFull",
    "condition": "C",
    "data": [{"refId": "A", "model": {"expr": "busy == 1", "legend": "😀"}}],
    "for": "5m",
    "annotations": {"runbook_url": "https://example.com/pool"},
    "labels": {"severity": "page"},
}
RULER_RULE = {
    "for": "5m",
    "annotations": {"runbook_url": "https://example.com/pool"},
    "grafana_alert": {"title": "PoolFull", "data": GRAFANA_RULE["data"], "condition": "C"},
}
RECORDING = {"title": "r", "record": {"metric": "m"}, "data": [], "condition": "A"}
MIXIN = {
    "groups": [
        {
            "name": "a",
            "rules": [
                {
                    "alert": "PoolFull",
                    "expr": "busy == 1",
                    "annotations": {"runbook_url": "https://example.com/pool"},
                }
            ],
        }
    ]
}
API = {
    "status": "success",
    "data": {
        "groups": [
            {
                "rules": [
                    {
                        "type": "alerting",
                        "name": "PoolFull",
                        "query": "busy == 1",
                        "duration": 300,
                        "annotations": {"runbook_url": "https://example.com/pool"},
                    },
                    {"type": "recording", "name": "r", "query": "x"},
                ]
            }
        ]
    },
}
ANCHORED = """\
.page: &page
  severity: page
.more: &more {runbook_url: "https://example.com/pool"}
groups:
  - name: a
    rules:
      - alert: PoolFull
        expr: !expr busy == 1
        labels:
          <<: *page
        annotations:
          <<: [*more, {summary: s}]
"""
FORMS = {
    "prometheus": (PROMETHEUS, 6),
    "windows line ends": (PROMETHEUS.replace("\n", "\r\n"), 6),
    "byte order mark": ("\ufeff" + PROMETHEUS, 6),
    "manifest": (MANIFEST, 8),
    "list of manifests": (
        "kind: List\nitems:\n  - " + MANIFEST.replace("\n", "\n    ").rstrip() + "\n",
        10,
    ),
    "second document": ("kind: Service\n---\n" + MANIFEST, 10),
    "mixin": (json.dumps(MIXIN), 1),
    "mixin as a module": (json.dumps({"prometheusAlerts": MIXIN}, indent=2), 8),
    "grafana provisioning": (
        json.dumps({"apiVersion": 1, "groups": [{"rules": [RECORDING, GRAFANA_RULE]}]}),
        1,
    ),
    "grafana api": (json.dumps([RECORDING, GRAFANA_RULE], indent=1), 12),
    "grafana api, one rule": (json.dumps(GRAFANA_RULE), 1),
    "grafana ruler": (json.dumps({"folder": [{"name": "g", "rules": [RULER_RULE]}]}), 1),
    "prometheus api": (json.dumps(API), 1),
    "helm values": ("a:\n" + "".join(f"  {x}\n" for x in PROMETHEUS.splitlines()), 7),
    "anchors, tags and merge keys": (ANCHORED, 7),
}


@pytest.mark.parametrize(("text", "line"), FORMS.values(), ids=FORMS)
def test_every_form_is_read(text, line):
    found = parse("rules.yml", text.encode())
    assert found.problems == ()
    (rule,) = found.rules
    assert (rule.name, rule.at.line) == ("PoolFull", line)
    assert "busy" in rule.expression
    annotation = rule.runbook(KEYS)
    assert annotation.text == "https://example.com/pool"
    # Behind an escaped pair of a long line the column is two less than it should be.
    if not any(odd in text for odd in ("\r", "<<", "\\ud83d")) or text.count("\n") > 20:
        at = annotation.at
        marked = text.lstrip("\ufeff").split("\n")[at.line - 1][at.column - 1 : at.end_column - 1]
        assert "pool" in marked


def test_what_is_no_alert_is_none():
    rbac = b"kind: ClusterRole\nrules:\n  - verbs: [get]\n"
    for raw in (b"", b"\n", b"a: b\n", b"[1, 2]", b"null", rbac, json.dumps([RECORDING]).encode()):
        found = parse("a.yml", raw)
        assert (found.rules, found.problems, found.barren) == ((), (), ("a.yml",)), raw


def test_a_fingerprint_knows_expression_and_duration():
    one = parse("a.yml", PROMETHEUS.encode()).rules
    assert fingerprints(one) == {"PoolFull": of_alert("busy == 1", "5m")}
    other = parse("a.yml", PROMETHEUS.replace("5m", "6m").encode()).rules
    reworded = parse("a.yml", PROMETHEUS.replace('busy"', 'full"').encode()).rules
    assert fingerprints(other) != fingerprints(one) == fingerprints(reworded)
    # Rules of one name make one fingerprint, in whatever order they stand.
    assert fingerprints((*one, *other)) == fingerprints((*other, *one)) != fingerprints(one)


LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{y}: &{y} [{', '.join([f'*{x}'] * 9)}]\n" for x, y in zip("abcdefgh", "bcdefghi", strict=True)
)
MERGES = "a: &a {k: v}\n" + "".join(
    f"m{n}: &m{n}\n  <<: [{', '.join([f'*m{n - 1}' if n else '*a'] * 50)}]\n  k{n}: v\n"
    for n in range(300)
)
HOSTILE = {
    "a template": (
        b"groups:\n{{- if .Values.on }}\n  - name: a\n{{- end }}\n", "is a template, not yet"
    ),
    "a jinja template": (b"groups:\n{% for x in y %}\n - a: b: c\n", "is a template, not yet"),
    "not closed": (b"groups: [\n", "the bracket `[` that opens here is not closed"),
    "a tab": (b"groups:\n\t- name: a\n", "a tab"),
    "not utf-8": (b"groups: \xff\n", "byte 0xff is not UTF-8"),
    "utf-16": ("groups: a".encode("utf-16"), "byte order mark of UTF-16"),
    "nul": (b"groups: \0\n", "NUL byte"),
    "deep brackets": (b"[" * 100_000, "nested more than 64 levels"),
    "deep mapping": (b"\n".join(b" " * n + b"a:" for n in range(3_000)), "nested more than 64"),
    "many values": (b"[" + b"1," * 510_000 + b"1]", "holds more than 500,000 values"),
    "an unknown alias": (b"groups: *nowhere\n", None),
    "laughs": (LAUGHS.encode() + b"groups: *i\n", None),
    "merges": (MERGES.encode() + b"groups: [{rules: [*m299]}]\n", "holds more than 500,000 values"),
    "itself": (b"groups: &g [{rules: *g}, *g]\n", None),
    "many times the same rule": (
        b"r: &r [" + b"{alert: a}, " * 300 + b"{alert: b}]\ng: &g {rules: *r}\n"
        b"groups: [" + b"*g, " * 300 + b"*g]\n", None
    ),
    "a key that is a list": (b"? [a, b]\n: c\ngroups: []\n", None),
    "null names": (b"groups: [{rules: [{alert: }, {alert: ' '}, {alert: [a]}, 7, ~]}]\n", None),
    "odd annotations": (
        b"groups: [{rules: [{alert: a, annotations: [x], labels: 7, for: {}, expr: []}]}]\n", None
    ),
}  # fmt: skip


@pytest.mark.parametrize(("raw", "told"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_one_problem_at_most(raw, told):
    found = parse("a.yml", raw)
    assert len(found.rules) <= 20_000
    assert [told in p.message for p in found.problems] == ([] if told is None else [True])


@given(st.binary(max_size=300) | st.text(alphabet="[]{}&*!<:-\n aé\"'|>%@", max_size=80))
@settings(max_examples=300, deadline=None)
def test_nothing_in_a_file_raises(raw):
    found = parse("a.yml", raw.encode() if isinstance(raw, str) else raw)
    assert len(found.problems) <= 1


def test_files_that_cannot_be_read_leave_the_others(tmp_path):
    (tmp_path / "good.yml").write_text(PROMETHEUS)
    (tmp_path / "bad.yml").write_text("groups: [\n")
    (tmp_path / "folder.yml").mkdir()
    (tmp_path / "away.yml").symlink_to("/etc/passwd")
    (tmp_path / "gone.yml").symlink_to("nowhere")
    os.mkfifo(tmp_path / "pipe.yml")
    found = read(tmp_path, ("*.yml", "../*.yml", "/etc/*"))
    assert [rule.name for rule in found.rules] == ["PoolFull"]
    assert sorted(p.at.path for p in found.problems) == [
        "away.yml", "bad.yml", "gone.yml", "pipe.yml",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "pattern", "fits"),
    [
        ("alerts/a.yml", "alerts/*.yml", True),
        ("alerts/b/a.yml", "alerts/*.yml", False),
        ("alerts/b/a.yml", "alerts/**/*.yml", True),
        ("alerts/a.yml", "alerts/**/*.yml", True),
        ("a.yml", "**/*.yml", True),
        ("a.yaml", "?.y[a]ml", False),
    ],
)
def test_globs(path, pattern, fits):
    assert matches(path, pattern) is fits


def test_the_sample_librarys_rules_are_prometheus_own(tmp_path):
    file = ROOT / "alerts/quillfeather.rules.yml"
    if shutil.which("promtool") is None:
        pytest.skip("no promtool here")
    done = subprocess.run(
        ["promtool", "check", "rules", str(file)], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stdout
