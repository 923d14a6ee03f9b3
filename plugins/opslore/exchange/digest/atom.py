"""An Atom feed (RFC 4287) of the digest and those before it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from opslore.exchange.digest._html import body
from opslore.exchange.digest._place import instant, one_line, storable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from opslore.exchange.digest._place import Place
    from opslore.views._brief import Brief

SUFFIX = "xml"
MANY = True
NAMESPACE = "http://www.w3.org/2005/Atom"
PAGE, FEED = "digests/index.md", "digests/feed.xml"


def write(briefs: Sequence[Brief], site: Place) -> bytes:
    """Return the feed; the newest digest stands first."""
    feed = ET.Element("feed", {"xmlns": NAMESPACE, "xml:lang": "en"})
    letters = briefs[0].form == "newsletter"
    kind = "newsletters" if letters else "digests"
    _add(feed, "id", f"tag:{site.host},2026:opslore/{kind}")
    _add(feed, "title", f"{briefs[0].site}: {kind}")
    _add(feed, "updated", instant(max(site.told(brief) for brief in briefs)))
    if not letters and site.url:
        ET.SubElement(feed, "link", {"rel": "self", "href": site.address(FEED)})
        ET.SubElement(feed, "link", {"rel": "alternate", "href": site.address(PAGE)})
    _add(ET.SubElement(feed, "author"), "name", briefs[0].site)
    _add(feed, "generator", "opslore")
    for brief in briefs:
        entry = ET.SubElement(feed, "entry")
        _add(entry, "id", site.identity(brief))
        _add(entry, "title", brief.title)
        _add(entry, "published", instant(site.begun(brief)))
        _add(entry, "updated", instant(site.told(brief)))
        if not letters and (address := site.address(brief.key)):
            ET.SubElement(entry, "link", {"rel": "alternate", "href": address})
        ET.SubElement(entry, "category", {"term": brief.form})
        _add(entry, "summary", " ".join(brief.lead))
        content = ET.SubElement(entry, "content", {"type": "html"})
        content.text = storable(body(brief, site, heading=False))
    ET.indent(feed, " ")
    told = ET.tostring(feed, "unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{told}\n'.encode()


def _add(parent: ET.Element, tag: str, text: str) -> None:
    ET.SubElement(parent, tag).text = one_line(text)
