"""A JSON Feed (version 1.1) of the digest and those before it, with ids for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from opslore.exchange.digest._html import body
from opslore.exchange.digest._place import instant, one_line, storable
from opslore.exchange.digest.atom import PAGE
from opslore.exchange.digest.text import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from opslore.exchange.digest._place import Place
    from opslore.views._brief import Brief

SUFFIX = "json"
MANY = True
FEED = "digests/feed.json"


def write(briefs: Sequence[Brief], site: Place) -> bytes:
    """Return the feed (https://www.jsonfeed.org/version/1.1/); the newest digest stands first.

    `_opslore` of an item holds its period, and the ids of what each section lists.
    """
    letters = briefs[0].form == "newsletter"
    kind = "newsletters" if letters else "digests"
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": one_line(f"{briefs[0].site}: {kind}"),
        "language": "en",
    }
    if not letters and site.url:
        feed |= {"home_page_url": site.address(PAGE), "feed_url": site.address(FEED)}
    feed["items"] = [_item(brief, site) for brief in briefs]
    return (json.dumps(feed, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _item(brief: Brief, site: Place) -> dict[str, Any]:
    item: dict[str, Any] = {"id": site.identity(brief)}
    if brief.form != "newsletter" and (address := site.address(brief.key)):
        item["url"] = address
    listed = {
        section.name: [storable(line.ref) for line in section.lines if line.ref]
        for section in brief.sections
        if section.name and any(line.ref for line in section.lines)
    }
    item |= {
        "title": one_line(brief.title),
        "summary": one_line(" ".join(brief.lead)),
        "content_html": storable(body(brief, site, heading=False)),
        "content_text": text(brief, site),
        "date_published": instant(site.begun(brief)),
        "date_modified": instant(site.told(brief)),
        "tags": [brief.form],
        "_opslore": {
            "about": "https://opslore.example.com/docs/digests/",
            "period": brief.period.name,
            "as_of": brief.as_of.isoformat(),
            "current": brief.current,
            "ids": listed,
        },
    }
    return item
