"""`opslore review`: somebody ran or read a document, and can show it."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import click

from opslore.catalogue import lock as locking
from opslore.cli import _complete, _library
from opslore.cli._failure import Failure
from opslore.cli._names import unknown
from opslore.cli._output import emit, tell, write
from opslore.cli._records import find
from opslore.cli._verified import with_review
from opslore.metrics import fingerprints
from opslore.records import Runbook, values
from opslore.settings import to_day

if TYPE_CHECKING:
    from datetime import date

    from opslore.catalogue import Catalogue
    from opslore.cli._library import Library
    from opslore.records import Record

WAYS = ("read", "dry-run", "game-day", "used-in-incident", "automated")
EPILOG = """\b
Examples:
  opslore review checkout/pool --how dry-run --evidence https://ci.example.com/runs/4711
  opslore review on-call-policy/payments --how read --by ada
  opslore review content/runbooks/checkout/pool.md --how game-day \\
      --evidence https://wiki.example.com/drills/12 --at 2026-02-20

The review is added to `verified` in the front matter; nothing else in the file changes. What a
runbook depended on that day (alert rules, services) goes to opslore.lock. A drill or a postmortem
that names a runbook under `runbooks_used` renews it by itself.
"""


@click.command(epilog=EPILOG)
@click.argument("identity", metavar="ID", shell_complete=_complete.ids)
@click.option("--how", type=click.Choice(WAYS), required=True, help="What was done.")
@click.option("--evidence", metavar="URL", help="What shows it; only `read` goes without.")
@click.option("--by", metavar="PERSON", help="Who did it; you, if git and the directory know you.")
@click.option("--at", metavar="DAY", help="When; today, if not said.")
def command(identity: str, how: str, evidence: str | None, by: str | None, at: str | None) -> int:
    """Record that somebody ran or read a document."""
    library = _library.here()
    today, _ = _library.choose_day(None, library.settings)
    catalogue = library.load(today, int)
    record = find(catalogue, identity, library)
    if evidence is None and how != "read":
        raise Failure(f"--evidence is missing: a {how} leaves something to show, such as a log")
    entry = {
        "by": _known(by, catalogue) if by else _person(catalogue),
        "at": _day(at, today).isoformat(),
        "how": how,
    } | ({"evidence": evidence} if evidence else {})
    if catalogue.lock.problems:
        problem = catalogue.lock.problems[0]
        raise Failure(f"{problem.at}: {problem.message}; {problem.help}")
    path = library.root / record.path
    raw = path.read_bytes()
    mark = b"\xef\xbb\xbf" if raw.startswith(b"\xef\xbb\xbf") else b""
    if raw.removeprefix(mark) != record.document.text.encode("utf-8"):
        raise Failure(f"{library.show(record.path)} changed while it was read; try again")
    write(path, mark + with_review(record.document, entry).encode("utf-8"))
    if isinstance(record, Runbook) and how != "read":
        _lock(library, catalogue, record, to_day(entry["at"]))
    emit(f"{library.show(record.path)}: {how} on {entry['at']} by {entry['by']}\n")
    if how == "read" and record.verified and _latest(record) == "read":
        tell("it was only read the last time as well: a second reading in a row renews nothing")
    return 0


def _lock(library: Library, catalogue: Catalogue, runbook: Runbook, day: date) -> None:
    """Keep what the runbook depends on, unless a later trial has been recorded."""
    known = catalogue.lock.tests.get(runbook.ref)
    if known and known.day > day:
        return
    tested = fingerprints.trial(runbook, catalogue, day)
    if tested.fingerprints:
        lock = locking.with_test(catalogue.lock, runbook.ref, tested)
        write(library.root / locking.FILE, locking.text(lock).encode("utf-8"))


def _day(option: str | None, today: date) -> date:
    if option is None:
        return today
    moment = values.instant(option)
    try:
        day = moment.date() if moment else to_day(option)
    except ValueError as error:
        raise Failure(f"--at {error}") from error
    if day > today:
        raise Failure(f"--at is {day}, which is after {today}: a review is recorded afterwards")
    return day


def _latest(record: Record) -> str | None:
    dated = sorted((r.at, r.how or "") for r in record.verified if r.at)
    return dated[-1][1] if dated else None


def _known(name: str, catalogue: Catalogue) -> str:
    """Return a person's or a team's id; raises Failure if the directory knows all and not this."""
    directory = catalogue.directory
    ids = sorted({*directory.people, *directory.teams})
    if directory.complete and name not in ids:
        raise Failure(f"--by: {unknown('person or team', name, ids)}")
    return name


def _person(catalogue: Catalogue) -> str:
    """Return the id of whoever is at the keyboard, by git's settings and the directory."""
    people = {person.id: person.name for person in catalogue.directory.people.values()}
    names = [_git("user.email").partition("@")[0], _git("user.name")]
    for name in filter(None, names):
        for identity, full in people.items():
            if name.casefold() in (identity.casefold(), full.casefold()):
                return identity
    if sys.stdin.isatty():
        return str(click.prompt("Who did it (id of a person or a team)", err=True))
    raise Failure("--by is missing: the id of a person or a team in directory.yml")


def _git(key: str) -> str:
    try:
        asked = subprocess.run(  # noqa: S603 - a list, no shell
            ["git", "config", "--get", key],  # noqa: S607
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError:
        return ""
    return asked.stdout.strip()
