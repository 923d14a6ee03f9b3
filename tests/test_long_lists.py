"""Long lists: the first entries on the page, all of them by year, and no page that grows."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from benchmarks import library as made
from opslore import views
from opslore.catalogue import load
from opslore.metrics.freshness import states
from opslore.metrics.search import KINDS
from opslore.metrics.topics import topics
from opslore.records import CaseStudy, Guide, Postmortem, Runbook, Service
from opslore.render import around, render
from opslore.views import _long, service_lists
from opslore.views._common import STATE_WORDS
from opslore.views.base import Page
from opslore.views.facets import facets
from restricted import CANARY, hide
from site_build import library

ROOT = Path(__file__).parents[1]
_TARGET = re.compile(r"\]\(<([^>#?]+)(?:[?#][^>]*)?>\)")


@pytest.fixture
def small(monkeypatch):
    """Bounds that a small library passes."""
    for name, value in (("WHOLE", 5), ("FIRST", 2), ("PART", 4)):
        monkeypatch.setattr(_long, name, value)


@pytest.fixture
def catalogue(small):
    del small
    return load(ROOT, date(2026, 11, 15))


def pages_of(catalogue) -> dict[str, views.Page]:
    found: dict[str, views.Page] = {}
    for page in views.pages(catalogue):
        assert page.path not in found
        found[page.path] = page
    return found


def targets(page) -> list[str]:
    """Return where the links of a rendered page lead, below the content folder."""
    here = posixpath.dirname(page.path)
    return [
        posixpath.normpath(posixpath.join(here, target))
        for target in _TARGET.findall(render(page))
        if ":" not in target
    ]


def is_part(page) -> bool:
    return page.template == "part.md.jinja"


def reached(pages, start: str) -> list[str]:
    """Return the documents listed on the parts that a page links to, part by part."""
    parts = dict.fromkeys(t for t in targets(pages[start]) if t in pages and is_part(pages[t]))
    return [line.link.key for part in parts for line in pages[part].model.lines]


class TestEveryList:
    def test_the_library_leads_to_every_document_once(self, catalogue):
        pages = pages_of(catalogue)
        listed = Counter(reached(pages, "library/index.md"))
        own = set(targets(pages["library/index.md"]))
        wanted = {r.key for kind in KINDS for r in catalogue.published(kind)}
        assert wanted - listed.keys() <= own
        assert listed.keys() <= wanted
        assert set(listed.values()) == {1}

    def test_a_topic_leads_to_each_of_its_documents_once(self, catalogue):
        pages = pages_of(catalogue)
        split = 0
        for topic in topics(catalogue).values():
            listed = Counter(reached(pages, topic.key))
            wanted = {record.key for record in topic.records}
            assert wanted - listed.keys() <= set(targets(pages[topic.key])), topic.key
            assert listed.keys() <= wanted
            assert set(listed.values()) <= {1}
            split += bool(listed)
        assert split > 10

    def test_a_topic_called_index_is_not_the_list_of_topics(self, burdened):
        assert burdened["topics/index.md"].title == "Topics"
        assert burdened["topics/index_.md"].title == "index"
        assert "[index](<index_.md>)" in render(burdened["topics/index.md"])

    def test_freshness_leads_to_every_document_once(self, catalogue):
        pages = pages_of(catalogue)
        listed = Counter(reached(pages, "now/freshness.md"))
        wanted = {f.record.key for f in states(catalogue).values() if not f.record.restricted}
        assert wanted - listed.keys() <= set(targets(pages["now/freshness.md"]))
        assert set(listed.values()) == {1}

    def test_action_items_lead_to_each_that_is_not_finished_once(self, catalogue):
        pages = pages_of(catalogue)
        parts = [p for path, p in pages.items() if path.startswith("now/actions/")]
        listed = Counter(
            (line.link.key, line.link.title)
            for page in parts
            if not page.path.startswith("now/actions/finished-lately")
            for line in page.model.lines
        )
        wanted = {
            (a.source.key, f"{a.item.id} {a.item.title}")
            for a in catalogue.action_items
            if not a.finished and not a.source.restricted
        }
        assert len(listed) > 10
        assert listed.keys() <= wanted
        assert set(listed.values()) == {1}
        first = render(pages["now/actions.md"])
        assert [
            title for _, title in wanted - listed.keys() if title.partition(" ")[0] not in first
        ] == []

    @pytest.mark.parametrize("table", ["services", "on-call", "readiness"])
    def test_each_table_of_services_leads_to_every_service_once(self, table, catalogue):
        listed = reached(pages_of(catalogue), f"{table}/index.md")
        services = Counter(key for key in listed if key.startswith("services/"))
        wanted = {service.key for service in catalogue.published(Service)}
        parts = [n for key, n in services.items() if key in wanted]
        assert services.keys() == wanted
        assert table != "on-call" or set(parts) == {1}

    def test_the_index_of_topics_leads_to_every_topic_once(self, catalogue):
        pages = pages_of(catalogue)
        listed = Counter(reached(pages, "topics/index.md"))
        wanted = {topic.key for topic in topics(catalogue).values()}
        assert wanted - listed.keys() <= set(targets(pages["topics/index.md"]))
        assert set(listed.values()) == {1}

    @pytest.mark.parametrize(
        ("start", "kind"), [("learn/index.md", CaseStudy), ("guides/index.md", Guide)]
    )
    def test_lists_to_learn_from_lead_to_every_document_once(self, start, kind, catalogue):
        listed = Counter(reached(pages_of(catalogue), start))
        wanted = {record.key for record in catalogue.published(kind)}
        assert {key: n for key, n in listed.items() if key in wanted} == dict.fromkeys(wanted, 1)

    def test_a_service_leads_to_each_of_its_documents_once(self, catalogue, monkeypatch):
        monkeypatch.setattr(service_lists, "INCIDENTS", 2)
        monkeypatch.setattr(service_lists, "FIRST", 2)
        service_lists.lists.cache_clear()
        pages = pages_of(catalogue)
        frames = {frame.key: "".join(around(frame)) for frame in views.frames(catalogue)}
        kinds = {Runbook: "runbooks", Postmortem: "incidents"}
        found = 0
        for service in catalogue.published(Service):
            for kind, name in kinds.items():
                folder = f"services/{service.id}/{name}/"
                parts = {path: page for path, page in pages.items() if path.startswith(folder)}
                listed = [line.link.key for page in parts.values() for line in page.model.lines]
                wanted = {
                    record.key
                    for record in catalogue.published(kind)
                    if service.id in record.services and record.status != "deprecated"
                }
                assert len(listed) == len(set(listed))
                assert set(listed) == (wanted if len(wanted) > 2 else set())
                assert all(path.removeprefix("services/") in frames[service.key] for path in parts)
                found += bool(listed)
        service_lists.lists.cache_clear()
        assert found > 10

    def test_a_part_is_short_tells_its_count_and_leads_back(self, catalogue):
        pages = pages_of(catalogue)
        linked = {
            target for page in pages.values() if not is_part(page) for target in targets(page)
        }
        parts = [page for page in pages.values() if is_part(page)]
        assert len(parts) > 100
        for page in parts:
            assert 0 < len(page.model.lines) <= 4
            said = page.model.words
            assert said.startswith((f"{len(page.model.lines)} of ", f"{len(page.model.lines)} in "))
            assert page.title == page.model.title
            assert page.model.back.key.partition("#")[0] in pages
            assert page.path in linked
            around_it = (page.model.back, page.model.before, page.model.after)
            own = {link.key.partition("#")[0] for link in around_it if link}
            assert own <= set(targets(page)) & pages.keys()
        titles = Counter(page.title for page in parts)
        assert [title for title, count in titles.items() if count > 1] == []

    def test_every_link_leads_somewhere(self, catalogue):
        pages = pages_of(catalogue)
        known = pages.keys() | {record.key for record in catalogue.records}
        known |= {plain.key for plain in catalogue.pages}
        broken = {
            (path, target)
            for path, page in pages.items()
            for target in targets(page)
            if target.endswith(".md") and target not in known
        }
        assert broken == set()

    def test_what_a_link_into_the_search_chooses_is_there(self, catalogue):
        there = {pair for kind in KINDS for r in catalogue.published(kind)
                 for pair in facets(r, catalogue).filters}  # fmt: skip
        asked = set()
        for page in pages_of(catalogue).values():
            for query in re.findall(r"library/index\.md\?([^>]+)>", render(page)):
                chosen = parse_qs(query, strict_parsing=True)
                asked |= {(facet, value) for facet, found in chosen.items() for value in found}
        assert {facet for facet, _ in asked} >= {"Type", "Failure mode", "Freshness"}
        assert {pair for pair in asked - there if pair[0] not in ("Freshness", "Team")} == set()
        assert {value for facet, value in asked if facet == "Freshness"} <= set(
            STATE_WORDS.values()
        )

    def test_counts_are_those_of_the_parts(self, catalogue):
        pages = pages_of(catalogue)
        for page in pages.values():
            for to, said in re.findall(r"\]\(<([^>]+)>\) \((\d+)\)", render(page)):
                target = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), to))
                if target in pages and is_part(pages[target]):
                    assert len(pages[target].model.lines) == int(said)

    def test_parts_are_in_no_navigation(self, catalogue):
        pages = pages_of(catalogue)
        told = str(views.navigation({path: page.title for path, page in pages.items()}))
        assert not [path for path, page in pages.items() if is_part(page) and path in told]

    @pytest.mark.usefixtures("small")
    def test_restricted_documents_are_on_no_part(self, monkeypatch, tmp_path):
        monkeypatch.setattr(_long, "FIRST", 1)
        root = library(tmp_path)
        assert hide(root / "content") > 300
        pages = pages_of(load(root, date(2026, 3, 1)))
        assert any(map(is_part, pages.values()))
        assert [p for p, page in pages.items() if CANARY in f"{p} {render(page)}".lower()] == []


class TestShortLists:
    def test_the_sample_library_needs_no_part_but_of_services(self):
        pages = pages_of(load(ROOT, date(2026, 11, 15)))
        assert [p for p, page in pages.items() if is_part(page)] == []


@pytest.fixture(scope="module")
def burdened(tmp_path_factory):
    """A library just adopted: every incident a draft, nothing done, many teams."""
    root = tmp_path_factory.mktemp("burdened")
    teams = "".join(f"  - id: squad-{n}\n    name: Squad {n}\n" for n in range(400))
    finished = re.compile(r"    done_on: .*\n    priority: .*\n    evidence: .*\n")
    for path, written in made.files(600).items():
        text = written
        if "/postmortems/" in path:
            text = finished.sub("", text).replace("status: closed", "status: draft")
            text = text.replace("    status: done\n", "    status: open\n")
            if "2022-01-02" in path:
                text = re.sub(r"(mitigated|resolved)_at: .*\n", "", text)
            text += "\nSee [how bad it is](../../guides/severity.md).\n"
        if path.endswith("directory.yml"):
            text = text.replace("people:\n", f"{teams}people:\n", 1)
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    guide = root / "content/guides/severity.md"
    guide.parent.mkdir()
    guide.write_text("# How bad it is\n\nIt depends.\n", "utf-8")
    found = load(root, date.fromisoformat(made.DAY))
    return pages_of(found) | {frame.key: frame for frame in views.frames(found)}


class TestHome:
    def test_stays_light(self, burdened):
        text = render(burdened["index.md"])
        assert len(text) < 9_000
        assert "The most urgent 8 of 475: [all of them]" in text
        assert "still open</span>" in text
        assert "The busiest 12 of 406: [all of them](<now/teams/1.md>)." in text

    def test_every_team_is_listed_the_busiest_first(self, burdened):
        lines = burdened["now/teams/1.md"].model.lines
        assert len(lines) == len({line.link.title for line in lines}) == 406
        sums = [sum(map(int, re.findall(r" (\d+)", line.words))) for line in lines]
        assert sums == sorted(sums, reverse=True)
        assert lines[0].link.title in render(burdened["index.md"])

    def test_every_draft_is_listed_once(self, burdened):
        listed = [
            line.link.key
            for path, page in burdened.items()
            if path.startswith("now/unfinished/")
            for line in page.model.lines
        ]
        assert len(listed) == len(set(listed)) == 475


class TestDigests:
    def test_what_is_to_do_is_told_up_to_a_hundred_lines(self, burdened):
        text = render(burdened["digests/2026-w09.md"])
        overdue = text.partition("## Overdue")[2].partition("\n## ")[0]
        assert overdue.count("\n- ") == 100
        assert "And 1325 more." in overdue

    def test_what_came_back_is_told_as_briefly_as_what_happened(self, burdened):
        text = render(burdened["digests/2025-q2.md"])
        again = text.partition("## Came back")[2].partition("\n## ")[0]
        assert again.count("\n- ") == 25
        assert " more." in again


class TestMentions:
    def test_a_guide_that_every_incident_names_leads_to_them_all(self, burdened):
        _, below = around(burdened["guides/severity.md"])
        assert below.count("](<../postmortems/") == 50
        assert "The first of [all 475](<severity/mentioned-in/1.md>)." in below
        page = burdened["guides/severity/mentioned-in/1.md"]
        assert page.title == "Mentions of How bad it is, all 475"
        assert len({line.link.key for line in page.model.lines}) == 475


class TestGrowth:
    def test_no_page_of_a_burdened_library_is_heavy(self, burdened):
        sizes = {
            path: len(render(page) if isinstance(page, Page) else "".join(around(page)))
            for path, page in burdened.items()
        }
        assert [p for p, size in sizes.items() if size > 140_000] == []

    def test_no_page_grows_with_the_library(self, tmp_path):
        sizes = {}
        for documents in (1_000, 2_000):
            root = tmp_path / str(documents)
            made.write(root, documents)
            catalogue = load(root, date.fromisoformat(made.DAY))
            sizes[documents] = {page.path: len(render(page)) for page in views.pages(catalogue)}
        assert max(sizes[2_000].values()) < 140_000
        rows = {n: sum(found.values()) for n, found in sizes.items()}
        assert rows[2_000] < 2.1 * rows[1_000]
