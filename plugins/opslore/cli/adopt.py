"""`opslore adopt`: front matter for documents that were written without opslore."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from opslore.cli import _library
from opslore.cli._failure import Failure
from opslore.cli._output import emit, tell, write

if TYPE_CHECKING:
    from opslore.adopt import Given

EPILOG = """\b
Examples:
  opslore adopt .                      what is there, and what is proposed; nothing is written
  opslore adopt old/outage.md          the same for one file
  opslore adopt docs --diff            the proposals as a diff
  opslore adopt docs --format json     for other tools
  opslore adopt docs --severity Critical=sev1 --severity Major=sev2
  opslore adopt docs --owner platform  the team of documents that name none
  opslore adopt docs --write           put the front matter in front; the text stays as it is

What a document does not say stays blank and is listed. Templates, indexes and README files are
left alone, and so is what has its front matter already: a second run changes nothing.
"""


@click.command(epilog=EPILOG)
@click.argument("folder", metavar="DIR", type=click.Path())
@click.option("--write", "writes", is_flag=True, help="Write the proposals into the files.")
@click.option("--diff", "as_diff", is_flag=True, help="Show the proposals as a unified diff.")
@click.option(
    "--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True
)
@click.option(
    "--severity",
    "severities",
    multiple=True,
    metavar="WORD=SEVERITY",
    help="What a word for a severity means here, such as Critical=sev1. May be repeated.",
)
@click.option("--owner", metavar="TEAM", help="The team of documents that name none.")
@click.option("--output", "-o", metavar="FILE", help="Write the result to a file.")
def command(
    folder: str,
    writes: bool,
    as_diff: bool,
    form: str,
    severities: tuple[str, ...],
    owner: str | None,
    output: str | None,
) -> int:
    """Read a folder of postmortems and runbooks, and propose front matter for each."""
    from opslore import adopt
    from opslore.adopt import tell as telling

    root = _library.absolute(Path.cwd(), folder)
    only = None
    if root.is_file():
        root, only = root.parent, root.name
    elif not root.is_dir():
        there = os.path.lexists(root)
        raise Failure(
            f"{folder} is neither a folder nor a file"
            if there
            else f"there is no folder {folder}; name the one that holds your documents"
        )
    try:
        mapped = telling.severities(severities)
    except ValueError as error:
        raise Failure(str(error)) from None
    known = _known(root)
    if owner and not _is_id(owner):
        raise Failure(f"--owner is {owner!r}, expected the id of a team such as platform")
    found = adopt.survey(root, only=only)
    if only and not found.sources and not found.unread:
        raise Failure(f"{folder} is no document: read are files that end in .md, .markdown or .txt")
    proposals = adopt.propose(found, known._replace(severities=mapped, owner=owner))
    if as_diff:
        emit(telling.diff(proposals), output)
    else:
        emit(telling.as_json(proposals) if form == "json" else telling.text(proposals), output)
    changed = [proposal for proposal in proposals if proposal.changed]
    number = f"{len(changed)} {'file' if len(changed) == 1 else 'files'}"
    if not writes:
        tell(f"{number} would change; --write writes them" if changed else "nothing to write")
        return 0
    for proposal in changed:
        _put(root / proposal.path, proposal.old, proposal.new)
    tell(f"{number} written" if changed else "nothing to write")
    return 0


def _put(path: Path, old: bytes, new: bytes) -> None:
    """Write a file, unless somebody changed it since it was read."""
    try:
        if path.read_bytes() != old:
            raise Failure(f"{path} changed while it was read; run the command again")
        write(path, new)
    except OSError as error:
        raise Failure(f"cannot write {path}: {error.strerror}") from error


def _is_id(text: str) -> bool:
    import re

    return re.fullmatch(r"[A-Za-z0-9]+([._-]+[A-Za-z0-9]+)*", text) is not None


def _known(root: Path) -> Given:
    """Return what the library knows that the folder belongs to, if there is one."""
    from opslore import settings as configuration
    from opslore.adopt import Given
    from opslore.catalogue import load
    from opslore.records import Service

    library = configuration.find_root(root)
    settings = _library.read_settings(library)
    if not settings.file and not (library / "content").is_dir():
        return Given()
    day, _ = _library.choose_day(None, settings)
    catalogue = load(library, day, settings)
    names = {team.lower(): team for team in catalogue.directory.teams}
    names |= {t.name.lower(): t.id for t in catalogue.directory.teams.values() if t.name}
    names |= {person.lower(): person for person in catalogue.directory.people}
    names |= {p.name.lower(): p.id for p in catalogue.directory.people.values() if p.name}
    below = {
        (library / record.path).relative_to(root).as_posix(): record.owner
        for record in catalogue.records
        if record.owner and (library / record.path).is_relative_to(root)
    }
    return Given(names, frozenset(s.id for s in catalogue.of(Service)), held=below)
