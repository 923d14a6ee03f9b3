"""Nobody who has left is still expected to do something.

The commonest reason why an action item rots is that its owner left and nobody was told. So the
owner of an unfinished action item, a reviewer of a postmortem that is still under review, and a
member of a team in `directory.yml` must still be here. What somebody did before they left is
history and stays: roles, authors, reviews, finished actions. On-call policies have a rule of
their own.

## Bad

```md title="near-misses/2026-02-20-backup.md"
---
action_items:
  - id: A1
    title: Alert when a backup is smaller than the last
    owner: gone  # expect: REF003
    due: 2026-06-01
    status: open
# …
---
```

## Good

```md title="near-misses/2026-02-20-backup.md"
---
action_items:
  - id: A1
    title: Alert when a backup is smaller than the last
    owner: ada
    due: 2026-06-01
    status: open
# …
---
```
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from opslore.document import Document
from opslore.findings import Level, Problem
from opslore.records import Postmortem, values
from opslore.records.base import listed
from opslore.rules._actions import actions_of, called
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue
    from opslore.records import Record
    from opslore.records.directory import Person

UNDER_REVIEW = ("draft", "in-review")


@rule("REF003", on=Document, level=Level.WARNING, time=True)
def owner_left(document: Document, catalogue: Catalogue) -> Iterator[Problem]:
    left = _left(catalogue)
    if not left:
        return
    record = catalogue.by_path.get(document.path)
    if record is not None:
        yield from _of(record, left, catalogue)
    elif document is catalogue.directory.document:
        yield from _members(document, left)


@lru_cache(maxsize=2)
def _left(catalogue: Catalogue) -> dict[str, Person]:
    return {p.id: p for p in catalogue.directory.people.values() if p.gone(catalogue.as_of)}


def _of(record: Record, left: dict[str, Person], catalogue: Catalogue) -> Iterator[Problem]:
    for action in actions_of(record, catalogue):
        item = action.item
        if item.owner in left and not action.finished:
            yield Problem(
                record.at(*item.steps, "owner"),
                f"{_told(left[item.owner])}, and {called(item)} is unfinished",
                _successors(item.owner, record, catalogue),
            )
    if isinstance(record, Postmortem) and record.status in UNDER_REVIEW:
        for reviewer in listed(record.document.data, "person", "reviewers"):
            if reviewer.id in left:
                yield Problem(
                    record.at(*reviewer.steps),
                    f"{_told(left[reviewer.id])} and will not review this postmortem",
                    "name another reviewer",
                )


def _members(document: Document, left: dict[str, Person]) -> Iterator[Problem]:
    for index, team in values.mappings(document.data.get("teams")):
        for member in listed(team, "person", "members"):
            if member.id in left:
                yield Problem(
                    document.at("teams", index, *member.steps),
                    f"{_told(left[member.id])} and is still a member of this team",
                    "take the name out of `members`; the person stays in `people`",
                )


def _told(person: Person) -> str:
    return f"{person.name} left on {person.left_on}"


def _successors(owner: str, record: Record, catalogue: Catalogue) -> str:
    directory = catalogue.directory
    named = (record.owner, *directory.teams_of(owner))
    for team in named:
        if team is not None and team in directory.teams:
            here = [
                member
                for member in directory.teams[team].members
                if member in directory.people and not directory.people[member].gone(catalogue.as_of)
            ]
            if here:
                return f"agree with one of {team}: {', '.join(f'`{member}`' for member in here)}"
    return "agree with somebody who takes it over, and name them"
