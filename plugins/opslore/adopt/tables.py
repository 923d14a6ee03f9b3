"""Action items in tables: which column says what."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from opslore.adopt import item as taking
from opslore.adopt.plain import cells, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.adopt.item import Context
    from opslore.adopt.model import Action
    from opslore.adopt.source import Source
    from opslore.document import Table

_COLUMNS = {
    "title": "action actions actionitem actionitems task tasks what todo todos followup followups item"
    " items description title activity remediation improvement improvements recommendation measure"
    " measures correctiveaction preventiveaction actiondescription step summary nextstep nextsteps"
    " whattodo details workitem",
    "owner": "owner owners assignee assignees assigned assignedto who responsible dri person lead"
    " responsibility team ownedby actionowner poc responsibleperson responsibleteam by champion",
    "due": "due duedate duedateutc deadline bywhen targetdate eta target date completionby duebY"
    " targetcompletion targetcompletiondate expectedcompletion duebyeta completiondate expected when"
    " timeline timeframe",
    "status": "status state done progress completed complete currentstatus",
    "ticket": "ticket tickets issue issues jira link links tracker bug bugs pr url trackingbug"
    " reference ref tracking trackingticket jiraticket githubissue issuelink ticketlink trackingissue",
    "priority": "priority prio p urgency severity",
    "other": "id no nr key number type kind category notes comments note comment effort impact area",
}
MOST_CELLS = 40  # of a row that are looked at
_FIELD = {word.lower(): name for name, words in _COLUMNS.items() for word in words.split()}
_TIMELINE = frozenset({"time", "timeutc", "timestamp", "event", "events", "utc", "datetime"})
_NOTHING = re.compile(
    r"(?:tbd|tba|todo|n/?a|none|[?–—\-_.…\s]*|<[^>]*>|\[[^\]]*\]|\{\{.*|action(?: item)? ?\d*|xxx|\.\.\.)",
    re.IGNORECASE,
)


def rows(source: Source, line: int, context: Context) -> list[Action]:
    """Return the items of the table that begins in a line of a section about actions."""
    table = next((t for t in source.document.body.tables if t.line == line), None)
    if table is None:
        return []
    columns = _columns(table)
    if "title" not in columns:
        free = set(range(len(table.header))) - set(columns.values())
        lengths = {
            index: sum(len(row[index].text) for row in table.rows if index < len(row))
            for index in free
        }
        if not lengths or max(lengths.values()) == 0:
            return []
        columns["title"] = max(lengths, key=lambda index: (lengths[index], -index))
    return list(_rows(source, table, columns, context))


def free(source: Source, context: Context, taken: set[int]) -> Iterator[Action]:
    """Yield the items of tables outside such sections that can be nothing else."""
    for table in source.document.body.tables:
        columns = _columns(table)
        heads = {_key(cell.text) for cell in table.header}
        if table.line in taken or "title" not in columns or heads & _TIMELINE:
            continue
        named = _key(table.header[columns["title"]].text)
        facts = {"owner", "due", "status", "ticket"} & set(columns)
        if named.startswith(("action", "task", "followup", "todo", "corrective", "remediation")):
            enough = len(facts) >= 1
        else:
            enough = "owner" in facts and "due" in facts
        if enough:
            yield from _rows(source, table, columns, context)


def _columns(table: Table) -> dict[str, int]:
    columns: dict[str, int] = {}
    for index, cell in enumerate(table.header):
        name = _FIELD.get(_key(cell.text))
        if name and name != "other":
            columns.setdefault(name, index)
    return columns


def _rows(
    source: Source, table: Table, columns: dict[str, int], context: Context
) -> Iterator[Action]:
    for row in table.rows:
        if not row:
            continue
        line = row[0].line
        written = cells(source.lines[line])[:MOST_CELLS]
        stated = {name: written[index] for name, index in columns.items() if index < len(written)}
        text = stated.pop("title", "")
        if _NOTHING.fullmatch(plain(text)):
            continue
        made = taking.action(text, line, context, given=stated)
        if made:
            if len(table.header) > 1 and not made.tickets:
                linked = [taking.action(cell, line, context) for cell in written]
                found = tuple(t for other in linked if other for t in other.tickets)
                made = replace(made, tickets=tuple(dict.fromkeys(found)))
            yield made


def _key(text: str) -> str:
    return re.sub(r"[^a-z]", "", text.lower())
