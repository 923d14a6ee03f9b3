"""Generated Markdown made into HTML by a faster hand than authored Markdown.

What views write is plain: headings, paragraphs, lists, tables, links and a few tags. A build would
spend more time on it than on all that people wrote. So of each generated page, and of the frame
around each document, Python-Markdown gets the headings, which it gives anchors, permalinks and a
place in the table of contents as the site's configuration says, and between two of them a word
that stands for the rest. It is replaced by pyromark's HTML before the page is sanitised. Text that
an author wrote between its frames never comes this way.
"""

from __future__ import annotations

import posixpath
import re
from functools import lru_cache
from hashlib import blake2b
from html import escape, unescape
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pyromark

if TYPE_CHECKING:
    from mkdocs.structure.files import File, Files
    from mkdocs.structure.pages import Page

_MARKDOWN = pyromark.Markdown(options=pyromark.Options.ENABLE_TABLES)
_HEADING = re.compile(r"^#{1,6} .*$", re.MULTILINE)
# What takes one of Python-Markdown's extensions; braces that a document holds are escaped.
_BEYOND = re.compile(
    r"^\s*(?:```|~~~|!!!|\?\?\?|\[[^\]\n]*\]:|\*\[|:\s)|\[\^|\{(?!: \.[\w-]+ \})", re.MULTILINE
)
# A paragraph with a class: CommonMark reads no Markdown on a line that begins with such a tag.
_TAGGED = re.compile(r'^<p ([^<>]*)markdown="1">(.*)</p>$', re.MULTILINE)
_CLASSED = re.compile(r"<a ([^<>]*)>([^<]*)</a>\{: \.([\w-]+) \}")
# In a tag that the author's text left open there is no paragraph around the word. One pattern for
# all pages: one a page would push those of Python-Markdown out of the cache of `re`.
_SLOT = re.compile(r"<p>(slot[0-9a-f]{24})x(\d+)x</p>|(slot[0-9a-f]{24})x(\d+)x")
_HREF = re.compile(r'(?<=<a href=")[^"]+')
_NOT_OURS = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|/")


class Slots:
    """The slots of one page and what belongs into each."""

    def __init__(self, page: Page, files: Files) -> None:
        """Take a page with its Markdown as it was read, and all files to which it may lead."""
        self._page, self._files = page, files
        self._folder = posixpath.dirname(page.file.src_uri)
        self._html: list[str] = []
        self._anchors: list[tuple[File, str, str]] = []  # what, and as which link, is led to
        # A word that no author can know, because it comes of all that the author wrote.
        text = f"{page.file.src_uri}\n{page.markdown}"
        self._word = f"slot{blake2b(text.encode(), digest_size=12).hexdigest()}"

    def parted(self, text: str) -> str:
        """Return generated Markdown with a slot between any two headings.

        As it is where that cannot be done: where it holds what only Python-Markdown reads, or a
        link that leads nowhere, of which MkDocs is to tell.
        """
        if _BEYOND.search(text):
            return text
        told: list[str] = []
        made: list[str] = []
        place = 0
        for heading in (*_HEADING.finditer(text), None):
            between = text[place : heading.start() if heading else None]
            if between.strip():
                try:
                    html = self._made(between)
                except LookupError:
                    return text
                told.append(f"{self._word}x{len(self._html) + len(made)}x")
                made.append(html)
            if heading:
                told.append(heading[0])
                place = heading.end()
        self._html += made
        return "\n\n".join(told) + "\n"

    def filled(self, html: str) -> str:
        """Return a page's HTML with every slot filled, and tell MkDocs which anchors it needs."""
        known = self._page.links_to_anchors
        if known is not None:
            for target, anchor, written in self._anchors:
                known.setdefault(target, {}).setdefault(anchor, written)
        return _SLOT.sub(self._filling, html)

    def _filling(self, found: re.Match[str]) -> str:
        ours = (found[1] or found[3]) == self._word
        return self._html[int(found[2] or found[4])] if ours else found[0]

    def _made(self, text: str) -> str:
        """Return a text's HTML; raises LookupError where a link leads nowhere."""
        html = _MARKDOWN.html(_TAGGED.sub(_paragraph, text))
        return _CLASSED.sub(r'<a class="\3" \1>\2</a>', _HREF.sub(self._address, html))

    def _address(self, found: re.Match[str]) -> str:
        """Return where a link to a file leads on the site."""
        written = unescape(found[0])
        if _NOT_OURS.match(written):
            return found[0]
        rest, hash_, anchor = written.partition("#")
        path, mark, query = rest.partition("?")
        target: File | None = self._page.file
        if path:
            key = _key(self._folder, path)
            target = self._files.src_uris.get(key)
            if target is None or target.inclusion.is_excluded():
                raise LookupError(key)
            path = target.url_relative_to(self._page.file)
        if target and anchor:
            self._anchors.append((target, anchor, written))
        return escape(f"{path}{mark}{query}{hash_}{anchor}")


@lru_cache(maxsize=20_000)  # the pages of a folder lead to the same ones again and again
def _key(folder: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(folder, unquote(path)))


def _paragraph(found: re.Match[str]) -> str:
    inner = _MARKDOWN.html(found[2]).strip().removeprefix("<p>").removesuffix("</p>")
    return f"<p {found[1].rstrip()}>{inner}</p>"
