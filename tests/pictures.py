"""Pictures of the sample site for the documentation: `python tests/pictures.py`.

Builds the sample library, looks at it with Chromium, and writes docs/pictures/*.png.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

from playwright.sync_api import Route, sync_playwright

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
HOST = "http://quillfeather.test"
TYPES = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
}
# name, address, width, scheme
VIEWS = (
    ("home-light-1280", "/", 1280, "light"),
    ("home-dark-1280", "/", 1280, "dark"),
    ("library-light-1280", "/library/?q=pool+exhausted", 1280, "light"),
    (
        "postmortem-light-1280",
        "/postmortems/2025/2025-11-28-booking-pool-black-friday/",
        1280,
        "light",
    ),
    ("runbook-light-1280", "/runbooks/booking-api/connection-exhaustion/", 1280, "light"),
    ("runbook-light-390", "/runbooks/booking-api/connection-exhaustion/", 390, "light"),
    ("service-light-1280", "/services/payments-api/", 1280, "light"),
    ("on-call-light-1280", "/on-call/", 1280, "light"),
    ("readiness-light-1280", "/readiness/", 1280, "light"),
)


def main() -> None:
    """Take all pictures."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        site = Path(place) / "site"
        config = Path(place) / "mkdocs.yml"
        config.write_text(
            f"INHERIT: {ROOT / 'mkdocs.yml'}\ndocs_dir: {ROOT / 'content'}\nplugins:\n"
            "  - opslore/check: {fail_on: never}\n  - opslore/library\n  - opslore/search\n",
            "utf-8",
        )
        command = [
            sys.executable,
            "-m",
            "mkdocs",
            "build",
            "-q",
            "-f",
            str(config),
            "-d",
            str(site),
        ]
        subprocess.run(command, check=True, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"})

        def answer(route: Route) -> None:
            file = site / unquote(urlsplit(route.request.url).path).strip("/")
            file = file / "index.html" if file.is_dir() else file
            kind = TYPES.get(file.suffix, "application/octet-stream")
            route.fulfill(body=file.read_bytes(), content_type=kind)

        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name, address, width, scheme in VIEWS:
            page = browser.new_page(
                viewport={"width": width, "height": 844 if width < 500 else 900},
                color_scheme=scheme,
            )
            page.route("**/*", answer)
            page.goto(HOST + address)
            if "?q=" in address:
                page.wait_for_selector("[data-shown]")
            page.wait_for_timeout(300)
            page.screenshot(path=PICTURES / f"{name}.png")
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
