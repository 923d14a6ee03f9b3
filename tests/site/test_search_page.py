"""Search on the site: golden queries, facets, state in the address, keys, and what stays without it."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from opslore import settings as configuration
from opslore.catalogue import load
from opslore.metrics.happened import day_of
from opslore.metrics.impact import score
from opslore.records import Postmortem
from opslore.views.facets import FACETS as NAMES
from opslore.views.facets import facets
from queries import QUERIES

ROOT = Path(__file__).parents[2]

GROUPS = """() => [...document.querySelectorAll('.ol-results h2')].map((heading) => [
  heading.firstChild.textContent,
  [...heading.nextElementSibling.querySelectorAll('a.ol-hit-link:not(.ol-hit-jump)')]
    .map((link) => new URL(link.href).pathname),
])"""
COLD = 270_000  # bytes for the first query, the search itself included
FACETS = {
    "Type": ("Runbook", "runbooks/"),
    "Service": ("identity", ""),
    "Failure mode": ("Disk full", ""),
    "Severity": ("sev1", "postmortems/"),
    "Team": ("Platform", ""),
    "Year": ("2025", ""),
    "Freshness": ("never tested", ""),
    "Open actions": ("yes", ""),
    "Trigger": ("Configuration change", "postmortems/"),
    "Detected by": ("Report by a customer", "postmortems/"),
}


@pytest.fixture
def library(page):
    """Return a function that opens the library and waits for its results."""

    def opened(query: str = ""):
        page.goto(f"/library/{query}")
        page.wait_for_selector("[data-shown]")
        return page

    return opened


def shown_again(page, act):
    """Do something and wait until the results are those after it."""
    before = page.get_attribute(".ol-library-search", "data-shown")
    act()
    page.wait_for_function(
        "before => document.querySelector('.ol-library-search').dataset.shown !== before",
        arg=before,
    )


def identity(path: str) -> str:
    """Return the id of the document at an address."""
    _, _, rest = path.strip("/").partition("/")
    return re.sub(r"^\d{4}/", "", rest)


def test_golden_queries_show_the_same_first(library, page):
    """The kind that leads is the terminal's, and its first stand among the first here."""
    wrong = {}
    for query in QUERIES:
        library(f"?q={quote(query.words)}")
        groups = page.evaluate(GROUPS)
        heading, paths = groups[0] if groups else ("", [])
        first = [identity(path) for path in paths[:3]]
        same = first[:1] and (first[0] in query.first) and query.first[0] in first
        if heading != query.leading or not same:
            wrong[query.words] = (heading, first)
    assert wrong == {}


@pytest.mark.parametrize("facet", FACETS)
def test_each_facet_narrows_counts_and_is_kept_in_the_address(facet, library, page):
    value, folder = FACETS[facet]
    library()
    box = page.locator(f'[data-facet="{facet}"]')
    if box.get_attribute("open") is None:
        box.locator("summary").click()
    label = box.locator("label", has_text=re.compile(rf"^\s*{re.escape(value)} \d+\s*$"))
    number = int(label.locator(".ol-kind").inner_text())

    shown_again(page, lambda: label.locator("input").check())

    assert number > 0
    assert page.inner_text(".ol-count").split()[0] == str(number)
    assert parse_qs(urlsplit(page.url).query) == {facet: [value]}
    paths = [path for _, found in page.evaluate(GROUPS) for path in found]
    assert paths
    assert all(folder in path for path in paths)


def test_values_of_one_facet_add_up_and_facets_narrow_each_other(library, page):
    library("?Severity=sev1")
    one = int(page.inner_text(".ol-count").split()[0])
    library("?Severity=sev1&Severity=sev2")
    both = int(page.inner_text(".ol-count").split()[0])
    library("?Severity=sev1&Severity=sev2&Service=identity")
    less = int(page.inner_text(".ol-count").split()[0])

    assert both > one > 0
    assert 0 < less < both


def test_address_restores_query_order_and_facets(library, page):
    library("?q=pool&sort=date&Type=Postmortem")

    assert page.input_value(".ol-library-search .ol-search-input") == "pool"
    assert page.input_value(".ol-sort select") == "date"
    assert page.locator('[data-facet="Type"] input:checked').count() == 1
    (group,) = page.evaluate(GROUPS)
    days = [re.search(r"\d{4}-\d\d-\d\d", path)[0] for path in group[1]]
    assert days == sorted(days, reverse=True)


@pytest.fixture(scope="module")
def values():
    """Return what documents are sorted by: their path on the site -> order -> value."""
    settings = configuration.load(ROOT)
    sample = load(ROOT, settings.as_of, settings)
    found = {}
    for record in (each for each in sample.records if not each.restricted):
        day = day_of(record, sample)
        found[f"/{record.key.removesuffix('.md')}/"] = {
            "date": day.isoformat() if day else "",
            "impact": score(record) if isinstance(record, Postmortem) else -1,
            "filters": set(facets(record, sample).filters),
        }
    return found


