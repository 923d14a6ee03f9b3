"""What a browser loads for a search, and when."""

from __future__ import annotations

import gzip

import pytest

from opslore.views.facets import FACETS

COLD = 270_000  # bytes for the first query, the search itself included


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

    assert loaded_facets(site) - {"Kind"} == (set(FACETS) | hidden) - {"Kind"}


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


@pytest.mark.parametrize(("letters", "least"), [(" f", 300), (" full", 120)])
def test_a_second_word_just_begun_waits_for_its_letters(letters, least, page):
    page.goto("/services/")
    page.keyboard.press("/")
    page.keyboard.type("disk")
    page.wait_for_selector(".ol-panel:not([aria-busy]) .ol-hit")
    page.evaluate(
        """() => {
          document.activeElement.addEventListener('input', (event) => {
            window.typed = event.timeStamp;
          });
          const panel = document.querySelector('.ol-panel:not([hidden])');
          new MutationObserver(() => {
            if (!panel.hasAttribute('aria-busy')) window.told = performance.now();
          }).observe(panel, { attributeFilter: ['aria-busy'] });
        }"""
    )
    page.keyboard.type(letters)
    page.wait_for_function("() => window.told")

    assert page.evaluate("window.told - window.typed") >= least
