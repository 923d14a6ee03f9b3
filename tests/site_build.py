"""Builds of a site in this process or another, and what is in what they wrote."""

from __future__ import annotations

import gzip
import logging
import os
import shutil
import subprocess
import sys
import warnings
from dataclasses import dataclass
from pathlib import Path

import yaml

LIBRARY = Path(__file__).parent / "library"
EXTENSIONS = [
    "admonition",
    "attr_list",
    "md_in_html",
    "sane_lists",
    "tables",
    {"toc": {"permalink": True}},
    "pymdownx.details",
    "pymdownx.superfences",
    {"pymdownx.tabbed": {"alternate_style": True}},
    "pymdownx.tasklist",
]
ALL = ("check", "library", "search")


class Stopped(Exception):  # noqa: N818 - a build that was stopped is no error of ours
    """A build ended with a message instead of a site; a traceback would be another exception."""


@dataclass(frozen=True)
class Built:
    """A built site, and what the build said of it."""

    folder: Path
    log: tuple[str, ...] = ()

    def files(self) -> dict[str, bytes]:
        """Return every file's bytes by its path, unpacked where they are packed."""
        found = {}
        for path in sorted(self.folder.rglob("*")):
            if path.is_file():
                raw = path.read_bytes()
                packed = raw.startswith(b"\x1f\x8b")
                found[path.relative_to(self.folder).as_posix()] = (
                    gzip.decompress(raw) if packed else raw
                )
        return found

    def html(self, path: str) -> str:
        """Return one page."""
        return (self.folder / path).read_text("utf-8")

    def holding(self, text: str) -> list[str]:
        """Return the files that hold a text, in their name or anywhere in them."""
        wanted = text.casefold().encode()
        return [
            path
            for path, raw in self.files().items()
            if wanted in raw.lower() or text.casefold() in path.casefold()
        ]


def library(folder: Path, *plugins: str, **options: object) -> Path:
    """Write the test library with a site's configuration; a plugin may be `check=warning`."""
    shutil.copytree(LIBRARY, folder, dirs_exist_ok=True)
    configure(folder, *plugins, **options)
    return folder


def configure(folder: Path, *plugins: str, **options: object) -> None:
    """Write `mkdocs.yml` for the plugins; without any it is a plain MkDocs site."""
    used = []
    for plugin in plugins:
        name, _, level = plugin.partition("=")
        used.append({f"opslore/{name}": {"fail_on": level} if level else {}})
    theme = {"name": "material", "font": False} if plugins else {"name": "mkdocs"}
    told = {
        "site_name": "Test",
        "docs_dir": "content",
        "theme": theme,
        "markdown_extensions": EXTENSIONS,
        "plugins": used,
    }
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(told | options), "utf-8")


def build(root: Path, command: str = "build") -> Built:
    """Build in this process, as `mkdocs build` or the first build of `mkdocs serve` would.

    Raises Stopped with what it says where it ends without a site.
    """
    from mkdocs.commands.build import build as build_site
    from mkdocs.config import load_config
    from mkdocs.exceptions import Abort

    told: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: told.append(f"{record.levelname} {record.getMessage()}")  # type: ignore[method-assign]
    log = logging.getLogger("mkdocs")
    before = log.level
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            config = load_config(str(root / "mkdocs.yml"))
            config.plugins.on_startup(command=command, dirty=False)
            build_site(config)
    except Abort:
        raise Stopped(next(line for line in reversed(told) if line.startswith("ERROR"))) from None
    finally:
        log.removeHandler(handler)
        log.setLevel(before)
    return Built(root / "site", tuple(told))


def run(root: Path, *arguments: str, program: str = "mkdocs") -> subprocess.CompletedProcess[str]:
    """Run a generator as people do."""
    return subprocess.run(
        [sys.executable, "-m", program, "build", *arguments],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
    )
