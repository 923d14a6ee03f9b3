"""Addresses in alert rules: each gets one status, and where runbooks are published is inferred."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opslore.alerts.inference import infer
from opslore.alerts.pages import Shelf, segments
from opslore.alerts.reading import read
from opslore.alerts.targets import Place, resolve, templated
from opslore.metrics.alert_links import follow

ROOT = Path(__file__).parents[1]
CORPORA = ROOT.parent / "shared" / "corpora"
KEYS = ("runbook_url", "runbook")


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
