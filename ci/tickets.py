"""Makes tickets.json from what a tracker exports.

    gh issue list --state all --limit 5000 --json url,state,stateReason,closedAt,assignees > all.json
    python ci/tickets.py github all.json > content/tickets.json

The first word says whose export it is: github, gitlab or jira. Several files are joined. With
`--only FILE`, the output of `opslore actions --all --format json`, tickets that no action item
names are left out; with `--people FILE`, a JSON object of logins and ids, assignees get the ids of
directory.yml. Nothing is asked of the network. docs/trackers.md shows the exports.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CANCELLED = {"cancelled", "canceled", "declined", "duplicate", "invalid", "wontdo", "wontfix"}
STARTED = {"doing", "inprogress", "indev", "inreview"}


def github(value: Any) -> Iterator[dict[str, Any]]:
    """Yield tickets of `gh issue list --json` or of the REST API."""
    for issue in _flat(value):
        if "pull_request" in issue:
            continue
        reason = issue.get("stateReason") or issue.get("state_reason") or ""
        state = issue["state"].lower()
        if state == "closed":
            state = "cancelled" if _word(reason) in {"notplanned", "duplicate"} else "done"
        yield _ticket(
            issue.get("html_url") or issue["url"],
            state,
            issue.get("closedAt") or issue.get("closed_at"),
            next((a["login"] for a in issue.get("assignees") or ()), None),
        )


def gitlab(value: Any) -> Iterator[dict[str, Any]]:
    """Yield tickets of the API of projects or groups; GitLab says why by labels."""
    for issue in _flat(value):
        labels = {_word(label.rpartition("::")[2]) for label in issue.get("labels") or ()}
        if issue["state"] == "closed":
            state = "cancelled" if labels & CANCELLED else "done"
        else:
            state = "in-progress" if labels & STARTED else "open"
        assignees = issue.get("assignees") or [issue.get("assignee")]
        yield _ticket(
            issue["web_url"],
            state,
            issue.get("closed_at"),
            next((a["username"] for a in assignees if a), None),
        )


def jira(value: Any) -> Iterator[dict[str, Any]]:
    """Yield tickets of the search of Jira's REST API, of the cloud or of an own server."""
    pages = value if isinstance(value, list) else [value]
    for issue in (issue for page in pages for issue in page["issues"]):
        fields = issue["fields"]
        category = fields["status"].get("statusCategory", {}).get("key", "")
        resolution = _word((fields.get("resolution") or {}).get("name", ""))
        state = {"done": "done", "indeterminate": "in-progress"}.get(category, "open")
        if state == "done" and resolution in CANCELLED:
            state = "cancelled"
        person = fields.get("assignee") or {}
        login = person.get("emailAddress") or person.get("name") or person.get("displayName")
        yield _ticket(
            f"{issue['self'].partition('/rest/')[0]}/browse/{issue['key']}",
            state,
            fields.get("resolutiondate") if state in {"done", "cancelled"} else None,
            login,
        )


def _ticket(url: str, state: str, closed: str | None, assignee: str | None) -> dict[str, Any]:
    return {"url": url, "status": state, "closed_at": _utc(closed), "assignee": assignee}


def _utc(instant: str | None) -> str | None:
    """Return an instant as a library writes it; Jira's `+0000` is read as well."""
    if not instant:
        return None
    read = datetime.fromisoformat(re.sub(r"([+-]\d\d)(\d\d)$", r"\1:\2", instant))
    return f"{read.astimezone(UTC):%Y-%m-%dT%H:%MZ}"


def _word(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalpha())


def _flat(value: Any) -> Iterator[dict[str, Any]]:
    """Yield the issues of one page or of a list of pages."""
    for item in value:
        if isinstance(item, list):
            yield from item
        else:
            yield item


TRACKERS = {"github": github, "gitlab": gitlab, "jira": jira}


class Unreadable(Exception):  # noqa: N818 - the fault is the file's
    """A file is not what it was said to be; the text says which and why."""


def read(file: Path, made: Callable[[Any], Any]) -> Any:
    """Return what is made of a JSON file; raises Unreadable."""
    try:
        return made(json.loads(file.read_text("utf-8")))
    except OSError as error:
        raise Unreadable(f"{file}: {error.strerror}") from error
    except ValueError as error:
        raise Unreadable(f"{file} is no JSON, or holds a time that is none: {error}") from error
    except (AttributeError, KeyError, TypeError) as error:
        raise Unreadable(f"{file} is no export of that kind: {error!r}") from error


def main(arguments: list[str]) -> str:
    """Return the snapshot; raises Unreadable where a file is no such export."""
    parser = argparse.ArgumentParser(description="Makes tickets.json from a tracker's export.")
    parser.add_argument("tracker", choices=TRACKERS)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--only", type=Path, help="opslore actions --all --format json")
    parser.add_argument("--people", type=Path, help="a JSON object: login -> id in directory.yml")
    options = parser.parse_args(arguments)
    people = read(options.people, dict) if options.people else {}
    named = None
    if options.only:
        named = {action.get("ticket") for action in read(options.only, list)}
    found = {}
    for file in options.files:
        for ticket in read(file, lambda told: list(TRACKERS[options.tracker](told))):
            if named is None or ticket["url"] in named:
                who = ticket["assignee"]
                found[ticket["url"]] = ticket | {"assignee": people.get(who, who)}
    # A ticket a line, by address: the snapshot of tomorrow differs only where something changed.
    lines = [json.dumps(found[url], ensure_ascii=False) for url in sorted(found)]
    return "[\n" + ",\n".join(f"  {line}" for line in lines) + "\n]\n"


if __name__ == "__main__":
    try:
        sys.stdout.write(main(sys.argv[1:]))
    except Unreadable as error:
        sys.exit(f"tickets.py: {error}")
