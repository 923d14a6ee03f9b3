"""`opslore render`."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from opslore import views
from opslore.cli import _library
from opslore.cli._failure import Failure
from opslore.cli._output import emit, write
from opslore.exchange import published
from opslore.render import framed, render

EPILOG = """\b
Examples:
  opslore render build/pages
  mkdocs build --config-file plain.yml      with docs_dir: build/pages

Writes the pages the plugins would make as Markdown files, for generators that run no plugins,
with the feeds, the JSON catalogue and the library's own pictures.
Authored text is written as it is: whoever publishes it has to sanitise the HTML in it. A folder
that exists is replaced, if this command made it.
"""
MARK = ".opslore-rendered"


@click.command(epilog=EPILOG)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--as-of", metavar="DAY", help="The day to render for, or a distance such as +90d.")
def command(folder: Path, as_of: str | None) -> None:
    """Write every page of the site as a Markdown file into FOLDER."""
    library = _library.here()
    day, _ = _library.choose_day(as_of, library.settings)
    target = folder.resolve()
    content = (library.root / library.settings.content).resolve()
    if target == content or content.is_relative_to(target) or target.is_relative_to(content):
        raise Failure(f"{folder} holds the library itself; name another folder")
    if target.exists() and any(target.iterdir()) and not (target / MARK).is_file():
        raise Failure(f"{folder} is not empty and was not made by this command")
    catalogue = library.load(day, lambda: None)
    pages = {page.path: render(page) for page in views.pages(catalogue)}
    others = {asset.path: asset.raw for asset in published.assets(catalogue)}
    for frame in views.frames(catalogue):
        record = catalogue.by_key(frame.key)
        if record is not None:
            text = record.document.text[record.document.body_offset :]
            pages[frame.key] = framed(frame, record.title, text)
    for page in catalogue.pages:
        pages.setdefault(page.key, page.text[page.body_offset :])
    try:
        if target.exists():
            shutil.rmtree(target)
        files = {path: text.encode("utf-8") for path, text in pages.items()} | others
        for path, raw in sorted(files.items()):
            _put(target / path, raw)
        for key in sorted(
            catalogue.assets or ()
        ):  # pictures, attachments; a link may lead anywhere
            if (content / key).resolve() == content / key and (content / key).is_file():
                _put(target / key, (content / key).read_bytes())
        write(target / MARK, b"")
    except OSError as error:
        raise Failure(f"cannot write {folder}: {error.strerror}") from error
    emit(f"{len(pages)} pages in {folder}\n")


def _put(file: Path, raw: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    write(file, raw)
