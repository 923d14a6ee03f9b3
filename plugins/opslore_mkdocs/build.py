"""What the plugins share: one catalogue a build, and the files that are never published.

Each plugin calls :func:`catalogue` and :func:`keep_back`; whichever comes first does the work,
so that none of them depends on another or on their order.
"""

from __future__ import annotations

import gc
import os
import re
import stat
from contextlib import contextmanager
from datetime import datetime
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, InclusionLevel
from rjsmin import jsmin

from opslore import catalogue as catalogues
from opslore import settings as configuration
from opslore.catalogue.files import (
    BACKSTAGE,
    DATA_FILES,
    data_meant,
    excluded,
    nearly_document,
)
from opslore.counted import counted
from opslore.render import front_matter, md
from opslore.settings import SettingsError
from opslore_mkdocs.sanitise import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

    from opslore.catalogue import Catalogue
    from opslore.findings import Finding
    from opslore.records import Record

HERE = Path(__file__).parent
STYLE = "assets/opslore.css"
# The files of assets/style that make it, in the order in which one may overrule another.
_STYLES = (
    "base",
    "chips",
    "records",
    "home",
    "runbook",
    "phone",
    "search",
    "paper",
    "charts",
    "preferences",
)
SCRIPT = "assets/opslore.js"
ICON = "assets/opslore.svg"
THEME_ICON = "assets/images/favicon.png"  # the theme's own, where an author names none
_SPARE = re.compile(r"^[ \t]*/\*.*?\*/[ \t]*\n|^[ \t]+|^\n", re.MULTILINE | re.DOTALL)
# What a style sheet does not need either; a line's end between two parts of a selector it does.
_DECLARED = re.compile(r"^([-a-z0-9]+): (?=.*;$)", re.MULTILINE)
_BREAK = re.compile(r"([{};,])\n")
_KEY = "_opslore"  # in the instance's __dict__: set anew at each rebuild of `serve`


def catalogue(config: MkDocsConfig) -> Catalogue:
    """Return the catalogue of this build; made once, by whoever asks first.

    Raises PluginError when the settings cannot be read.
    """
    state = _state(config)
    if "catalogue" not in state:
        docs_dir = Path(config.docs_dir).resolve()
        root = configuration.find_root(docs_dir.parent)
        try:
            settings = configuration.load(root)
            as_of = configuration.day(None, settings, os.environ, datetime.now)
        except (SettingsError, ValueError) as error:
            raise PluginError(f"opslore: {error}") from None
        if (root / settings.content).resolve() != docs_dir:
            raise PluginError(
                f"opslore: docs_dir is {docs_dir.name!r}, but the settings say "
                f"content = {settings.content!r}; let both name the same folder"
            )
        state["catalogue"] = catalogues.load(root, as_of, settings)
    found: Catalogue = state["catalogue"]
    return found


@contextmanager
def unwatched() -> Iterator[None]:
    """Keep the garbage collector from what is made and stays until the site is built.

    Of a large library it would look at millions of values again and again, and free none.
    """
    enabled = gc.isenabled()
    gc.disable()
    gc.unfreeze()  # what an earlier build under `serve` left behind
    try:
        yield
    finally:
        gc.freeze()
        if enabled:
            gc.enable()


def use_theme(config: MkDocsConfig) -> None:
    """Let our templates, style sheet and script stand before the theme's; once a build."""
    state = _state(config)
    if "theme" not in state:
        state["theme"] = True
        config.theme.dirs.insert(0, str(HERE / "theme"))
        config.extra_css.insert(0, STYLE)
        config.extra_javascript.insert(0, SCRIPT)
        if config.theme.get("favicon") in (None, THEME_ICON):
            config.theme["favicon"] = ICON


def add_assets(files: Files, config: MkDocsConfig) -> None:
    """Publish what the templates of :func:`use_theme` name; once a build."""
    state = _state(config)
    if "assets" not in state:
        state["assets"] = True
        for asset in (STYLE, SCRIPT, ICON):
            files.append(File.generated(config, asset, content=small(asset)))


