"""Action items stand in the front matter; the page shows them from there.

A table in the text is a second home for the same facts: it has no overdue items, belongs to no
digest, and disagrees with the front matter after a week. The finding offers the YAML to paste.

Seen are tables below a heading such as Action items, Follow-ups or Next steps, or with a column
for the action and one for owner, day, state or ticket; and lists of check boxes below such a
heading. Bullets without boxes are text and left alone.

## Bad

````md title="postmortems/2026/2026-02-20-queue.md"
---
status: final
severity: sev3
started_at: 2026-02-20T10:00Z
resolved_at: 2026-02-20T11:05Z
# …
---

# Requests waited without a limit

A slow query filled every worker.

## Follow-ups

| Action | Owner | Due | Status | <!-- expect: PM015 -->
|---|---|---|---|
| Limit the waiting requests | Ada Example | 2026-04-01 | In progress |
| Alert on their number | Jane | next sprint | To do |
````

## Good

```md title="postmortems/2026/2026-02-20-queue.md"
---
status: final
severity: sev3
started_at: 2026-02-20T10:00Z
resolved_at: 2026-02-20T11:05Z
action_items:
  - {id: A1, title: Limit the waiting requests, owner: ada, due: 2026-04-01, status: in-progress}
  - {id: A2, title: Alert on their number, owner: grace, due: 2026-04-15, status: open}
# …
---

# Requests waited without a limit

A slow query filled every worker.

## Follow-ups

- The limit comes first (A1); the alert shows whether it is right (A2).
```
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from opslore.findings import Level, Problem
from opslore.lazy import pattern
from opslore.records import Postmortem
from opslore.rules._incident import line_place
from opslore.rules.engine import rule
from opslore.schema import near, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue
    from opslore.document import Document, Table

_HEADING = pattern(
    r"(?:\d+\W+)?"
    r"(?:(?:corrective|preventive|preventative|remedial|follow.?up|recommended|agreed)\s+)?"
    r"(?:action(?:s|\s+items?|\s+plan|\s+points?)?|follow.?ups?|next\s+steps?|to.?dos?|tasks?"
    r"|remediation)"
    r"(?:\s+items?|\s+tasks?)?\W*",
    re.IGNORECASE,
)
_COLUMNS = {
    "title": "action actions actionitem actionitems task tasks what todo followup item description"
    " title activity remediation improvement",
    "owner": "owner owners assignee assigned assignedto who responsible dri person lead",
    "due": "due duedate duedateutc deadline by bywhen targetdate eta target date",
    "status": "status state done progress completed",
    "ticket": "ticket tickets issue jira link tracker bug pr url trackingbug reference",
    "id": "id no nr key number",
    "kind": "kind type category",
    "time": "time timeutc when timestamp utc",
}
_FIELD = {word: field for field, names in _COLUMNS.items() for word in names.split()}
_STATES = ("open", "in-progress", "done", "cancelled")
_DAY = pattern(r"\b\d{4}-\d\d-\d\d\b")


class Row(NamedTuple):
    """An action item as the table or the list says it; empty where it does not."""

    title: str
    owner: str
    due: str
    status: str
    ticket: str


@rule("PM015", on=Postmortem, level=Level.WARNING)
def action_table_in_body(postmortem: Postmortem, catalogue: Catalogue) -> Iterator[Problem]:
    document = postmortem.document
    text = document.text
    if text.find("|", document.body_offset) < 0 and text.find("[", document.body_offset) < 0:
        return
    for line, rows in (*_tables(document), *_lists(document)):
        if rows:
            number = len(rows)
            said = "an action item stands" if number == 1 else f"{number} action items stand"
            known = {item.title.casefold() for item in postmortem.action_items}
            told = all(row.title.casefold() in known for row in rows)
            yield Problem(
                line_place(document, line),
                f"{said} in the text{', and in the front matter as well' if told else ''}",
                "remove them here: the page shows those of the front matter"
                if told
                else "\n".join(
                    ["move them to the front matter:", *_yaml(rows, postmortem, catalogue)]
                ),
                subject=rows[0].title,
            )


def _tables(document: Document) -> Iterator[tuple[int, list[Row]]]:
    for table in document.body.tables:
        columns: dict[str, int] = {}
        for index, cell in enumerate(table.header):
            field = _FIELD.get(re.sub(r"[^a-z]", "", cell.text.lower()))
            if field:
                columns.setdefault(field, index)
        if "title" not in columns or "time" in columns:
            continue
        facts = {"owner", "due", "status", "ticket"} & set(columns)
        if facts and (len(facts) > 1 or _below_heading(document, table.line)):
            yield table.line, _rows(document, table, columns)


def _rows(document: Document, table: Table, columns: dict[str, int]) -> list[Row]:
    found = []
    for cells in table.rows:
        stated = {field: cells[i].text.strip() for field, i in columns.items() if i < len(cells)}
        if not cells or not stated.get("title"):
            continue
        targets = [
            link.target
            for link in document.body.links
            if link.at.line == cells[0].line and link.target.startswith("http")
        ]
        ticket = targets[0] if targets else stated.get("ticket", "")
        found.append(
            Row(
                stated["title"],
                stated.get("owner", ""),
                stated.get("due", ""),
                stated.get("status", ""),
                ticket if ticket.startswith("http") else "",
            )
        )
    return found


def _lists(document: Document) -> Iterator[tuple[int, list[Row]]]:
    boxes = [bullet for bullet in document.body.bullets if bullet.checked is not None]
    if not boxes:
        return
    groups: dict[int, list[Row]] = {}
    first: dict[int, int] = {}
    for bullet in boxes:
        heading = _below_heading(document, bullet.line)
        if heading and bullet.depth == 0 and bullet.text.strip():
            status = "done" if bullet.checked else "open"
            row = Row(" ".join(bullet.text.split()), "", "", status, "")
            groups.setdefault(heading, []).append(row)
            first.setdefault(heading, bullet.line)
    for heading, rows in groups.items():
        yield first[heading], rows


def _below_heading(document: Document, line: int) -> int:
    """Return the line of the heading about action items that stands above, else 0."""
    return next(
        (
            section.line
            for section in document.body.sections
            if section.line < line < section.end_line and _HEADING.fullmatch(section.title.strip())
        ),
        0,
    )


def _yaml(rows: list[Row], postmortem: Postmortem, catalogue: Catalogue) -> Iterator[str]:
    taken = {item.id for item in postmortem.action_items}
    free = (f"A{n}" for n in range(1, 1000) if f"A{n}" not in taken)
    if not postmortem.action_items:
        yield "action_items:"
    for row, identity in zip(rows, free, strict=False):
        yield f"  - id: {identity}"
        yield f"    title: {words.scalar(row.title)}"
        yield f"    owner: {_owner(row.owner, catalogue)}"
        day = _DAY.search(row.due)
        yield f"    due: {day[0] if day else _blank('a day such as 2026-04-01', row.due)}"
        yield f"    status: {near.value(row.status, _STATES) or 'open'}"
        if row.ticket:
            yield f"    ticket: {words.scalar(row.ticket)}"


def _owner(written: str, catalogue: Catalogue) -> str:
    plain = written.strip().lstrip("@").casefold()
    people = catalogue.directory.people.values()
    exact = [p.id for p in people if plain in (p.id.casefold(), p.name.casefold())]
    first = [p.id for p in people if plain and plain == p.name.split(" ")[0].casefold()]
    if exact or len(first) == 1:
        return (exact or first)[0]
    return _blank("the id of one person", written)


def _blank(wanted: str, written: str) -> str:
    return f"# {wanted}" + (f" (the text says: {written})" if written else "")
