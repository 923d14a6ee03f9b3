"""`opslore/library`: the generated pages, and the frame around each document."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel

from opslore import views
from opslore.render import framed, render
from opslore_mkdocs import build

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page
    from mkdocs.utils.templates import TemplateContext

    from opslore.views import Frame

HERE = Path(__file__).parent
ASSETS = (build.STYLE, build.SCRIPT)


class LibraryPlugin(BasePlugin):
    """Puts the views into the site."""

    def __init__(self) -> None:
        self._frames: dict[str, Frame] = {}
        self._files = Files([])

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Bring the look along: style sheet, templates, icon."""
        build.use_theme(config)
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the generated pages; an author's file of the same name is never replaced."""
        library = build.catalogue(config)
        build.keep_back(files, config)
        for asset in ASSETS:
            files.append(File.generated(config, asset, abs_src_path=str(HERE / asset)))
        titles: dict[str, str] = {}
        for page in views.pages(library):
            titles[page.path] = page.title
            taken = files.get_file_from_path(page.path)
            if taken is not None and taken.generated_by is None:
                raise PluginError(f"opslore: {page.path} is generated; rename the authored file")
            file = File.generated(config, page.path, content=render(page))
            file.inclusion = InclusionLevel.NOT_IN_NAV
            files.append(file)
        if config.nav is None:
            plain = {page.key for page in library.pages if page.key not in titles}
            config.nav = views.navigation(titles, plain)
        self._files = files
        self._frames = {frame.key: frame for frame in views.frames(library)}
        return files

    def on_page_read_source(self, *, page: Page, config: MkDocsConfig) -> str | None:
        """Give the page its text without the front matter the author wrote."""
        return build.source(page, config)

    # Late: other plugins change the author's text, not the record around it.
    @event_priority(-50)
    def on_page_markdown(
        self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files
    ) -> str:
        """Put the record above and the history below a document's text."""
        del files
        frame = self._frames.get(page.file.src_uri)
        record = build.record_of(page, config)
        if frame is None or record is None:
            return markdown
        return framed(frame, record.title, markdown)

    def on_page_context(
        self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        """Turn the target of a moved page into an address."""
        del config, nav
        target = page.meta.get("redirect")
        if target and (file := self._files.get_file_from_path(target)):
            page.meta["redirect_url"] = file.url
        return context

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Sanitise what authored Markdown became."""
        del files
        return build.sanitised(html, page, config)