def small(asset: str) -> str:
    """Return one of our own files without comments and the space that it does not need.

    A phone at the edge of a network loads it. No text in the style sheet spans lines.
    """
    if asset.endswith(".js"):
        made: str = jsmin((HERE / asset).read_text("utf-8"))
        return made
    if asset != STYLE:
        return _SPARE.sub("", (HERE / asset).read_text("utf-8"))
    parts = (HERE / "assets/style" / f"{name}.css" for name in _STYLES)
    text = _SPARE.sub("", "".join(part.read_text("utf-8") for part in parts))
    return _BREAK.sub(r"\1", _DECLARED.sub(r"\1:", text)).replace(" {", "{")


def keep_back(files: Files, config: MkDocsConfig) -> None:
    """Take out of the build what must not be published, and give documents a source of our making.

    Data files, restricted documents, documents that cannot be read (nobody knows what they
    would show), and everything that is not a regular file inside docs_dir. Of what is left, no
    page is made from front matter that an author wrote.
    """
    state = _state(config)
    if "kept back" in state:
        return
    state["kept back"] = True
    library = catalogue(config)
    # A plain page needs no front matter; with any other fault nobody knows what it would show.
    plain = {p.key for p in library.pages if not {f.kind for f in p.faults} - {"no-front-matter"}}
    docs_dir = Path(config.docs_dir).resolve()
    real: dict[Path, bool] = {}
    for file in list(files):
        key = file.src_uri
        if file.src_dir != config.docs_dir or file.generated_by is not None:
            continue  # the theme's own, or generated
        record = library.by_key(key)
        if (
            key in DATA_FILES
            or key.rsplit("/", 1)[-1] in BACKSTAGE
            or nearly_document(key)
            or ("/" not in key and data_meant(key))
            or (record is not None and record.restricted)
            or not _regular(docs_dir / key, real)
        ):
            files.remove(file)
        elif record is not None:
            # Out of the navigation tree: people come by library, service and search, and
            # a tree with every document makes the build quadratic.
            file.inclusion = InclusionLevel.NOT_IN_NAV
            _replace(file, _source(record))
        elif (
            file.is_documentation_page()
            and key not in plain
            and not excluded(key, library.settings)
        ):
            files.remove(file)


def _regular(path: Path, real: dict[Path, bool]) -> bool:
    """Whether a file is what its path says; below a linked folder it is another's.

    `real` keeps the answer for each folder.
    """
    folder = path.parent
    if folder not in real:
        real[folder] = folder.resolve() == folder
    try:
        return real[folder] and stat.S_ISREG(path.lstat().st_mode)
    except (OSError, ValueError):
        return False


def _replace(file: File, text: str) -> None:
    """Give a file another content; other plugins still find where it lies."""
    place = file.abs_src_path
    file.content_string = text
    file.abs_src_path = place


def _state(config: MkDocsConfig) -> dict[str, Any]:
    state: dict[str, Any] = config.__dict__.setdefault(_KEY, {})
    return state


def _source(record: Record) -> str:
    """Return a document's text under front matter of our making.

    The theme prints title and description raw, so they are escaped here.
    """
    head = {"title": escape(record.title)}
    if record.description:
        head["description"] = escape(record.description)
    text = record.document.text[record.document.body_offset :]
    return f"{front_matter(head)}\n{text}"


def record_of(page: Page, config: MkDocsConfig) -> Record | None:
    """Return the record of a document's page."""
    return catalogue(config).by_key(page.file.src_uri)


def path_of(page: Page, config: MkDocsConfig) -> str:
    """Return a page's file relative to the project root, as findings name it."""
    return catalogue(config).settings.prefix + page.file.src_uri


def findings_box(findings: Iterable[Finding]) -> str:
    """Return what is wrong with a page, to stand above it while somebody writes."""
    found = list(findings)
    lines = [f'!!! failure "{counted(len(found), "finding")} in this document"', ""]
    for finding in found:
        at = finding.location
        lines.append(
            f"    - line {at.line}, column {at.column}: **{finding.level}** {md(finding.message)}"
            f" ({finding.rule})"
        )
    return "\n".join([*lines, "", ""])


def sanitised(html: str, page: Page, config: MkDocsConfig) -> str:
    """Return a page's HTML, cleaned once however many plugins ask."""
    done = _state(config).setdefault("sanitised", set())
    if page.file.src_uri in done:
        return html
    done.add(page.file.src_uri)
    return clean(html)
