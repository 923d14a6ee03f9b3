"""What is overdue and what is stale is decided once.

On twenty days of the sample library the same action items are overdue, and the same documents
stale, in `check --format json` (waived ones included), on the pages, in the digest, in both feeds,
in the metrics and in the SQLite file.
"""

from __future__ import annotations

import json
import posixpath
import re
import sqlite3
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import feedparser
import pytest

from cases import Case, catalogue, project
from console import run
from opslore.catalogue import load
from opslore.exchange import openmetrics, published, sqlite
from opslore.metrics.attention import team_of
from opslore.records import Runbook
from opslore.render import render
from opslore.views import actions, digests, freshness

ROOT = Path(__file__).parents[1]
STALE = ("stale-runbook", "stale-document", "review-overdue")
# Month ends, 29 February's place, year ends, week 53, both changes of the clocks among them.
DAYS = [
    *(date(2026, 1, 1) + timedelta(days=29 * n) for n in range(11)),
    *map(
        date.fromisoformat,
        "2025-09-30 2025-12-31 2026-08-31 2026-12-28 2026-10-25 2026-11-16 2027-01-03 2027-03-28"
        " 2028-02-29".split(),
    ),
]


@cache
def sample():
    return load(ROOT, DAYS[0])


@pytest.fixture(params=DAYS, ids=str)
def library(request):
    return replace(sample(), as_of=request.param)


@pytest.fixture
def found(library, tmp_path):
    """Return what `check` says: ids of overdue items, refs of stale documents."""
    rules = ",".join(("overdue-action", *STALE))
    command = ["check", "--format", "json", "--as-of", str(library.as_of), "--select", rules]
    output = run(command, ROOT, environ={"XDG_CACHE_HOME": str(tmp_path)})[1]
    overdue, stale = set(), set()
    for finding in json.loads(output)["findings"]:
        record = library.by_path[finding["path"]]
        if finding["rule"] in STALE:
            stale.add(record.ref)
        elif finding["rule"] == "overdue-action":
            overdue.add(f"{record.ref}#{re.match('`([^`]+)`', finding['message'])[1]}")
    return overdue, stale


def shown(found, library):
    """Leave out what no page may name."""
    hidden = {record.ref for record in library.records if record.restricted}
    return tuple({ref for ref in refs if ref.partition("#")[0] not in hidden} for refs in found)


def ref_of(target, here, library):
    key = posixpath.normpath(posixpath.join(posixpath.dirname(here), target.partition("#")[0]))
    return library.by_key(key).ref


def page(view, path, library):
    return next((render(page) for page in view.pages(library) if page.path == path), "")


def test_there_is_something_to_compare():
    late = replace(sample(), as_of=DAYS[-1])
    assert len(DAYS) == len(set(DAYS)) == 20
    assert len(overdue_in_sqlite(late)) >= 5
    assert len(stale_in_sqlite(late)) >= 10


def database(library):
    connection = sqlite3.connect(":memory:")
    connection.deserialize(sqlite.export(library))
    return connection


def overdue_in_sqlite(library):
    rows = database(library).execute("SELECT id FROM action_items WHERE days_overdue > 0")
    return {row[0] for row in rows}


def stale_in_sqlite(library):
    rows = database(library).execute("SELECT ref FROM documents WHERE freshness = 'stale'")
    return {row[0] for row in rows}


def test_sqlite(library, found):
    assert (overdue_in_sqlite(library), stale_in_sqlite(library)) == shown(found, library)


def test_pages(library, found):
    overdue, stale = set(), set()
    for line in page(actions, "now/actions.md", library).splitlines():
        if re.search(r"\bdays? overdue<", unescape(line)):
            item = re.match(r"\| \*\*([^*]+)\*\*", line)[1]
            target = re.search(r"\]\(<([^>]+)>\)", line)[1]  # the first link is the source
            overdue.add(f"{ref_of(target, 'now/actions.md', library)}#{unescape(item)}")
    for line in page(freshness, "now/freshness.md", library).splitlines():
        if "ol-state-stale" in line:
            target = re.search(r"\]\(<([^>]+)>\)", line)[1]
            stale.add(ref_of(target, "now/freshness.md", library))
    assert (overdue, stale) == shown(found, library)


@pytest.mark.parametrize("kind", ["week", "month", "quarter"])
def test_digest_of_today(kind, library, found):
    overdue, stale = set(), set()
    for made in digests.pages(library):
        brief = getattr(made.model, "brief", None)
        if not brief or not brief.current or brief.period.kind != kind:
            continue
        for line in render(made).splitlines():
            target = re.match(r"- <span[^>]*>([^<]*)</span> \[(.*?)\]\(<([^>]+)>\)", line)
            if not target:
                continue
            ref = ref_of(target[3], made.path, library)
            if unescape(target[1]).endswith("overdue"):
                overdue.add(f"{ref}#{unescape(target[2]).split()[0]}")
            elif target[1] == "stale":
                stale.add(ref)
    assert (overdue, stale) == shown(found, library)


