"""`directory.yml`: who works here, in which teams; an owner who left is why action items rot."""

from __future__ import annotations

from dataclasses import field
from functools import cached_property
from typing import TYPE_CHECKING

from opslore.frozen import dataclass
from opslore.records import values

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from opslore.document import Document


@dataclass(frozen=True, slots=True)
class Person:
    """One person; never a page, never a figure."""

    id: str
    name: str
    left_on: date | None

    def gone(self, on: date) -> bool:
        """Whether the person had left on a day."""
        return self.left_on is not None and self.left_on <= on


@dataclass(frozen=True, slots=True)
class Team:
    """One team."""

    id: str
    name: str
    channel: str | None
    members: tuple[str, ...]


@dataclass(frozen=True)
class Directory:
    """Everyone a document may name."""

    document: Document | None = None
    people: Mapping[str, Person] = field(default_factory=dict)
    teams: Mapping[str, Team] = field(default_factory=dict)
    complete: bool = False  # unknown people are a finding only then

    @cached_property
    def names(self) -> tuple[tuple[str, str], ...]:
        """Id and name of everybody; asked for with each document."""
        return tuple((person.id, person.name) for person in self.people.values())

    @classmethod
    def read(cls, document: Document) -> Directory:
        """Return the directory in a data file; what cannot be read is left out."""
        data = document.data
        return cls(
            document,
            {
                name: Person(name, values.text(p.get("name")) or name, values.day(p.get("left_on")))
                for _, p in values.mappings(data.get("people"))
                if (name := values.text(p.get("id")))
            },
            {
                name: Team(
                    name,
                    values.text(t.get("name")) or name,
                    values.text(t.get("channel")),
                    values.texts(t.get("members")),
                )
                for _, t in values.mappings(data.get("teams"))
                if (name := values.text(t.get("id")))
            },
            data.get("complete") is True,
        )

    @cached_property
    def _teams_of(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for team in self.teams.values():
            for person in dict.fromkeys(team.members):
                found[person] = (*found.get(person, ()), team.id)
        return found

    def teams_of(self, person: str) -> tuple[str, ...]:
        """Return the ids of the teams a person is a member of."""
        return self._teams_of.get(person, ())
