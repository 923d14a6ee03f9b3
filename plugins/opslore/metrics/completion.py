"""Whether what was promised was done: by quarter of the due day, per team, never per person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.frozen import dataclass
from opslore.metrics.attention import team_of
from opslore.metrics.durations import ENOUGH

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from opslore.catalogue import Action, Catalogue

TARGET = 80  # percent


@dataclass(frozen=True, slots=True)
class Completion:
    """The action items due in one quarter up to the day; cancelled ones do not count."""

    quarter: str  # 2026-Q3, or another period's name
    due: int
    done: int
    in_time: int  # of these, done by their due day

    @property
    def percent(self) -> int | None:
        """The share that is done, in whole percent; None below five items."""
        return round(100 * self.done / self.due) if self.due >= ENOUGH else None


def quarter(year: int, month: int) -> str:
    """Return `2026-Q3`."""
    return f"{year}-Q{(month - 1) // 3 + 1}"


def completions(actions: Iterable[Action], catalogue: Catalogue) -> tuple[Completion, ...]:
    """Return the completion of every quarter with an item that was due, oldest first."""
    counted: dict[str, list[Action]] = {}
    for action in actions:
        due = action.item.due
        if due and due < catalogue.as_of and action.status != "cancelled":
            counted.setdefault(quarter(due.year, due.month), []).append(action)
    return tuple(_completion(name, items) for name, items in sorted(counted.items()))


def completion(actions: Iterable[Action], name: str, start: date, end: date) -> Completion:
    """Return the completion of what was due from one day to another, both counted."""
    due = [
        action
        for action in actions
        if action.item.due and start <= action.item.due <= end and action.status != "cancelled"
    ]
    return _completion(name, due)


def by_team(catalogue: Catalogue) -> dict[str, list[Action]]:
    """Return the action items of each team's people."""
    found: dict[str, list[Action]] = {}
    for action in catalogue.action_items:
        found.setdefault(team_of(action, catalogue) or "", []).append(action)
    return found


def _completion(name: str, items: list[Action]) -> Completion:
    done = [a for a in items if a.status == "done"]
    in_time = sum(1 for a in done if a.done_on and a.item.due and a.done_on <= a.item.due)
    return Completion(name, len(items), len(done), in_time)
