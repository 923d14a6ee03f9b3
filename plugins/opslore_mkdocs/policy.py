"""A content security policy for the built site, written out for a web server to send.

Nothing on the site comes from another host, and no page has an inline script but the theme's.
Their hashes are taken from the pages as they are written, so the policy follows the theme.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

POLICY_FILE = "csp.txt"
HEADERS_FILE = "_headers"  # read by several static hosts as it is
_SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<code>.*?)</script>", re.DOTALL)
_DATA = re.compile(r"\btype=[\"']?application/(?:ld\+)?json")


def hashes(html: str) -> Iterator[str]:
    """Yield the policy's word for each inline script of a page."""
    for found in _SCRIPT.finditer(html):
        attributes = found["attributes"]
        if " src=" in attributes or _DATA.search(attributes):
            continue
        yield _word(found["code"])


@lru_cache(maxsize=100)  # every page has the same
def _word(code: str) -> str:
    digest = hashlib.sha256(code.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def policy(scripts: Iterable[str]) -> str:
    """Return the policy that allows the site with these inline scripts, and nothing else."""
    allowed = " ".join(["'self'", "'wasm-unsafe-eval'", *sorted(scripts)])
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src {allowed}",  # the search index runs as WebAssembly
            "img-src 'self' data:",  # icons of the theme's style sheet
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def headers(told: str) -> str:
    """Return the policy as a file of headers for every path."""
    return (
        "/*\n"
        f"  Content-Security-Policy: {told}\n"
        "  X-Content-Type-Options: nosniff\n"
        "  Referrer-Policy: no-referrer\n"
    )
