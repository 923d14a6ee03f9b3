"""`opslore init`: a library to begin with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

import opslore
from opslore.cli._failure import Failure
from opslore.cli._library import read_settings
from opslore.cli._output import create, emit, tell

if TYPE_CHECKING:
    from collections.abc import Iterator

EPILOG = """\b
Examples:
  opslore init handbook     in a new folder
  opslore init              in the folder where you stand

Nothing that exists is written over. Then:
  opslore check
  mkdocs serve              with the extra [site]
"""
DOT = "dot-"  # hidden files are easily left out of packages, so templates bear another name


@click.command(epilog=EPILOG, short_help="Begin a library, with an example of each kind.")
@click.argument("folder", default=".", metavar="[DIR]", type=click.Path(path_type=Path))
def command(folder: Path) -> int:
    """Begin a library: settings, vocabulary, checklist, and an example of each kind."""
    root = Path.cwd() / folder
    files = dict(_files())
    _refuse_to_mix(root, folder, files)
    for name, raw in sorted(files.items()):
        shown = (folder / name).as_posix()
        if (root / name).exists():
            tell(f"{shown} exists and is left as it is")
        else:
            create(root / name, raw)
            emit(f"{shown}\n")
    tell(
        "the people, the team, the service and its runbook are examples; "
        "put your own in their place\nnext: opslore check"
    )
    return 0


def _refuse_to_mix(root: Path, shown: Path, files: dict[str, bytes]) -> None:
    """Refuse to put a new library into an old one; raises Failure."""
    if root.exists() and not root.is_dir():
        raise Failure(f"{shown} is a file; name a folder")
    if there := read_settings(root).file:
        raise Failure(
            f"{(shown / there).as_posix()} is there already, so this is a library; "
            "`opslore new` adds to it"
        )
    content = root / "content"
    found = sorted(content.rglob("*.md"))[:1] if content.is_dir() else []
    found += [root / name for name in sorted(files) if name.startswith("content/")]
    for path in found:
        if path.exists():
            raise Failure(
                f"{(shown / path.relative_to(root)).as_posix()} is there already and nothing was "
                "written; `opslore adopt` takes in what exists"
            )


def _files() -> Iterator[tuple[str, bytes]]:
    """Yield the files of a new library, by path."""
    folder = Path(opslore.__file__).parent / "templates" / "init"
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            parts = path.relative_to(folder).parts
            name = "/".join(p.replace(DOT, ".", 1) if p.startswith(DOT) else p for p in parts)
            yield name, path.read_bytes()