@pytest.mark.parametrize("order", ["date", "impact"])
@pytest.mark.parametrize("facet", ["Severity=sev2", "Service=payments-api", ""])
def test_order_shows_the_largest_values_first(order, facet, library, page, values):
    library(f"?sort={order}&{facet}")
    name, _, value = facet.partition("=")
    total = int(page.inner_text(".ol-count").split()[0])
    groups = page.evaluate(GROUPS)

    fitting = {path for path, own in values.items() if not facet or (name, value) in own["filters"]}
    assert total == len(fitting)
    assert "Postmortems" in [heading for heading, _ in groups]
    for _, paths in groups:
        kind = [own for own in values[paths[0]]["filters"] if own[0] == "Type"]
        all_of = [path for path in fitting if values[path]["filters"].issuperset(kind)]
        expected = sorted((values[path][order] for path in all_of), reverse=True)
        assert [values[path][order] for path in paths] == expected[: len(paths)]


@pytest.mark.parametrize("order", ["date", "impact"])
def test_order_of_what_a_query_finds(order, library, page, values):
    def found(query):
        library(query)
        ((_, paths),) = page.evaluate(GROUPS)
        return paths

    relevant = found("?q=deploy&Type=Postmortem")
    ordered = found(f"?q=deploy&Type=Postmortem&sort={order}")

    of = [values[path][order] for path in ordered]
    assert set(ordered) == set(relevant)
    assert ordered != relevant
    assert of == sorted(of, reverse=True)
    assert len(of) > 5


def test_facets_alone_show_the_newest_first(library, page, values):
    library("?Type=Postmortem")

    ((_, paths),) = page.evaluate(GROUPS)
    days = [values[path]["date"] for path in paths]
    assert days == sorted(days, reverse=True)
    assert len(days) > 20


def loaded_facets(site):
    """Return the names of the facets whose files were asked for."""
    files = [site.folder / path.strip("/") for path in site.sent if "/pagefind/filter/" in path]
    heads = [gzip.decompress(file.read_bytes()).removeprefix(b"pagefind_dcd") for file in files]
    # An array of two, then a text of less than 24 bytes or one whose length stands in a byte.
    return {
        (head[2 : 2 + head[1] - 0x60] if head[1] < 0x78 else head[3 : 3 + head[2]]).decode()
        for head in heads
    }


@pytest.mark.parametrize(
    ("words", "facets"),
    [
        ("payments outage", {"Kind"}),
        ("expired certificate", {"Kind", "Mode certificate-expiry"}),
    ],
)
def test_box_loads_no_facet_that_it_does_not_need(words, facets, page, site):
    page.goto("/services/", wait_until="networkidle")
    site.sent.clear()
    page.keyboard.press("/")
    page.keyboard.type(words)
    page.wait_for_selector(".ol-panel:not([aria-busy]) .ol-hit")

    assert loaded_facets(site) == facets


@pytest.mark.parametrize(
    ("query", "hidden"),
    [("", set()), ("?q=deploy", {"Kind"}), ("?q=deploy&sort=date", {"Kind", "Day"})],
)
def test_library_loads_what_it_sorts_by_when_it_sorts(query, hidden, library, site):
    site.sent.clear()
    library(query)

    assert loaded_facets(site) - {"Kind"} == (set(NAMES) | hidden) - {"Kind"}


def test_clear_takes_all_filters_away(library, page):
    library("?q=pool&Type=Runbook")
    before = int(page.inner_text(".ol-count").split()[0])

    shown_again(page, lambda: page.click(".ol-clear"))

    assert int(page.inner_text(".ol-count").split()[0]) > before
    assert urlsplit(page.url).query == "q=pool"


def test_nothing_found_says_whom_to_ask_and_shows_no_empty_filter(library):
    page = library("?q=zzzzqq")

    assert page.inner_text(".ol-results").startswith("Nothing found.")
    assert not page.locator(".ol-facet:visible").all()
    page.locator(".ol-results").get_by_role("link", name="Who to page").click()
    assert page.url.endswith("/on-call/")


def test_result_tells_trust_sentence_and_what_was_done(library, page):
    library("?q=PaymentsPoolExhausted")

    runbook, postmortem = page.locator(".ol-hit").all_inner_texts()[:2]
    assert "worked on" in runbook
    assert "Stop the bleeding" in runbook
    assert "Done about it: " in postmortem
    assert "sev" in postmortem
    assert "\u241e" not in runbook + postmortem


@pytest.mark.parametrize("query", ["<img src=x onerror=alert(1)>", "\"'><script>alert(1)</script>"])
def test_hostile_query_is_text(query, library, page):
    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))

    library(f"?q={quote(query)}")

    assert dialogs == []
    assert page.locator(".ol-library-search img, .ol-library-search script").count() == 0


