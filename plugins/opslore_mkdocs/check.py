"""`opslore/check`: findings in the build, and nothing on the site that should not be there."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Literal

from mkdocs.config import config_options as c
from mkdocs.config.base import Config
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin

from opslore.counted import counted
from opslore.findings import Level
from opslore.report.text import printable
from opslore.rules import engine
from opslore_mkdocs import build

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

    from opslore.findings import Finding

log = logging.getLogger("mkdocs.plugins.opslore")
_LOG_LEVELS = {
    Level.ERROR: logging.WARNING,  # the abort is ours; --strict counts warnings
    Level.WARNING: logging.WARNING,
    Level.ADVICE: logging.INFO,
}


class CheckConfig(Config):
    """The plugin's options."""

    fail_on = c.Choice(("error", "warning", "never"), default="error")
    """The gravest level that a build survives is the one below; `never` only tells."""


class CheckPlugin(BasePlugin[CheckConfig]):
    """Checks every document before a page is made of it."""

    def __init__(self) -> None:
        self._serving = False
        self._by_path: dict[str, list[Finding]] = {}

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Remember whether a person is writing: then findings are shown, not fatal."""
        del dirty
        self._serving = command == "serve"

    @build.unwatched()
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Check the library; fail the build at the configured level."""
        library = build.catalogue(config)
        result = engine.check(library)
        self._by_path = {}
        failing = 0
        for finding in result.findings:
            if finding.waived:
                continue
            self._by_path.setdefault(finding.location.path, []).append(finding)
            log.log(
                _LOG_LEVELS[finding.level],
                "%s: %s %s [%s]: %s",
                printable(str(finding.location)),
                finding.level,
                finding.rule,
                finding.code,
                printable(finding.message),
            )
            failing += self._fails(finding.level)
        for crash in result.crashes:
            log.error("rule %s failed on %s: %s", crash.rule, crash.path, crash.error)
        if (failing or result.crashes) and not self._serving:
            raise PluginError(
                f"opslore: {counted(failing, 'finding')} at or above {self.config.fail_on!r}"
                + (f", {counted(len(result.crashes), 'rule')} failed" if result.crashes else "")
                + "; `opslore check` shows each with its line and the way out"
            )
        build.keep_back(files, config)
        return files

    def on_page_markdown(
        self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files
    ) -> str:
        """Under `serve`, show an author the findings on the page itself."""
        del files
        found = self._by_path.get(build.path_of(page, config), [])
        if not self._serving or not found:
            return markdown
        return build.findings_box(found) + markdown

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Sanitise what authored Markdown became."""
        del files
        return build.sanitised(html, page, config)

    def _fails(self, level: Level) -> bool:
        if self.config.fail_on == "never" or level is Level.ADVICE:
            return False
        return level.weight <= Level(self.config.fail_on).weight
