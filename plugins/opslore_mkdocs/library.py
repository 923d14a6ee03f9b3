"""`opslore/library`: the generated pages, and the frame around each document."""

from __future__ import annotations

import os
from functools import partial
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel

from opslore import views
from opslore.exchange import published
from opslore.render import framed, render
from opslore_mkdocs import build
from opslore_mkdocs.finish import finished
from opslore_mkdocs.policy import HEADERS_FILE, POLICY_FILE, hashes, headers, policy
from opslore_mkdocs.slots import Slots

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page
    from mkdocs.utils.templates import TemplateContext

# Pages in the foot of every page, where they exist.
FOOT = (("Rules", "reference/rules/index.md"), ("Schemas", "reference/schemas/index.md"))


class LibraryPlugin(BasePlugin):
    """Puts the views into the site."""

    def __init__(self) -> None:
        self._files = Files([])
        self._made: frozenset[str] = frozenset()
        self._slots: dict[str, Slots] = {}
        self._scripts: set[str] = set()

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Bring the look along: style sheet, templates, icon."""
        self._scripts = set()
        build.use_theme(config)
        return config

    @build.unwatched()
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the generated pages; an author's file of the same name is never replaced."""
        library = build.catalogue(config)
        build.keep_back(files, config)
        build.add_assets(files, config)
        titles: dict[str, str] = {}
        for page in views.pages(library):
            titles[page.path] = page.title
            file = _generated(page.path, render(page), files, config)
            file.inclusion = InclusionLevel.NOT_IN_NAV
        config.extra["opslore_feeds"] = [
            (asset.feed, _generated(asset.path, asset.raw, files, config).url)
            for asset in published.assets(library, partial(_address, files))
        ]
        if config.nav is None:
            plain = {page.key for page in library.pages if page.key not in titles}
            config.nav = views.navigation(titles, plain)
        config.extra["opslore_foot"] = [
            (title, found.url) for title, key in FOOT if (found := files.get_file_from_path(key))
        ]
        self._files, self._made = files, frozenset(titles)
        next(views.frames(library), None)  # what all of them rest on is made here, unwatched
        return files

    # Late: other plugins change the author's text, not the record around it.
    @event_priority(-50)
    def on_page_markdown(
        self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files
    ) -> str:
        """Put the record above and the history below a document's text."""
        del files
        record = build.record_of(page, config)
        if record is None and page.file.generated_by is not None:
            # Titles of vocabulary and documents; the theme prints both raw.
            for key in ("title", "description"):
                if key in page.meta:
                    page.meta[key] = escape(page.meta[key])
        slots = Slots(page, self._files)
        self._slots[page.file.src_uri] = slots
        if record is not None and not record.restricted:
            frame = views.frame(record, build.catalogue(config))
            return framed(frame, record.title, markdown, slots.parted)
        # Where another plugin has changed a page of ours, it may hold anything.
        ours = page.file.src_uri in self._made and page.file.content_string.endswith(markdown)
        return slots.parted(markdown) if ours else markdown

    def on_page_context(
        self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        """Turn the target of a moved page into an address; drop a sidebar that would be empty."""
        del config
        if page not in nav.pages or (page.parent and len(page.parent.children) == 1):
            page.meta["hide"] = [*page.meta.get("hide", ()), "navigation"]
        target = page.meta.get("redirect")
        if target and (file := self._files.get_file_from_path(target)):
            page.meta["redirect_url"] = file.url
        return context

    # First: whoever else looks at a page's HTML sees all of it.
    @event_priority(100)
    def _fill(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        del config, files
        slots = self._slots.pop(page.file.src_uri, None)
        return slots.filled(html) if slots else html

    def _finish(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Sanitise what authored Markdown became, and finish it."""
        del files
        return finished(build.sanitised(html, page, config), build.record_of(page, config))

    on_page_content = CombinedEvent(_fill, _finish)

    # Late: what other plugins write into a page belongs into the policy, too.
    @event_priority(-90)
    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Note the inline scripts of a page."""
        del page, config
        self._scripts |= set(hashes(output))
        return output

    @event_priority(-90)
    def on_post_template(
        self, output_content: str, *, template_name: str, config: MkDocsConfig
    ) -> str:
        """Note the inline scripts of the page for what is not found."""
        del config
        if template_name.endswith(".html"):
            self._scripts |= set(hashes(output_content))
        return output_content

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write the policy beside the pages, for a web server to send."""
        site = Path(config.site_dir)
        told = policy(self._scripts)
        for name, text in ((POLICY_FILE, f"{told}\n"), (HEADERS_FILE, headers(told))):
            if not (site / name).exists():  # an author's own stays
                (site / name).write_text(text, "utf-8", newline="\n")


def _generated(path: str, content: str | bytes, files: Files, config: MkDocsConfig) -> File:
    """Add a file to the site; raises PluginError where an author has one of that name."""
    if os.path.lexists(Path(config.docs_dir, path)):
        raise PluginError(f"opslore: {path} is generated; rename the authored file")
    folder, _, name = path.rpartition("/")
    if name == "index.md" and (
        readme := files.get_file_from_path(f"{folder}/README.md".lstrip("/"))
    ):
        files.remove(readme)  # it would be written to the same place; it is for the repository
    file = File.generated(config, path, content=content)
    files.append(file)
    return file


def _address(files: Files, key: str) -> str:
    """Return where a document's page stands, relative to the site's root."""
    file = files.get_file_from_path(key)
    return file.url if file else ""