def test_from_any_page_to_a_command_on_the_clipboard_by_keys(page):
    page.goto("/services/")
    page.keyboard.press("/")
    page.keyboard.type("payments pool exhausted")
    page.wait_for_selector(".ol-panel .ol-hit")
    page.keyboard.press("ArrowDown")  # the runbook
    page.keyboard.press("ArrowDown")  # its way to the mitigation
    assert page.evaluate("document.activeElement.textContent") == "Stop the bleeding"
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/runbooks/payments-api/connection-pool/#"))
    page.wait_for_selector(".md-code__button")
    for _ in range(6):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.className").startswith("md-code__button"):
            break
    page.keyboard.press("Enter")
    page.wait_for_function("navigator.clipboard.readText().then(text => text.length > 0)")

    copied = page.evaluate("navigator.clipboard.readText()")
    section = page.url.partition("#")[2]
    expected = page.evaluate(
        """id => {
          const heading = document.getElementById(id);
          const after = [...document.querySelectorAll('pre > code')].find((code) =>
            heading.compareDocumentPosition(code) & Node.DOCUMENT_POSITION_FOLLOWING);
          return after.textContent;
        }""",
        section,
    )
    assert copied.strip() == expected.strip()


def test_an_arrow_waits_for_the_answer_to_the_last_letter(page):
    page.goto("/services/")
    page.keyboard.press("/")
    page.keyboard.type("certificate")
    page.wait_for_selector(".ol-panel:not([aria-busy]) .ol-hit")
    page.keyboard.press("Control+a")
    page.keyboard.type("payments pool exhausted")
    page.keyboard.press("ArrowDown")
    page.wait_for_selector(".ol-panel .ol-hit-link:focus")
    reached = page.evaluate("document.activeElement.href")
    assert reached.endswith("/runbooks/payments-api/connection-pool/")


def test_escape_closes_and_letters_go_on(page):
    page.goto("/services/")
    page.keyboard.press("/")
    page.keyboard.type("disk")
    page.wait_for_selector(".ol-panel .ol-hit")
    page.keyboard.press("ArrowDown")
    page.keyboard.type(" full")
    assert page.input_value(".ol-head-search input") == "disk full"
    page.keyboard.press("Escape")
    assert page.locator(".ol-panel").first.is_hidden()


@pytest.mark.parametrize(
    ("word", "path"),
    [
        ("selling", "/postmortems/2026/2026-01-14-processor-regional-outage/"),  # "to sell."
        ("hurry", "/runbooks/settlement/rerun-batch/"),  # "hurried."
    ],
)
def test_word_at_the_end_of_a_sentence_is_found_by_its_stem(word, path, library, page):
    library(f"?q={word}")

    assert path in [each for _, paths in page.evaluate(GROUPS) for each in paths]


def test_panel_shows_the_runbook_and_what_happened_earlier(page):
    page.goto("/services/")
    page.keyboard.press("/")
    page.keyboard.type("connection pool exhaustion")
    page.wait_for_selector(".ol-panel:not([aria-busy]) .ol-hit")

    found = page.evaluate(GROUPS.replace(".ol-results", ".ol-panel"))
    (first, runbooks), (second, postmortems), *_ = found
    assert (first, second) == ("Runbooks", "Postmortems")
    assert "/runbooks/payments-api/connection-pool/" in runbooks
    assert len(postmortems) == 3


def test_home_finds_as_well(page):
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type("expired certificate")
    page.wait_for_selector(".ol-home-search .ol-hit")

    assert "certificate" in page.locator(".ol-home-search .ol-hit-link").first.inner_text()


@pytest.mark.parametrize("words", ["payments pool exhausted", "PaymentsPoolExhausted"])
def test_cold_query_loads_what_it_needs(words, page, site):
    page.goto("/services/", wait_until="networkidle")
    site.sent.clear()
    page.keyboard.press("/")
    page.keyboard.type(words)
    page.wait_for_selector(".ol-panel .ol-hit")

    loaded = [path for path in site.sent if "/pagefind/index/" in path]
    assert 1 <= len(loaded) <= 1 + len(words.split())
    assert len(loaded) < len(list((site.folder / "pagefind" / "index").iterdir()))
    assert sum(site.sent.values()) < COLD


def test_filters_without_words_load_one_piece_of_the_index(library, site):
    site.sent.clear()
    library("?Severity=sev1")

    assert len([path for path in site.sent if "/pagefind/index/" in path]) == 1


def test_index_that_cannot_be_read_leaves_the_lists(page):
    page.route("**/pagefind/**", lambda route: route.abort())
    page.goto("/library/?q=pool")
    page.wait_for_selector(".ol-none")

    assert "everything is in the lists below" in page.inner_text(".ol-none")
    assert page.locator(".ol-browse").is_visible()


def test_no_word_of_the_index_is_markup(site):
    words = json.loads((site.folder / "assets/search/words.json").read_text("utf-8"))

    assert [kind["name"] for kind in words["kinds"]][:2] == ["Runbook", "Postmortem"]
    for kind in words["kinds"]:
        re.compile(kind["asks"])
