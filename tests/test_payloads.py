"""Payloads in every authored field, name and body are dead in pages, search index and JSON."""

from __future__ import annotations

import json
import re
from urllib.parse import unquote, urlsplit

import pytest

from payloads import EVALUATED, write
from site_build import ALL, build, library

pytest.importorskip("material")
html5lib = pytest.importorskip("html5lib")

SCHEMES = {"", "http", "https", "mailto", "tel"}
FORBIDDEN = {
    "iframe",
    "object",
    "embed",
    "base",
    "frame",
    "applet",
    "foreignobject",
    "use",
    "animate",
}
ADDRESSES = {"href", "src", "action", "formaction", "xlink:href", "data", "srcset", "poster"}


@pytest.fixture(scope="module")
def attacked(tmp_path_factory):
    root = library(tmp_path_factory.mktemp("attacked"), "check=never", *ALL[1:])
    planted = write(root / "content")
    assert planted > 1500  # fields of all schemas, twice, with each trick
    built = build(root)
    assert sum(name.endswith("index.html") for name in built.files()) > 150
    return built


@pytest.fixture(scope="module")
def own_scripts(tmp_path_factory):
    """Return the inline scripts of a library that attacks nobody."""
    built = build(library(tmp_path_factory.mktemp("own"), "check=never", *ALL[1:]))
    found = set()
    for name in built.files():
        if name.endswith(".html"):
            found |= {
                shape(code)
                for code in re.findall(r"<script>(.*?)</script>", built.html(name), re.DOTALL)
            }
    return found


def shape(code: str) -> str:
    """Return a script without the way back to the top, which differs from page to page."""
    return re.sub(r'URL\("[./]*"', 'URL("', code)


def test_pages_hold_no_live_payload(attacked, own_scripts):
    wrong = {}
    for name, raw in attacked.files().items():
        if name.endswith(".html"):
            found = live(raw.decode("utf-8"), own_scripts)
            if found:
                wrong[name] = sorted(found)[:5]
    assert wrong == {}


def live(text: str, own_scripts: set[str]) -> set[str]:
    """Return what would run, load from elsewhere, or lead into a script, as a browser reads it."""
    found = set()
    tree = html5lib.parse(text, namespaceHTMLElements=False)
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue  # a comment
        tag = element.tag.rpartition("}")[2].lower()
        if tag in FORBIDDEN or (tag == "input" and element.get("type") == "password"):
            found.add(f"<{tag}>")
        if tag == "style" or (tag == "link" and "evil" in str(element.attrib)):
            found.add(f"<{tag} {element.attrib}>")
        inline = tag == "script" and not element.get("src") and element.get("id") != "__config"
        if inline and shape(element.text or "") not in own_scripts:
            found.add(f"<script>{(element.text or '')[:40]}")
        if tag == "meta" and element.get("http-equiv") and "evil" in (element.get("content") or ""):
            found.add("refresh")
        for key, value in element.attrib.items():
            name = str(key).rpartition("}")[2].lower()
            if name.startswith("on") or name in ("style", "srcdoc"):
                found.add(f"{tag}[{name}={value[:40]}]")
            if name in ADDRESSES:
                # What a browser drops before it looks for a scheme.
                address = re.sub(r"[\t\n\r]", "", value).lstrip("".join(map(chr, range(33))))
                scheme = re.match(r"([a-zA-Z][a-zA-Z0-9+.-]*):", address)
                if (scheme[1].lower() if scheme else "") not in SCHEMES:
                    found.add(f"{tag}[{name}={value[:60]}]")
                if name != "href" and (urlsplit(address).netloc or address.startswith("//")):
                    found.add(f"{tag}[{name}={value[:60]}]")
    return found


def test_names_of_the_theme_are_not_taken(attacked):
    """An authored `__config` or `__drawer` would drive the theme's own elements."""
    for name, raw in attacked.files().items():
        if name.endswith("payload-0/index.html"):
            ids = re.findall(r'\bid="(__[^"]+)"', raw.decode("utf-8"))
            assert len(ids) == len(set(ids)), name


def test_no_template_is_evaluated(attacked):
    assert attacked.holding(EVALUATED) == []


def test_search_index_leads_to_pages_only(attacked):
    files = attacked.files()
    fragments = [name for name in files if "/fragment/" in name]
    assert len(fragments) > 100
    for name in fragments:
        told = json.loads(files[name].decode("utf-8").removeprefix("pagefind_dcd"))
        assert told["url"].startswith("/"), name


def test_search_shows_payloads_as_text(attacked, browser):
    """The index holds what authors wrote; a browser that shows it runs none of it."""
    types = {
        ".html": "text/html",
        ".js": "text/javascript",
        ".json": "application/json",
        ".css": "text/css",
    }

    def answer(route) -> None:
        path = unquote(urlsplit(route.request.url).path).strip("/")
        file = attacked.folder / path
        file = file / "index.html" if file.is_dir() else file
        if file.is_file():
            kind = types.get(file.suffix, "application/octet-stream")
            route.fulfill(body=file.read_bytes(), content_type=kind)
        else:
            route.abort()

    alerts: list[str] = []
    page = browser.new_page()
    page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    page.route("**/*", answer)
    shown = 0
    for query in ("alert", "onerror", "payment", "checkout"):
        page.goto(f"http://site.test/library/?q={query}")
        page.wait_for_selector("[data-shown]")
        shown += page.locator(".ol-results .ol-hit").count()
        made = ".ol-library-search :is(img, script, svg, iframe, [onerror], [onload], [onfocus])"
        assert page.locator(made).count() == 0
        hrefs = page.eval_on_selector_all(".ol-results a", "links => links.map(l => l.protocol)")
        assert set(hrefs) <= {"http:"}
    page.close()
    assert shown > 20
    assert alerts == []


def test_json_is_json_and_feeds_hold_no_live_payload(attacked):
    kinds = 0
    for name, raw in attacked.files().items():
        if name.endswith(".json"):
            told = json.loads(raw)
            kinds += 1
            for item in told.get("items", []) if isinstance(told, dict) else []:
                if isinstance(item, dict):
                    found = live(item.get("content_html", ""), set())
                    # Mail clients and feed readers know no style sheet.
                    assert {f for f in found if "[style=" not in f} == set(), name
    assert kinds > 0