class Items(HTMLParser):
    """The list items of a digest in a feed: (chip, first link, its text)."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.inside = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag == "li":
            self.found.append({"span": "", "a": "", "href": ""})
        if self.found and tag == "a" and not self.found[-1]["href"]:
            self.found[-1]["href"] = dict(attrs)["href"]
            self.inside = tag
        elif tag == "span":
            self.inside = tag

    def handle_endtag(self, _):
        self.inside = ""

    def handle_data(self, data):
        if self.found and self.inside:
            self.found[-1][self.inside] += data


def in_html(html, library):
    overdue, stale = set(), set()
    site = library.settings.site.url
    for item in Items(html).found:
        key = item["href"].removeprefix(site).partition("#")[0].strip("/") + ".md"
        if item["span"].endswith("overdue"):
            overdue.add(f"{library.by_key(key).ref}#{item['a'].split()[0]}")
        elif item["span"] == "stale":
            stale.add(library.by_key(key).ref)
    return overdue, stale


def test_feeds(library, found):
    files = {asset.path: asset.raw for asset in published.assets(library)}
    atom = feedparser.parse(files["digests/feed.xml"], sanitize_html=False)
    feed = json.loads(files["digests/feed.json"])
    week = f"{library.as_of.isocalendar().year}-w{library.as_of.isocalendar().week:02}"
    entries = [e for e in atom.entries if e.id.endswith(week)]
    items = [i for i in feed["items"] if i["id"].endswith(week)]
    wanted = shown(found, library)
    if not entries and not items:
        assert wanted == (set(), set()), "without a digest of today nothing is overdue or stale"
        return
    ((entry,), (item,)) = entries, items
    assert in_html(entry.content[0].value, library) == wanted
    assert in_html(item["content_html"], library) == wanted
    assert set(item["_opslore"]["ids"].get("overdue", ())) == wanted[0]
    assert set(item["_opslore"]["ids"].get("untrusted", ())) >= wanted[1]


def test_metrics(library, found):
    """Numbers name nobody: restricted documents count here."""
    text = openmetrics.export(library).decode()
    for name, counted in (
        (
            "opslore_overdue_action_items",
            Counter(team_of(a, library) for a in library.action_items if a.id in found[0]),
        ),
        (
            "opslore_stale_runbooks",
            Counter(r.owner for r in library.of(Runbook) if r.ref in found[1]),
        ),
    ):
        told = dict(re.findall(rf'^{name}{{team="([^"]+)"}} (\d+)$', text, re.MULTILINE))
        assert {team: int(n) for team, n in told.items() if n != "0"} == counted


def test_promises_kept_are_the_same_on_the_page_and_in_the_digests(library):
    """Restricted documents are counted in both."""
    (made,) = actions.pages(library)
    page = {q.name: (q.done, q.due, q.in_time) for q in made.model.quarters}
    told = {}
    for made in digests.pages(library):
        brief = getattr(made.model, "brief", None)
        if not brief or brief.period.kind != "quarter" or brief.current:
            continue
        for section in brief.sections:
            if section.name == "completion":
                (line,) = section.lines
                done, due, in_time = re.match(r"(\d+) of (\d+) .*?, (\d+) by", line.words).groups()
                told[brief.period.name] = (int(done), int(due), int(in_time))
    assert {name: page.get(name) for name in told} == told
    assert {name for name in page if not name.endswith("so far")} == set(told)
    by_hand = Counter(
        f"{a.item.due.year}-Q{(a.item.due.month + 2) // 3}"
        for a in library.action_items
        if a.item.due and a.item.due < library.as_of and a.status != "cancelled"
    )
    assert {name.removesuffix(", so far"): due for name, (_, due, _) in page.items()} == by_hand


@pytest.mark.parametrize("status", ["draft", "final"])
def test_what_nobody_owns_is_overdue_everywhere_as_well(status, tmp_path):
    """A missing owner is a finding of its own, and takes nothing from the day that has passed."""
    text = (
        f"---\nstatus: {status}\nseverity: sev3\nservices: [checkout]\n"
        "started_at: 2026-01-20T10:00Z\nresolved_at: 2026-01-20T11:00Z\naction_items:\n"
        "  - {id: A1, title: Limit it, due: 2026-02-01, status: open}\n---\n\n# The queue\n\nIt was.\n"
    )
    case = Case({"postmortems/2026/2026-01-20-x.md": text.encode()}, ())
    library = catalogue(project(case, tmp_path))
    wanted = {"postmortem/2026-01-20-x#A1"}
    command = ["check", "--format", "json", "--select", "overdue-action"]
    told = json.loads(run(command, tmp_path)[1])["findings"]
    assert [finding["message"] for finding in told] == ["`A1` (Limit it) is 28 days overdue"]
    assert overdue_in_sqlite(library) == wanted
    assert "28 days overdue" in unescape(page(actions, "now/actions.md", library))
