"""The five tabs, and what stands behind each; documents are reached by library and search."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

TABS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "Now",
        (
            "index.md",
            "now/actions.md",
            "now/freshness.md",
            "now/alerts.md",
            "now/attention.md",
            "now/waivers.md",
            "digests/index.md",
        ),
    ),
    ("Library", ("library/index.md", "topics/index.md")),
    ("Services & on call", ("services/index.md", "on-call/index.md", "readiness/index.md")),
    ("Learn", ("learn/index.md", "learn/trends.md", "learn/again.md", "learn/backlog.md")),
    ("Guides", ("guides/index.md",)),
)


def navigation(
    titles: Mapping[str, str], plain: Collection[str] = ()
) -> list[dict[str, list[str | dict[str, str]]]]:
    """Return MkDocs' `nav` for the generated pages (path -> title) that exist.

    Plain pages that an author wrote (about the library, say) join the last tab.
    """
    found: list[dict[str, list[str | dict[str, str]]]] = []
    for tab, paths in TABS:
        # The first page is the tab's own; it needs no title beside it.
        entries: list[str | dict[str, str]] = [
            path if path == paths[0] else {titles[path]: path} for path in paths if path in titles
        ]
        if entries:
            found.append({tab: entries})
    if found:
        next(iter(found[-1].values())).extend(sorted(plain))
    return found
