"""A runbook at 3 AM: parameters, print, phone, and everything without a script."""

from __future__ import annotations

import re
import shutil
import subprocess
from urllib.parse import quote, urljoin

import pytest

from test_search import FILLED

RUNBOOK = "/runbooks/booking-api/rollback/"  # one parameter: revision, [0-9]{1,5}
DESTRUCTIVE = "/runbooks/payments-api/restore-ledger/"
# A page of its own for the script: parameters and commands as a runbook has them.
STAGE = """
<article><div class="ol-params"><ul><li><code class="ol-param-name">n</code> what
<span class="ol-param-form">form <code>FORM</code></span></li></ul></div>
<pre><code>TEXT</code></pre></article>"""


def staged(page, site, text, form, value):
    """Return the command after a value was given in the address, and what was said."""
    import html

    body = STAGE.replace("FORM", html.escape(form)).replace("TEXT", html.escape(text))
    page.route(
        re.compile("/stage.html"), lambda route: route.fulfill(body=body, content_type="text/html")
    )
    page.goto(f"/stage.html?n={quote(value)}")
    page.add_script_tag(path=str(site.folder / "assets" / "opslore.js"))
    return page.inner_text("pre > code"), page.inner_text(".ol-param-note")


@pytest.mark.parametrize(("text", "value", "expected"), FILLED)
def test_script_quotes_as_the_terminal_does(text, value, expected, page, site):
    assert staged(page, site, text, ".*", value)[0] == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(value, expected) for text, value, expected in FILLED if text.endswith("echo ${n}")],
)
def test_a_shell_takes_the_value_as_one_word(value, expected):
    """What is filled in comes out of a real shell as it was typed."""
    done = subprocess.run(["sh", "-c", expected], capture_output=True, text=True, check=True)
    assert done.stdout == f"{value}\n"


@pytest.mark.parametrize(
    ("form", "value"),
    [
        ("[a-z]+", "'; rm -rf /"),
        ("[a-z]+", "abc\n; rm"),
        ("[a-z]+", "abcD"),
        (".*", "a\nb"),  # a terminal acts on it before a shell sees a quote
        (".*", "a\x1b[2Jb"),
        (".*", "a\u2028b"),
        ("a|b", "ab"),  # the whole value, not a part
        ("[", "x"),  # not a pattern: nothing passes
        ("[a-z]+", "\u043f\u0440\u043e\u0434"),
    ],
)
def test_values_that_do_not_fit_stay_out(form, value, page, site):
    command, said = staged(page, site, "echo ${n}", form, value)

    # An input of one line drops line ends itself; what is left must fit or stay out.
    cleaned = re.sub(r"[\n\r]", "", value)
    if re.fullmatch(r"[^\x00-\x1f\u2028]+", cleaned) and form == ".*":
        assert command == f"echo {cleaned}"
    else:
        assert command == "echo ${n}"
        assert "Not put in" in said


def test_value_from_the_address_reaches_every_command(page):
    page.goto(f"{RUNBOOK}?revision=1339")

    assert "argocd app rollback booking-api 1339" in page.inner_text("article")
    assert "${revision}" not in page.inner_text("article")


def test_refused_value_says_why_and_can_be_mended(page):
    page.goto(f"{RUNBOOK}?revision=1;ls")
    field = page.get_by_label("Value of revision")
    assert field.get_attribute("aria-invalid") == "true"
    assert "it must have the form [0-9]{1,5}" in page.inner_text(".ol-param-note")

    field.fill("1340")

    assert field.get_attribute("aria-invalid") == "false"
    assert "rollback booking-api 1340" in page.inner_text("article")


def test_destructive_command_is_folded_and_says_what_it_does(page):
    page.goto(DESTRUCTIVE)
    fold = page.locator("details.ol-destructive").first

    assert "Destructive: this overwrites" in fold.inner_text()
    assert not fold.locator("pre").is_visible()
    fold.locator("summary").click()
    assert fold.locator("pre").is_visible()


