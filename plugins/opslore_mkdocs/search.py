"""`opslore/search`: Pagefind over the built site, with facets, in the header and the library.

Pagefind's own command line is run on the built folder: an index of static files that a browser
reads piece by piece, so that it stays small at ten thousand documents and needs no server.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from mkdocs.config import config_options as c
from mkdocs.config.base import Config
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File

from opslore.views.facets import facets, search_words
from opslore_mkdocs import build

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

log = logging.getLogger("mkdocs.plugins.opslore")
HERE = Path(__file__).parent
BOX = "assets/search/box.js"
# Loaded by the one before when somebody goes to a box; the last only in the library.
SCRIPTS = tuple(f"assets/search/{name}.js" for name in ("search", "find", "hits", "library"))
WORDS = "assets/search/words.json"
# What repeats other documents' words, or is no text.
IGNORED = (
    ".headerlink, .ol-others, .ol-jump, .ol-escalate, .ol-as-of, .ol-trust, .ol-swatch, "
    ".ol-requirement, .ol-table thead"
)
TIMEOUT = 900  # seconds; 12,500 pages took 45


class SearchConfig(Config):
    """The plugin's options."""

    enabled = c.Type(bool, default=True)
    """Off, the static lists of the library remain."""


class SearchPlugin(BasePlugin[SearchConfig]):
    """Indexes what the other plugins have built."""

    def __init__(self) -> None:
        self._serving = False
        self._indexed = False

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Remember whether a person is writing: then one index at the start is enough."""
        del dirty
        self._serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Bring the script along."""
        if self.config.enabled:
            build.use_theme(config)
            config.extra["opslore_search"] = True
            config.extra_javascript.append(BOX)
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the script to the site, and keep out of the site what nobody may find."""
        build.keep_back(files, config)
        if self.config.enabled:
            build.add_assets(files, config)
            for script in (BOX, *SCRIPTS):
                files.append(File.generated(config, script, content=build.small(script)))
            known = json.dumps(search_words(build.catalogue(config)), separators=(",", ":"))
            files.append(File.generated(config, WORDS, content=known))
        return files

    # Late: after the library has put its frames around the text.
    @event_priority(-60)
    def on_page_markdown(
        self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files
    ) -> str:
        """Tell the template what the index should know of a document."""
        del files
        record = build.record_of(page, config)
        if record is not None and self.config.enabled:
            page.meta["opslore_facets"] = facets(record, build.catalogue(config))
        return markdown

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Sanitise what authored Markdown became."""
        del files
        return build.sanitised(html, page, config)

    # Last: whatever others still write belongs into the index.
    @event_priority(-100)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Build the index; raises PluginError when Pagefind fails or is not installed."""
        if not self.config.enabled or (self._serving and self._indexed):
            return
        command = [sys.executable, "-m", "pagefind", "--silent", "--site", config.site_dir]
        # A full stop is not among them: a word at the end of a sentence would be another word.
        command += ["--force-language", "en", "--include-characters=-_"]
        command += ["--exclude-selectors", IGNORED]
        try:
            done = subprocess.run(  # noqa: S603 - a fixed command on our own folder
                command, check=False, capture_output=True, text=True, timeout=TIMEOUT
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise PluginError(f"opslore: the search index could not be built: {error}") from None
        if done.returncode != 0:
            raise PluginError(
                "opslore: the search index could not be built; is pagefind installed "
                f"(pip install 'opslore[site]')? It said: {done.stderr.strip()[-500:]}"
            )
        self._indexed = True
