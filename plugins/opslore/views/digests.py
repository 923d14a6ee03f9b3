"""The digests: a page for every week, month and quarter with something in it, and the archive."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from opslore.frozen import dataclass
from opslore.metrics import digest as metric
from opslore.metrics.newsletter import NamesSomebody, newsletter
from opslore.metrics.periods import last_complete, quarter
from opslore.views import _newsletter
from opslore.views._brief import NOWHERE
from opslore.views._digest import brief, key_of, many
from opslore.views.base import Link, Page

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from opslore.catalogue import Catalogue
    from opslore.metrics.digest import Digest
    from opslore.views._brief import Brief

FEED = 20  # digests in a feed
FEEDS = (Link("digests/feed.xml", "Atom"), Link("digests/feed.json", "JSON Feed"))


@dataclass(frozen=True, slots=True)
class ArchiveRow:
    """One period: a link where there is a page, else only its name."""

    link: Link
    span: str
    words: str
    letter: Link  # the newsletter of a month


@dataclass(frozen=True, slots=True)
class ArchiveQuarter:
    """A quarter with its months and weeks, newest first."""

    heading: Link
    words: str
    months: tuple[ArchiveRow, ...]
    weeks: tuple[ArchiveRow, ...]


@dataclass(frozen=True, slots=True)
class ArchiveModel:
    """All that the template of the archive can see."""

    as_of: date
    latest: tuple[ArchiveRow, ...]
    quarters: tuple[ArchiveQuarter, ...]
    feeds: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class DigestModel:
    """All that the template of a digest can see."""

    as_of: date
    brief: Brief


def pages(catalogue: Catalogue) -> Iterator[Page]:
    """Yield the archive and the digests."""
    found = metric.digests(catalogue)
    summary = "What happened, came back and is to be done, by week, month and quarter."
    yield Page("digests/index.md", "digests.md.jinja", _archive(catalogue), "Digests", summary)
    for digest in found.values():
        if digest.happened:
            made = brief(digest, catalogue)
            model = DigestModel(catalogue.as_of, made)
            yield Page(made.key, "digest.md.jinja", model, made.title, " ".join(made.lead))
    for made in letters(catalogue).values():
        model = DigestModel(catalogue.as_of, made)
        yield Page(made.key, "digest.md.jinja", model, made.title, " ".join(made.lead))


@lru_cache(maxsize=2)
def letters(catalogue: Catalogue) -> Mapping[str, Brief]:
    """Return month -> its newsletter, where there is a story to tell and nobody is named."""
    found = {}
    for digest in metric.digests(catalogue).values():
        if digest.period.kind == "month" and not digest.current and digest.reading:
            try:
                letter = newsletter(digest, catalogue)
            except NamesSomebody:
                return {}  # the site's own address names somebody; the command says so
            found[digest.period.name] = _newsletter.brief(letter, catalogue.as_of)
    return found


def newest(catalogue: Catalogue) -> list[Brief]:
    """Return the newest digests of all kinds, for a feed: the newest first."""
    happened = [d for d in metric.digests(catalogue).values() if d.happened]
    happened.sort(key=lambda d: (min(d.period.end, d.as_of), d.period.start), reverse=True)
    return [brief(digest, catalogue) for digest in happened[:FEED]]


def _archive(catalogue: Catalogue) -> ArchiveModel:
    found = metric.digests(catalogue)
    latest = [
        found[period.name]
        for kind in ("week", "month", "quarter")
        if (period := last_complete(catalogue.as_of, kind)).name in found
    ]
    current = [d for d in found.values() if d.current and d.period.kind == "week"]
    quarters = [d for d in found.values() if d.period.kind == "quarter"]
    return ArchiveModel(
        catalogue.as_of,
        tuple(_row(d, catalogue) for d in (*current, *latest)),
        tuple(_quarter(d, found.values(), catalogue) for d in reversed(quarters)),
        FEEDS if any(digest.happened for digest in found.values()) else (),
    )


def _quarter(digest: Digest, every: Iterable[Digest], catalogue: Catalogue) -> ArchiveQuarter:
    inside = [d for d in every if quarter(_middle(d)).name == digest.period.name]
    row = _row(digest, catalogue)
    return ArchiveQuarter(
        row.link,
        row.words,
        tuple(_row(d, catalogue) for d in reversed(inside) if d.period.kind == "month"),
        tuple(_row(d, catalogue) for d in reversed(inside) if d.period.kind == "week"),
    )


def _middle(digest: Digest) -> date:
    """Return the day that says to which quarter a week belongs: its Thursday, as in ISO 8601."""
    return digest.period.start + (digest.period.end - digest.period.start) / 2


def _row(digest: Digest, catalogue: Catalogue) -> ArchiveRow:
    title = digest.period.label
    if not digest.happened:
        return ArchiveRow(Link("", title), digest.period.span, "nothing happened", NOWHERE)
    made = letters(catalogue).get(digest.period.name)
    letter = Link(made.key, "newsletter") if made else NOWHERE
    return ArchiveRow(Link(key_of(digest), title), digest.period.span, _words(digest), letter)


def _words(digest: Digest) -> str:
    gravest = min((p.severity or "sev9" for p in digest.incidents), default="")
    trust = "not to trust" if digest.current else "stopped being trusted"
    parts = [
        many(len(digest.incidents), "incident")
        + (f" (gravest {gravest})" if gravest not in ("", "sev9") else ""),
        many(len(digest.returns), "came back", "came back"),
        many(len(digest.near_misses), "near miss", "near misses"),
        many(len(digest.drills), "drill"),
        f"{many(len(digest.done), 'action')} done",
        f"{many(len(digest.overdue), 'action')} {'overdue' if digest.current else 'became overdue'}",
        f"{many(len(digest.to_assign), 'action')} to assign",
        f"{many(len(digest.untrusted), 'document')} {trust}",
    ]
    return ", ".join(part for part in parts if not part.startswith("No "))