def test_replaced_runbook_leads_to_its_heir_and_not_to_its_steps(page):
    page.goto("/runbooks/booking-api/restart-pods/")
    notice = page.locator(".ol-notice-loud")

    assert "Deprecated: do not follow this page." in notice.inner_text()
    assert page.locator(".ol-jump, .ol-params").count() == 0
    notice.get_by_role("link").click()
    assert page.url.endswith("/runbooks/booking-api/connection-exhaustion/")


def test_without_a_mitigation_the_jump_leads_to_the_first_step(page):
    page.goto("/runbooks/booking-api/latency/")
    jump = page.locator(".ol-jump")

    assert jump.inner_text() == "Go to step 1"
    place = page.locator(jump.get_attribute("href"))
    assert place.evaluate("e => e.nextElementSibling.matches('ol:not([start])')")


def test_output_in_columns_scrolls_in_its_own_box(page):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/runbooks/booking-api/connection-exhaustion/")
    box = page.locator(".ol-grid code").first

    assert box.evaluate("e => e.scrollWidth > e.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_author_numbers_go_on_over_headings(page):
    page.goto("/runbooks/booking-api/connection-exhaustion/")
    starts = page.evaluate(
        "[...document.querySelectorAll('article ol')].map(list => [list.start, list.children.length])"
    )

    expected = 1
    for start, items in starts:
        assert start == expected
        expected += items
    assert expected > 6


def test_phone_shows_title_trust_jump_and_whom_to_page(browser, site):
    context = browser.new_context(
        base_url=site.url, viewport={"width": 390, "height": 844}, has_touch=True
    )
    page = context.new_page()
    page.goto("/runbooks/booking-api/connection-exhaustion/")
    order = ["h1", ".ol-meaning", ".ol-trust", ".ol-params", ".ol-jump", "h2"]
    tops = [page.locator(f"article {place}").first.bounding_box()["y"] for place in order]
    foot = page.locator(".ol-escalate").bounding_box()
    sizes = page.evaluate(
        """[...document.querySelectorAll('.md-code__button, .ol-jump, .ol-param')]
        .map(e => e.getBoundingClientRect()).map(r => [r.width, r.height])"""
    )
    context.close()

    assert tops == sorted(tops)
    assert foot["y"] + foot["height"] <= 844 + 1  # on the screen from the start
    assert min(min(size) for size in sizes) >= 44


@pytest.mark.parametrize("path", ["/", "/library/", RUNBOOK, "/services/", "/on-call/"])
def test_everything_is_there_without_a_script(path, browser, site):
    context = browser.new_context(base_url=site.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(path)
    said = page.inner_text("article")
    links = page.locator("article a").count()
    search = page.locator("form.ol-head-search")

    assert links > 5
    assert urljoin(page.url, search.get_attribute("action")) == f"{site.url}/library/"
    if path == "/":
        page.get_by_role("link", name="Search the library").click()
        assert page.url.endswith("/library/")
    elif path == "/library/":
        assert "Roll back booking-api" in said
    elif path == RUNBOOK:
        assert "argocd app rollback booking-api ${revision}" in said
        assert "for example 1339" in said
        assert "form [0-9]{1,5}" in said
        assert "Not fixed in" in said
    context.close()


def test_print_is_the_runbook_and_nothing_else(page, tmp_path):
    reader = shutil.which("pdftotext")
    if reader is None:
        pytest.skip("no pdftotext on this machine (apt-get install poppler-utils)")
    texts = {}
    for path in (DESTRUCTIVE, RUNBOOK):
        page.goto(path)
        page.pdf(path=str(tmp_path / "page.pdf"), format="A4")
        texts[path] = subprocess.run(
            [reader, "-layout", str(tmp_path / "page.pdf"), "-"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    said = texts[DESTRUCTIVE]

    assert "pgbackrest" in said  # what is folded on a screen is there on paper
    assert "Not fixed in 60 min" in said
    for chrome in (
        "Table of contents",
        "Search",
        "Made with",
        "Mentioned in",
        "Services & on call",
    ):
        assert chrome not in said, chrome
    assert texts[RUNBOOK].count("\f") <= 2  # one sheet for 950 words and ten blocks
    assert "Roll back booking-api" in texts[RUNBOOK]
