"""`opslore actions`."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

from opslore.cli import _library
from opslore.cli._failure import Failure
from opslore.cli._output import emit, tell
from opslore.counted import counted
from opslore.exchange.csv import cell
from opslore.metrics.attention import team_of
from opslore.metrics.overdue import age, days_overdue, orphaned
from opslore.records.values import days as days_of
from opslore.render import days
from opslore.report.text import printable

if TYPE_CHECKING:
    from datetime import date

    from opslore.catalogue import Action, Catalogue

FORMATS = ("text", "json", "csv", "ics")
EPILOG = """\b
Examples:
  opslore actions --overdue
  opslore actions --owner ada --due-within 14d
  opslore actions --team payments --format ics --output payments.ics

Without an option: everything that is not finished, what nobody has taken first.
"""
COLUMNS = (
    "id",
    "title",
    "state",
    "days_overdue",
    "owner",
    "owner_left",
    "team",
    "due",
    "age",
    "source",
    "ticket",
)


@click.command(epilog=EPILOG)
@click.option("--owner", metavar="PERSON", help="Only items of one person, by id.")
@click.option("--team", metavar="TEAM", help="Only items of a team's people, by id.")
@click.option("--overdue", is_flag=True, help="Only items after their due day.")
@click.option("--due-within", metavar="14d", help="Only items due by then, overdue ones included.")
@click.option("--all", "everything", is_flag=True, help="Finished items too.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text")
@click.option("--output", "-o", metavar="FILE", help="Write a file instead of standard output.")
@click.option("--as-of", metavar="DAY", help="The day to ask about, or a distance such as +90d.")
def command(
    owner: str | None,
    team: str | None,
    due_within: str | None,
    form: str,
    output: str | None,
    as_of: str | None,
    *,
    overdue: bool,
    everything: bool,
) -> None:
    """List action items: what was promised, by whom, until when."""
    library = _library.here()
    day, _ = _library.choose_day(as_of, library.settings)
    catalogue = library.load(day, lambda: None)
    horizon = None
    if due_within:
        distance = days_of(due_within)
        if distance is None:
            raise Failure(f"--due-within is {due_within!r}, expected a distance such as 14d")
        horizon = day + timedelta(days=distance)
    known = {a.item.owner for a in catalogue.action_items} | set(catalogue.directory.people)
    if owner and owner not in known:
        raise Failure(f"nobody here has the id {owner}")
    if team and team not in catalogue.directory.teams:
        raise Failure(f"no team here has the id {team}")
    chosen = [
        a
        for a in catalogue.action_items
        if not a.source.restricted
        and (everything or not a.finished)
        and (owner is None or a.item.owner == owner)
        and (team is None or team_of(a, catalogue) == team)
        and (not overdue or days_overdue(a, day))
        and (horizon is None or (a.item.due is not None and a.item.due <= horizon))
    ]
    chosen.sort(key=lambda a: (a.finished, not a.to_assign, a.item.due or day, a.id))
    emit(_FORMATS[form](chosen, catalogue), output)
    if form == "text" and chosen:
        tell(_counted(chosen, day))


def _text(actions: list[Action], catalogue: Catalogue) -> str:
    if not actions:
        return "nothing\n"
    rows = [_told(a, catalogue) for a in actions]
    lines = []
    for row in rows:
        late = f"{days(row['days_overdue'])} overdue" if row["days_overdue"] else row["state"]
        left = " (left)" if row["owner_left"] else ""
        who = f"{row['owner'] or 'nobody'}{left}, {row['team'] or 'no team'}"
        lines.append(f"{row['due'] or 'no day   '}  {late:<18} {who:<34} {row['title']}")
        lines.append(f"{'':<10}  {row['id']}")
    return "".join(f"{printable(line)}\n" for line in lines)


def _counted(actions: list[Action], day: date) -> str:
    """Return how many there are, and how many of them need somebody: `14 items: 3 overdue`."""
    parts = (
        (sum(days_overdue(a, day) > 0 for a in actions), "overdue"),
        (sum(a.to_assign for a in actions), "to assign"),
        (sum(a.finished for a in actions), "finished"),
    )
    told = ", ".join(f"{count} {word}" for count, word in parts if count)
    whole = counted(len(actions), "action item")
    return f"{whole}: {told}" if told else whole


def _json(actions: list[Action], catalogue: Catalogue) -> str:
    told = [_told(a, catalogue) for a in actions]
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _csv(actions: list[Action], catalogue: Catalogue) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for action in actions:
        row = _told(action, catalogue)
        row["owner_left"] = str(row["owner_left"]).lower()
        writer.writerow([cell(row[column]) for column in COLUMNS])
    return text.getvalue()


def _ics(actions: list[Action], catalogue: Catalogue) -> str:
    from opslore.exchange._calendar import calendar

    try:
        return calendar(actions, catalogue).decode("utf-8")
    except ImportError as error:
        raise Failure(
            'a calendar needs the extra [calendar]: pip install "opslore[calendar]"'
        ) from error


_FORMATS = {"text": _text, "json": _json, "csv": _csv, "ics": _ics}


def _told(action: Action, catalogue: Catalogue) -> dict[str, Any]:
    item = action.item
    state = "to assign" if action.to_assign else action.status
    return {
        "id": action.id,
        "title": item.title,
        "state": state,
        "days_overdue": days_overdue(action, catalogue.as_of),
        "owner": item.owner,
        "owner_left": orphaned(action, catalogue),
        "team": team_of(action, catalogue),
        "due": item.due.isoformat() if item.due else None,
        "age": age(action, catalogue.as_of, catalogue.settings.zone),
        "source": action.source.ref,
        "ticket": item.ticket,
    }
