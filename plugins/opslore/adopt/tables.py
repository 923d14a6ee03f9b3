"""Action items in tables: which column says what."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from opslore.adopt import dates
from opslore.adopt import item as taking
from opslore.adopt.html_tables import Row
from opslore.adopt.plain import cells, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.adopt.model import Action
    from opslore.adopt.source import Source
    from opslore.adopt.taken import Around

_COLUMNS = {
    "title": "massnahme massnahmen aufgabe aufgaben tache taches mesure mesures accion acciones tarea"
    " アクション 対応 対策 action actions actionitem actionitems task tasks what todo todos followup followups item"
    " items description title activity remediation improvement improvements recommendation measure"
    " measures correctiveaction preventiveaction actiondescription step summary nextstep nextsteps"
    " whattodo details workitem",
    "owner": "owner owners assign assignee assignees assigned assignedto who responsible dri person lead"
    " responsibility team ownedby actionowner poc responsibleperson responsibleteam by champion"
    " verantwortlich verantwortlicher zustandig responsable equipe encargado porteur 担当 担当者",
    "due": "due duedate duedateutc deadline bywhen targetdate eta target date completionby duebY"
    " targetcompletion targetcompletiondate expectedcompletion duebyeta completiondate expected when"
    " timeline timeframe fallig falligbis falligam frist termin bis echeance datelimite fechalimite"
    " plazo fecha quand 期限 期日 dateecheance",
    "status": "status state done progress completed complete currentstatus statut etat estado stand 状態"
    " ステータス",
    "ticket": "ticket tickets issue issues jira link links tracker bug bugs pr url trackingbug"
    " reference ref tracking trackingticket jiraticket githubissue issuelink ticketlink trackingissue",
    "priority": "priority prio p urgency severity",
    "other": "id no nr key number type kind category notes comments note comment effort impact area",
}
MOST_CELLS = 40  # of a row that are looked at
_FIELD = {word.lower(): name for name, words in _COLUMNS.items() for word in words.split()}
# Names that no list holds, by the word that tells; the first one that fits counts.
_WORDS = tuple(
    (field, re.compile(rf"\b(?:{words})\b", re.IGNORECASE))
    for field, words in (
        ("title", "what"),
        ("other", "type|kind|category|id|notes?|comments?|effort|created|opened|reported"),
        ("due", r"due|deadline|eta|target|completion|by when|expected"),
        ("owner", r"owners?|assign\w*|responsible|resp|dri|poc|contact|lead"),
        ("status", r"status|state|progress|done|completed?"),
        ("ticket", r"tickets?|jira|issues?|bugs?|track\w*|links?"),
        ("title", r"actions?|tasks?|follow.?ups?|to.?dos?|remediations?|measures?|improvements?"),
    )
)
_TIMELINE = frozenset(
    {"time", "timeutc", "timestamp", "event", "events", "utc", "datetime", "zeit", "heure"}
)
_NOTHING = re.compile(
    r"(?:tbd|tba|todo|n/?a|none|[?–—\-_.…\s]*|<[^>]*>|\[[^\]]*\]|\{\{.*|\{[^{}]*\}|action(?: item)? ?\d*|xxx|\.\.\.)",
    re.IGNORECASE,
)


class _Grid(NamedTuple):
    """A table: its line, the cells of its head, and its rows."""

    line: int
    header: list[str]
    rows: list[Row]


def rows(source: Source, line: int, around: Around) -> list[Action]:
    """Return the items of the table that begins in a line of a section about actions."""
    table = next((t for t in _grids(source) if t.line == line), None)
    if table is None:
        return []
    columns = _columns(table)
    if "title" not in columns:
        free = set(range(len(table.header))) - set(columns.values())
        lengths = {
            index: sum(len(plain(row.cells[index])) for row in table.rows if index < len(row.cells))
            for index in free
        }
        if not lengths or max(lengths.values()) == 0:
            return []
        columns["title"] = max(lengths, key=lambda index: (lengths[index], -index))
    return list(_rows(table, columns, around))


def free(source: Source, around: Around, taken: set[int]) -> Iterator[Action]:
    """Yield the items of tables outside such sections that can be nothing else."""
    for table in _grids(source):
        columns = _columns(table)
        heads = {_key(plain(cell)) for cell in table.header}
        if table.line in taken or "title" not in columns or heads & _TIMELINE:
            continue
        if _is_told_by_the_hour(table, columns):
            continue
        named = _key(plain(table.header[columns["title"]]))
        facts = {"owner", "due", "status", "ticket"} & set(columns)
        if named.startswith(("action", "task", "followup", "todo", "corrective", "remediation")):
            enough = len(facts) >= 1
        else:
            enough = "owner" in facts and "due" in facts
        if enough:
            yield from _rows(table, columns, around)


def _is_told_by_the_hour(table: _Grid, columns: dict[str, int]) -> bool:
    """Whether the column of days holds times of day, as that of a timeline does."""
    column = columns.get("due")
    if column is None:
        return False
    days = [row.cells[column] for row in table.rows if column < len(row.cells)]
    return sum(dates.clock(day) is not None for day in days) * 2 > len(days)


def _grids(source: Source) -> Iterator[_Grid]:
    """Yield all tables of a document, in Markdown or HTML."""
    for table in source.document.body.tables:
        lines = [row[0].line for row in table.rows if row]
        rows = [Row(line, tuple(cells(source.lines[line])[:MOST_CELLS]), False) for line in lines]
        yield _Grid(table.line, [cell.text for cell in table.header], rows)
    for other in source.html_tables:
        first, *more = other.rows
        yield _Grid(other.line, list(first.cells), more)


def _columns(table: _Grid) -> dict[str, int]:
    columns: dict[str, int] = {}
    for index, cell in enumerate(table.header):
        head = plain(cell)
        name = _field_of(head)
        if _key(head) == "by" and "owner" in columns:
            name = "due"  # beside "Owner", "By" says by when
        if name and name != "other":
            columns.setdefault(name, index)
    return columns


def _field_of(head: str) -> str | None:
    """Return which field a column holds: by its whole name, a part of it, or a word in it."""
    bare = re.sub(r"\([^()]*\)", " ", head)
    for name in (head, bare, *re.split(r"\s*[/,&|]\s*|\s+and\s+", bare)):
        if field := _FIELD.get(_key(name)):
            return field
    if len(bare.split()) > 5:
        return None
    return next((field for field, pattern in _WORDS if pattern.search(bare)), None)


def _rows(table: _Grid, columns: dict[str, int], around: Around) -> Iterator[Action]:
    for line, written, heads in table.rows:
        if heads:
            continue
        stated = {name: written[index] for name, index in columns.items() if index < len(written)}
        text = stated.pop("title", "")
        if _NOTHING.fullmatch(plain(text)):
            continue
        if len(written) > 2 and text.startswith(("**", "__")) and not any(stated.values()):
            continue  # a row that only names what the rows below it are about
        made = taking.action(text, line, around, given=stated)
        if made:
            if len(table.header) > 1 and not made.tickets:
                linked = [taking.action(cell, line, around) for cell in written]
                found = tuple(t for other in linked if other for t in other.tickets)
                made = replace(made, tickets=tuple(dict.fromkeys(found)))
            yield made


def _key(text: str) -> str:
    """Return the letters of a column's name, without accents."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in bare if c.isalpha())
