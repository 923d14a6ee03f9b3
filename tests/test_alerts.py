"""Alert rules: every form is read, every address gets one status, nothing in a file raises."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opslore.alerts import fingerprints, of_alert
from opslore.alerts.inference import infer
from opslore.alerts.pages import Shelf, segments
from opslore.alerts.reading import matches, parse, read
from opslore.alerts.targets import Place, resolve, templated
from opslore.metrics.alert_links import follow

ROOT = Path(__file__).parents[1]
CORPORA = ROOT.parent / "shared" / "corpora"
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


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        ("a/Pool.md", ("a", "Pool")),
        ("a/pool.html", ("a", "pool")),
        ("a/pool/", ("a", "pool")),
        ("a/pool/index.html", ("a", "pool")),
        ("a/_index.md", ("a",)),
        ("a/README.md", ("a",)),
        ("a/pool.html.md.erb", ("a", "pool")),
        ("/a//v1.2.md", ("a", "v1.2")),
        ("", ()),
        (".md", (".md",)),
    ],
)
def test_what_sites_differ_in_does_not_count(path, parts):
    assert segments(path) == parts


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    """A folder of runbooks in `books`, with a rule file beside it."""
    folder = tmp_path_factory.mktemp("project") / "books"
    pages = {
        "checkout/pool.md": "---\ntitle: P\n---\n# Pool\n\n## What to do\n\n## What to do\n\n## `A_b` é\n",
        "checkout/Slow.md": "# Slow\n",
        "checkout/README.md": "# Checkout\n",
        "with space.md": "# Space\n",
        "plain.html": "<h2 id=x>y</h2>",
    }
    for name, text in pages.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return Shelf.of_folder(folder)


SITE = "https://runbooks.example.com/ops"
BLOB = "https://github.com/o/r/blob/main"
STATUSES = [
    (f"{SITE}/checkout/pool", "resolves", "checkout/pool.md"),
    (f"{SITE}/checkout/pool/", "resolves", "checkout/pool.md"),
    (f"{SITE}/checkout/pool.html", "resolves", "checkout/pool.md"),
    (f"{SITE}/checkout/pool.md?a=b", "resolves", "checkout/pool.md"),
    (f"{SITE}/./checkout/../checkout/pool", "resolves", "checkout/pool.md"),
    ("HTTP://Runbooks.example.com/ops/checkout/pool", "resolves", "checkout/pool.md"),
    (f"{SITE}/with%20space/", "resolves", "with space.md"),
    (f"{SITE}/plain.html#nobody-knows", "resolves", "plain.html"),
    (f"{SITE}/checkout/", "resolves", "checkout/README.md"),
    (f"  {SITE}/checkout/pool#what-to-do ", "resolves", "checkout/pool.md"),
    (f"{SITE}/checkout/pool#what-to-do_1", "resolves", "checkout/pool.md"),  # Python-Markdown
    (f"{SITE}/checkout/pool#what-to-do-1", "resolves", "checkout/pool.md"),  # GitHub, Hugo
    (f"{SITE}/checkout/pool#a_b-%C3%A9", "resolves", "checkout/pool.md"),
    (f"{SITE}/checkout/pool#:~:text=What", "resolves", "checkout/pool.md"),
    (f"{SITE}/checkout/pool#what-to-dare", "dangling-anchor", "checkout/pool.md"),
    (f"{SITE}/checkout/pool#What-To-Do", "case-differs", "checkout/pool.md"),
    (f"{SITE}/checkout/slow", "case-differs", "checkout/Slow.md"),
    (f"{SITE}/checkout/Pool/", "case-differs", "checkout/pool.md"),
    (f"{SITE}/checkout/poll", "dangling-page", None),
    (f"{SITE}", "dangling-page", None),
    ("https://runbooks.example.com/opsen/checkout/pool", "external", None),
    ("https://runbooks.example.com:8443/ops/checkout/pool", "external", None),
    ("https://wiki.example.com/pool", "external", None),
    ("mailto:ops@example.com", "external", None),
    ("//runbooks.example.com/ops/checkout/pool", "external", None),
    ("https://[::1/ops", "external", None),
    (f"{BLOB}/books/checkout/pool.md", "resolves", "checkout/pool.md"),
    (f"{BLOB}/books/checkout/pool.md#L12-L20", "resolves", "checkout/pool.md"),
    (f"{BLOB}/books/checkout/pool.md#what-to-do", "resolves", "checkout/pool.md"),
    (f"{BLOB}/books/checkout", "resolves", "checkout/README.md"),
    (f"{BLOB}/books/checkout/pool", "dangling-page", None),
    (f"{BLOB}/books/checkout/slow.md", "case-differs", "checkout/Slow.md"),
    ("checkout/pool", "resolves", "checkout/pool.md"),
    ("checkout/pool.md#what-to-do", "resolves", "checkout/pool.md"),
    ("books/checkout/pool.md", "resolves", "checkout/pool.md"),
    ("./books/checkout/pool.md", "resolves", "checkout/pool.md"),
    ("../books/checkout/pool.md", "resolves", "checkout/pool.md"),
    ("/books/checkout/pool/", "resolves", "checkout/pool.md"),
    ("the pool", "resolves", "checkout/pool.md"),  # a further name
    ("checkout/slow.md", "case-differs", "checkout/Slow.md"),
    ("checkout/gone.md", "dangling-page", None),
    ("../../etc/passwd", "dangling-page", None),
    ("Restart the pods and/or wait", "none", None),
    ("TODO", "none", None),
    ("n/a", "none", None),
    ("", "none", None),
    ("https://x.example/{{ $labels.alertname }}", "templated", None),
    (f"{SITE}/checkout/pool#{{{{ $labels.a }}}}", "templated", None),
    (f"{SITE}/checkout/pool?ns={{{{ $labels.ns }}}}", "resolves", "checkout/pool.md"),
    ("${RUNBOOKS}/pool", "templated", None),
    ("%(base)s/pool", "templated", None),
]


@pytest.mark.parametrize(("text", "status", "target"), STATUSES)
def test_one_status_each(text, status, target, shelf):
    named = Shelf(shelf.root, shelf.paths, shelf.read, {"the pool": "checkout/pool.md"})
    places = (Place(SITE, named, ""), Place(f"{BLOB}/books", named, ""))
    rule_file = str(Path(shelf.root).parent / "rules" / "a.yml")
    found = resolve(text, rule_file, (named,), places)
    assert (found.status.value, found.target) == (status, target)


def test_the_longest_prefix_decides(shelf):
    places = (
        Place("https://x.example", shelf, ""),
        Place("https://x.example/a", shelf, "checkout"),
    )
    found = resolve("https://x.example/a/pool", "", (shelf,), places)
    assert found.target == "checkout/pool.md"


def test_a_site_that_lower_cases(tmp_path):
    for name in ("_index.md", "node/KubeDown.md", "node/KubeSlow.md", "node/Lost.md"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("# T\n")
    hugo = Shelf.of_folder(tmp_path)
    urls = [
        ("KubeDown", "https://x.example/r/node/kubedown"),
        ("KubeSlow", "https://x.example/r/node/kubeslow"),
    ]
    (place,) = infer(urls, hugo)
    assert (place.prefix, place.folder, place.lower) == ("https://x.example/r", "", True)
    for name, status in (
        ("kubedown", "resolves"),
        ("KubeDown", "case-differs"),
        ("x", "dangling-page"),
    ):
        assert resolve(f"https://x.example/r/node/{name}", "", (), (place,)).status == status
    (tmp_path / "_index.md").unlink()
    # Without Hugo's index pages two addresses show nothing, three do.
    plain = Shelf.of_folder(tmp_path)
    assert infer(urls, plain)[0].lower is False
    three = [*urls, ("Lost", "https://x.example/r/node/lost")]
    assert infer(three, plain)[0].lower is True


INFERRED = {
    "nothing alike": ([("A", "https://x.example/a")], []),
    "one page of that name may be a coincidence": ([("A", "https://x.example/wiki/pool")], []),
    "unless it bears the alert's name": (
        [("Pool", "https://x.example/wiki/pool")], [("https://x.example/wiki", "checkout")]
    ),
    "or more than a name is alike": (
        [("A", "https://x.example/wiki/checkout/pool")], [("https://x.example/wiki", "")]
    ),
    "a wiki with other pages": (
        [("A", "https://x.example/r/checkout/pool"), ("B", "https://x.example/r/checkout/slow"),
         *((str(n), f"https://x.example/wiki/{n}") for n in range(5))],
        [("https://x.example/r", "")],
    ),
    "two branches of one repository": (
        [("A", "https://github.com/o/r/blob/main/b/checkout/pool.md"),
         ("B", "https://github.com/o/r/blob/v2/b/checkout/Slow.md")],
        [("https://github.com/o/r/blob/main/b", ""), ("https://github.com/o/r/blob/v2/b", "")],
    ),
    "a template says nothing": ([("A", "https://x.example/checkout/{{ $x }}/pool")], []),
}  # fmt: skip


@pytest.mark.parametrize(("named", "places"), INFERRED.values(), ids=INFERRED)
def test_places_are_inferred(named, places, shelf):
    assert [(place.prefix, place.folder) for place in infer(named, shelf)] == places


@given(st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_no_address_raises(shelf, text):
    places = (Place(SITE, shelf, ""), *infer([("a", text), ("b", f"https://{text}")], shelf))
    for each in (text, f"{SITE}/{text}", f"https://{text}"):
        assert resolve(each, "/x/a.yml", (shelf,), places).status
        templated(each)


@pytest.mark.parametrize(
    ("rules", "books", "counts", "prefix"),
    [
        ("kube-prometheus", "prometheus-operator", {"resolves": 112, "dangling-page": 27},
         "https://runbooks.prometheus-operator.dev"),
        ("openshift-cmo", "openshift", {"none": 91, "resolves": 33},
         "https://github.com/openshift/runbooks/blob/master"),
    ],
)  # fmt: skip
def test_real_rules_against_real_runbooks(rules, books, counts, prefix):
    if not CORPORA.is_dir():
        pytest.skip("no corpora here")
    root = CORPORA / "alerts" / rules
    found = read(root, ("**/*.yaml",))
    pages = Shelf.of_folder(CORPORA / "runbooks" / books)
    links = follow(found.rules, KEYS, (pages,), (), str(root))
    assert found.problems == ()
    assert Counter(c.status.value for c in links.closures) == counts
    assert [place.prefix for place in links.places] == [prefix]
    # The same told by another way: the names of files, compared without case.
    names = {Path(path).stem.lower() for path in pages.paths}
    for closure in links.closures:
        if closure.url:
            there = closure.url.rsplit("/", 1)[1].removesuffix(".md").lower() in names
            assert there is (closure.status == "resolves"), closure


def test_the_sample_librarys_rules_are_prometheus_own(tmp_path):
    file = ROOT / "alerts/quillfeather.rules.yml"
    if shutil.which("promtool") is None:
        pytest.skip("no promtool here")
    done = subprocess.run(
        ["promtool", "check", "rules", str(file)], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stdout
