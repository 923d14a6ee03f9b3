"""The sample site, built once a session and served on this machine, and a browser to look at it."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
# What is wrong with the sample is the business of other tests; the site is built from it as it is.
CONFIG = """
INHERIT: {mkdocs}
docs_dir: {docs}
plugins:
  - opslore/check:
      fail_on: never
  - opslore/library
  - opslore/search
"""


class Site(NamedTuple):
    """The built site: where it lies, and where it is served."""

    folder: Path
    url: str  # without a closing slash
    sent: dict[str, int]  # bytes of each address that was asked for; a worker's as well

    def html(self, path: str) -> str:
        """Return a page by its address."""
        file = self.folder / path.strip("/")
        return (file / "index.html" if file.is_dir() else file).read_text("utf-8")


@pytest.fixture(scope="session")
def folder(tmp_path_factory) -> Path:
    """Build the sample site."""
    place = tmp_path_factory.mktemp("site")
    config = place / "mkdocs.yml"
    config.write_text(CONFIG.format(mkdocs=ROOT / "mkdocs.yml", docs=ROOT / "content"), "utf-8")
    built = place / "built"
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "-q", "-f", str(config), "-d", str(built)],
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
    )
    assert done.returncode == 0, done.stderr
    return built


@pytest.fixture(scope="session")
def site(folder) -> Iterator[Site]:
    """Serve the site with the policy that was written out with it."""
    policy = (folder / "csp.txt").read_text("utf-8").strip()
    sent: dict[str, int] = {}

    class Handler(SimpleHTTPRequestHandler):
        def end_headers(self) -> None:
            self.send_header("Content-Security-Policy", policy)
            super().end_headers()

        def copyfile(self, source, outputfile) -> None:
            raw = source.read()
            sent[self.path] = sent.get(self.path, 0) + len(raw)
            outputfile.write(raw)

        def log_message(self, *_: object) -> None:
            pass

    handler = functools.partial(Handler, directory=str(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Site(folder, f"http://127.0.0.1:{server.server_port}", sent)
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def page(browser, site):
    """Return an empty page on a laptop; paths are relative to the site."""
    context = browser.new_context(base_url=site.url, viewport={"width": 1280, "height": 900})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def library(page):
    """Return a function that opens the library and waits for its results."""

    def opened(query: str = ""):
        page.goto(f"/library/{query}")
        page.wait_for_selector("[data-shown]")
        return page

    return opened
