"""What the rules on action items share."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from opslore.catalogue.actions import actions
from opslore.schema import words

if TYPE_CHECKING:
    from opslore.catalogue import Action, Catalogue
    from opslore.records import ActionItem, Record


def actions_of(record: Record, catalogue: Catalogue) -> tuple[Action, ...]:
    """Return the action items of one document, with the status that holds."""
    return _of(record.path, catalogue) if getattr(record, "action_items", ()) else ()


@lru_cache(maxsize=4)  # many rules ask for those of one document in a row
def _of(path: str, catalogue: Catalogue) -> tuple[Action, ...]:
    return tuple(actions((catalogue.by_path[path],), catalogue.tickets))


def called(item: ActionItem) -> str:
    """Return how to speak of an action item: "`A1` (Limit the pool)"."""
    if item.id and item.title:
        return f"{words.code(item.id)} ({shortened(item.title)})"
    return words.code(item.id or item.title or f"item {int(item.steps[-1]) + 1}")


def shortened(text: str, length: int = 50) -> str:
    """Return a text that does not fill the line."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
