"""Ids that are given twice within one document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Named(Protocol):
    """What may bear an id."""

    @property
    def id(self) -> str | None:
        """The id, if it has one."""


T = TypeVar("T", bound=Named)


def repeated(items: Sequence[T], letter: str) -> Iterator[tuple[T, T, str]]:
    """Yield each item whose id an earlier one has: the item, the earlier one, and a free id.

    Free ids are the letter and a number, `F3`; none is proposed twice.
    """
    taken = {item.id for item in items if item.id}
    first: dict[str, T] = {}
    for item in items:
        if item.id is None:
            continue
        if item.id not in first:
            first[item.id] = item
            continue
        names = (f"{letter}{number}" for number in range(1, len(items) + 2))
        free = next(name for name in names if name not in taken)
        taken.add(free)
        yield item, first[item.id], free
