"""What a browser loads: a first page, the search when it is opened, and a cold query.

    python tests/benchmarks/query.py --size 10000
    python tests/benchmarks/query.py --site FOLDER --words "pool exhausted"

Each query is typed into the search of a page in a fresh Chromium with nothing cached, at once and
letter by letter. Bytes are those of the answers of a server that packs nothing; Pagefind's own
files are packed already.
"""

from __future__ import annotations

import argparse
import functools
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from playwright.sync_api import sync_playwright

import library

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking")
WORDS = ("Page00123", "queue stalled", "broker-schema", "certificate expiry", "status=503")


def main() -> int:
    """Print the figures of a site."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--size", type=int, default=1000, help="documents of a library to build")
    parser.add_argument("--site", type=Path, help="a built site instead")
    parser.add_argument("--page", default="/")
    parser.add_argument("--words", action="append", help="a query; may be repeated")
    parser.add_argument("--files", action="store_true", help="list what each query loads")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        site = asked.site or build(Path(place), asked.size)
        handler = functools.partial(Counting, directory=str(site))
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}{asked.page}"
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        for words in asked.words or WORDS:
            for delay in (0, 250):
                query(browser, address, words, delay, files=asked.files)
        browser.close()
        server.shutdown()
    return 0


class Counting(SimpleHTTPRequestHandler):
    """Serves a folder and notes how many bytes of each file it sent, pictures left out."""

    sent: ClassVar[dict[str, int]] = {}

    def copyfile(self, source: Any, outputfile: Any) -> None:
        """Send a file."""
        raw = source.read()
        if not self.guess_type(self.path).startswith("image/"):
            self.sent[self.path] = self.sent.get(self.path, 0) + len(raw)
        outputfile.write(raw)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def query(browser: Browser, address: str, words: str, delay: int, *, files: bool) -> None:
    """Type one query into a page that was just opened, and print what was loaded for it."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    loaded = Counting.sent
    loaded.clear()
    page.goto(address, wait_until="networkidle")
    first = sum(loaded.values())
    page.keyboard.press("/")
    page.wait_for_load_state("networkidle")
    settled(page)
    opened = sum(loaded.values()) - first
    before = set(loaded)
    page.keyboard.type(words, delay=delay)
    page.wait_for_selector(".ol-panel .ol-hit, .ol-panel .ol-none", timeout=120_000)
    settled(page)
    asked = sum(loaded.values()) - first - opened
    told = "letter by letter" if delay else "at once"
    results = page.inner_text(".ol-said")
    print(f"{words!r} {told}: page {kilobytes(first)}, search opened {kilobytes(opened)}", end="")
    print(f", query {kilobytes(asked)}, both {kilobytes(opened + asked)}; {results}")
    if files:
        for path, size in sorted(loaded.items(), key=lambda pair: -pair[1]):
            print(f"    {size:>8} {'' if path in before else 'query '}{path}")
    context.close()


def settled(page: Page) -> None:
    """Wait until nothing was loaded for a second; the search waits for the hand, too."""
    page.wait_for_timeout(1000)
    page.wait_for_load_state("networkidle")


def kilobytes(size: int) -> str:
    """Return `267 kB`."""
    return f"{size / 1000:.0f} kB"


def build(place: Path, size: int) -> Path:
    """Build the site of a library of a size."""
    library.write(place, size)
    config = place / "mkdocs.yml"
    plugins = "plugins: [opslore/library, opslore/search]\n"
    config.write_text(f"site_name: x\ndocs_dir: content\n{library.MKDOCS}{plugins}", "utf-8")
    command = [sys.executable, "-m", "mkdocs", "build", "-q", "-f", str(config)]
    environ = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    subprocess.run([*command, "-d", str(place / "site")], check=True, env=environ)
    return place / "site"


if __name__ == "__main__":
    sys.exit(main())
