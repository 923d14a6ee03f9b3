"""Where a digest stands: addresses, instants and identities that never change."""

from __future__ import annotations

import re
from datetime import UTC, timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from opslore.frozen import dataclass
from opslore.metrics.periods import midnight

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from opslore.settings import Settings
    from opslore.views._brief import Brief

NO_HOST = "opslore.invalid"  # reserved by RFC 2606: an identity, but nobody's address


@dataclass(frozen=True, slots=True)
class Place:
    """The site's address, with a closing slash or empty, and its time zone."""

    url: str
    zone: tzinfo

    @property
    def host(self) -> str:
        """The site's host, for identities."""
        host = urlsplit(self.url).hostname or ""
        return host if re.fullmatch(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?", host) else NO_HOST

    def address(self, key: str) -> str:
        """Return the address of a page; empty if the site has none."""
        if not key or not self.url:
            return ""
        path, hash_, anchor = key.partition("#")
        if path.endswith(".md"):
            path = path.removesuffix(".md") + "/"
            if path == "index/":
                path = ""
            elif path.endswith("/index/"):
                path = path.removesuffix("index/")
        path = path.removesuffix("index.html")
        return self.url + quote(path, safe="/") + hash_ + quote(anchor)

    def identity(self, brief: Brief) -> str:
        """Return the tag URI of a digest (RFC 4151)."""
        return f"tag:{self.host},{brief.period.start}:opslore/{slug(brief)}"

    def begun(self, brief: Brief) -> datetime:
        """Return the instant, in UTC, at which a digest is first told."""
        return midnight(brief.period.start, self.zone)

    def told(self, brief: Brief) -> datetime:
        """Return the instant, in UTC, of a digest: the end of its period, or its day if earlier."""
        return midnight(min(brief.period.end + timedelta(days=1), brief.as_of), self.zone)


def place(settings: Settings) -> Place:
    """Return where a library's digests stand."""
    url = settings.site.url
    return Place(f"{url.rstrip('/')}/" if url else "", settings.zone)


def slug(brief: Brief) -> str:
    """Return `digest/2026-w46` or `newsletter/2026-w46`."""
    kind = "newsletter" if brief.form == "newsletter" else "digest"
    return f"{kind}/{brief.period.name.lower()}"


def instant(moment: datetime) -> str:
    """Return an instant as RFC 3339 writes it, in UTC: `2026-11-15T00:00:00Z`."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}Z"


_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def storable(text: str) -> str:
    """Return a text that XML, JSON and UTF-8 can hold; other characters become U+FFFD."""
    return _ILLEGAL.sub("\ufffd", text)


def one_line(text: str) -> str:
    """Return a text on one line, without control characters."""
    return " ".join(storable(text).replace("\x85", " ").split())
