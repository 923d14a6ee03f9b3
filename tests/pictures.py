"""Make docs/pictures/ from the sample library: `python tests/pictures.py`.

Run by hand after a change of the look. Needs Debian's chromium and the extras of `[test]`.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parent.parent
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
FLAGS += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
# name, page, width, scheme
PICTURES = (
    ("home-light-1280", "", 1280, "light"),
    ("home-dark-1280", "", 1280, "dark"),
    ("library-light-1280", "library/?q=connection+pool+exhaustion", 1280, "light"),
    (
        "postmortem-light-1280",
        "postmortems/2025/2025-11-28-booking-pool-black-friday/",
        1280,
        "light",
    ),
    ("runbook-light-1280", "runbooks/payments-api/connection-pool/", 1280, "light"),
    ("runbook-light-390", "runbooks/payments-api/connection-pool/", 390, "light"),
    ("service-light-1280", "services/payments-api/", 1280, "light"),
    ("on-call-light-1280", "on-call/", 1280, "light"),
    ("readiness-light-1280", "readiness/", 1280, "light"),
)


class Quiet(SimpleHTTPRequestHandler):
    """Serves files without a line for each."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


def main() -> None:
    """Build the sample site, and take every picture of it."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", folder]
        subprocess.run(command, cwd=ROOT, check=True)
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
                take(browser, f"http://127.0.0.1:{server.server_port}/")
                browser.close()
        finally:
            server.shutdown()


def take(browser: Browser, address: str) -> None:
    """Write every picture."""
    target = ROOT / "docs" / "pictures"
    target.mkdir(parents=True, exist_ok=True)
    for name, page, width, scheme in PICTURES:
        size = {"width": width, "height": 900 if width > 400 else 844}
        context = browser.new_context(viewport=size, color_scheme=scheme)
        tab = context.new_page()
        tab.goto(address + page)
        tab.wait_for_load_state("networkidle")
        tab.screenshot(path=target / f"{name}.png")
        context.close()


if __name__ == "__main__":
    main()
