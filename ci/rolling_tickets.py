"""Keeps one ticket a team with the action items that wait for it.

    opslore actions --format json | python ci/rolling_tickets.py

A ticket is found by its title and the label `opslore`, written anew each week, and closed when
nothing is left. It needs GitHub's `gh`, which takes the repository and the token from the job.
With `--dry-run` it prints what it would do.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import Any

from opslore.changes.comment import said

LABEL = "opslore"
LIMIT = 60_000  # characters of a ticket; GitHub takes 65,536
_ID = re.compile(r"[\w./#-]+")
_ADDRESS = re.compile(r"https://[\w.-]+(?::\d+)?/[\w./?=&%#~+-]*")


def title_of(team: str) -> str:
    """Return the title by which a team's ticket is found."""
    return f"Action items of {team}" if team else "Action items of nobody's team"


def bodies(items: list[dict[str, Any]]) -> dict[str, str]:
    """Return title -> text of the ticket of each team that has something to do."""
    teams: dict[str, list[dict[str, Any]]] = {}
    for item in items:
        teams.setdefault(item["team"] or "", []).append(item)
    return {title_of(team): body(waiting) for team, waiting in sorted(teams.items())}


def body(items: list[dict[str, Any]]) -> str:
    """Return the text of one ticket: what is late first, then what nobody has taken."""
    items = sorted(items, key=lambda i: (-i["days_overdue"], i["state"] != "to assign", i["id"]))
    late = sum(item["days_overdue"] > 0 for item in items)
    head = (
        f"{len(items)} open, {late} of them overdue. Written anew every week from the library: "
        "what is done is set to done in its document.\n"
    )
    lines = [head]
    for number, item in enumerate(items):
        lines.append(line(item))
        if sum(map(len, lines)) > LIMIT:
            rest = len(items) - number
            lines[-1] = f"\n{rest} more: `opslore actions` lists them."
            break
    return "\n".join(lines) + "\n"


def line(item: dict[str, Any]) -> str:
    """Return one action item; what authors wrote can call nobody and is no markup."""
    when = f"due {item['due']}" if item["due"] else "no due day"
    if item["days_overdue"]:
        when = f"**{item['days_overdue']} days overdue**, {when}"
    who = said(item["owner"]) if item["owner"] else "**nobody**"
    name = f"`{item['id']}`" if _ID.fullmatch(item["id"]) else said(item["id"])
    return f"- {said(item['title'])}: {who}, {when} ({name}{ticket(item['ticket'])})"


def ticket(address: str | None) -> str:
    """Return the tracker's ticket, as a link if its address can be nothing else."""
    if not address:
        return ""
    if _ADDRESS.fullmatch(address):
        return f", [{said(address.rstrip('/').rpartition('/')[2])}](<{address}>)"
    return f", {said(address)}"


def plan(known: dict[str, int], wanted: dict[str, str]) -> list[list[str]]:
    """Return the commands that make the open tickets, title -> number, what they should be."""
    commands = []
    for title, text in wanted.items():
        if title in known:
            commands.append(["gh", "issue", "edit", str(known[title]), "--body", text])
        else:
            commands.append(
                ["gh", "issue", "create", "--title", title, "--label", LABEL, "--body", text]
            )
    commands += [
        ["gh", "issue", "close", str(number), "--comment", "Nothing is left to do."]
        for title, number in sorted(known.items())
        if title not in wanted and title.startswith("Action items of ")
    ]
    return commands


def main() -> int:
    """Read action items from standard input and keep the tickets."""
    wanted = bodies(json.load(sys.stdin))
    if "--dry-run" in sys.argv[1:]:
        for title, text in wanted.items():
            sys.stdout.write(f"# {title}\n\n{text}\n")
        return 0
    make = ["gh", "label", "create", LABEL, "--force", "--description", "Kept by opslore"]
    subprocess.run(make, check=True)
    command = ["gh", "issue", "list", "--label", LABEL, "--state", "open", "--limit", "500"]
    listed = subprocess.run(
        [*command, "--json", "number,title"], check=True, capture_output=True, text=True
    )
    known = {ticket["title"]: ticket["number"] for ticket in json.loads(listed.stdout)}
    for command in plan(known, wanted):
        subprocess.run(command, check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
