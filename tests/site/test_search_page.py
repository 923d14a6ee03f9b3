"""Search on the site: golden queries, facets, state in the address, keys, and what stays without it."""

from __future__ import annotations

import json
import re
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from results import GROUPS

from queries import QUERIES

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
    page.wait_for_selector(".ol-panel .ol-hit-link:focus")  # with the answer to the last letter
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


@pytest.mark.parametrize(
    "name",
    [
        "edge-gateway/certificate-renewal",
        "runbook/payments-api/processor-credential-rotation",
        "broker-disk-full",
        "2026-01-14-processor-regional-outage",
    ],
)
def test_id_finds_its_document_first(name, library, page):
    library(f"?q={quote(name)}")
    found = page.locator(".ol-library-search .ol-hit-link").first.get_attribute("href")
    assert name.rpartition("/")[2] in found


def test_enter_opens_the_library_and_arrows_go_on(page):
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type("expired certificate")
    page.keyboard.press("Enter")
    page.wait_for_url("**/library/?q=expired+certificate")
    page.wait_for_selector(".ol-library-search .ol-hit")
    page.keyboard.press("ArrowDown")
    first = page.locator(".ol-library-search .ol-hit-link").first

    assert first.evaluate("link => link === document.activeElement")
    page.keyboard.press("Enter")
    page.wait_for_url("**/runbooks/**")


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
