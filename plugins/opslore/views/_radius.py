"""The picture of who is hit when a service fails: a tree, drawn beside the lists that say it.

Labels are HTML, since the sanitiser lets no words into an SVG; between two columns of labels stand
the lines. The style sheet gives every row the same height, and so both meet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence

MOST = 24  # services in one picture; those that are hit first
ROW, WIDE = 10, 20  # in the units of the picture


@dataclass(frozen=True, slots=True)
class Node:
    """One row of a column: a service, or nothing."""

    name: str = ""
    soft: bool = False  # it goes on


@dataclass(frozen=True, slots=True)
class Stroke:
    """The line from a service to one that needs it."""

    path: str
    soft: bool


@dataclass(frozen=True, slots=True)
class Column:
    """The services at one distance, and the lines that lead to them."""

    nodes: tuple[Node, ...]
    strokes: tuple[Stroke, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """The whole tree; the column on the left holds the service that fails."""

    name: str
    columns: tuple[Column, ...]
    height: int
    soft: bool  # whether anything goes on
    more: int  # services for which there is no room


def picture(
    hard: Iterable[Sequence[str]], soft: Iterable[Sequence[str]], shown: Container[str]
) -> Picture | None:
    """Return the tree of the ways a failure takes; none where one line would be all of it.

    `shown` holds the services that may be named; a way by another one is left out.
    """
    goes_on = {way[-1]: tuple(way) for way in soft}
    every = {way[-1]: tuple(way) for way in hard} | goes_on
    ways = sorted(
        (way for way in every.values() if all(name in shown for name in way)),
        key=lambda way: (len(way), way[-1] in goes_on, way),
    )
    if len(ways) < 2:
        return None
    drawn = ways[:MOST]
    root = drawn[0][0]
    children: dict[str, list[str]] = {}
    for way in drawn:
        children.setdefault(way[-2], []).append(way[-1])
    place = _places(root, children)
    depth = {root: 0} | {way[-1]: len(way) - 1 for way in drawn}
    rows = 1 + max(place.values())
    columns = []
    for distance in range(1 + max(depth.values())):
        here = {place[name]: name for name, far in depth.items() if far == distance}
        nodes = tuple(
            Node(here[row], here[row] in goes_on) if row in here else Node() for row in range(rows)
        )
        strokes = tuple(
            Stroke(_curve(place[way[-2]], place[way[-1]]), way[-1] in goes_on)
            for way in drawn
            if len(way) - 1 == distance
        )
        columns.append(Column(nodes, strokes))
    dashed = any(way[-1] in goes_on for way in drawn)
    return Picture(root, tuple(columns), rows * ROW, dashed, len(ways) - len(drawn))


def _places(root: str, children: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Return the row of each service: beside the first of those behind it, so no lines cross."""
    place: dict[str, int] = {}
    free = 0
    waiting = [root]
    while waiting:
        name = waiting.pop()
        place[name] = free
        behind = children.get(name, ())
        waiting.extend(reversed(behind))
        free += not behind
    return place


def _curve(start: int, end: int) -> str:
    begin, finish = (row * ROW + ROW // 2 for row in (start, end))
    return f"M0 {begin}C{WIDE // 2} {begin} {WIDE // 2} {finish} {WIDE} {finish}"
