"""The graph of services: circles, and who is hit when one fails.

A hard edge: the service fails with what it depends on. A soft one: it goes on without, or in part.
"""

from __future__ import annotations

from collections import deque
from functools import lru_cache
from typing import TYPE_CHECKING

from opslore.frozen import dataclass
from opslore.records import Service

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from opslore.catalogue import Catalogue
    from opslore.records.service import Dependency


@dataclass(frozen=True, slots=True)
class Hit:
    """A service that is hit, and the way there: from the one that failed to itself."""

    service: str
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BlastRadius:
    """Who fails with a service, and who goes on without it or without one that fails."""

    hard: tuple[Hit, ...]
    soft: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Edge:
    """One service needs another."""

    source: Service
    dependency: Dependency
    target: str  # the id of the other's entry, or the name as written where there is none


@lru_cache(maxsize=2)
def edges(catalogue: Catalogue) -> tuple[Edge, ...]:
    """Return every dependency, in the order of the files; aliases become ids."""
    found = []
    for service in catalogue.of(Service):
        for dependency in service.depends_on:
            other = catalogue.service(dependency.service)
            found.append(Edge(service, dependency, other.id if other else dependency.service))
    return tuple(found)


def dependents(service: str, catalogue: Catalogue) -> tuple[Edge, ...]:
    """Return who needs a service directly."""
    return _dependents(catalogue).get(service, ())


def blast_radius(service: str, catalogue: Catalogue) -> BlastRadius:
    """Return who is hit when a service fails: hard edges followed on, soft ones listed apart."""
    paths: dict[str, tuple[str, ...]] = {service: (service,)}
    soft: dict[str, tuple[str, ...]] = {}
    waiting = deque([service])
    while waiting:
        current = waiting.popleft()
        for edge in dependents(current, catalogue):
            name = edge.source.id
            path = (*paths[current], name)
            if edge.dependency.criticality == "soft":
                soft.setdefault(name, path)
            elif name not in paths:
                paths[name] = path
                waiting.append(name)
    del paths[service]
    return BlastRadius(
        tuple(Hit(name, path) for name, path in sorted(paths.items())),
        tuple(
            Hit(name, path)
            for name, path in sorted(soft.items())
            if name not in paths and name != service
        ),
    )


@lru_cache(maxsize=2)
def cycles(catalogue: Catalogue) -> tuple[tuple[str, ...], ...]:
    """Return circles of hard edges, so that every service that is in one is in one of these.

    The shortest first found by name; each begins with the first of its services by name and does
    not repeat it at the end.
    """
    graph: dict[str, list[str]] = {}
    for edge in edges(catalogue):
        if edge.dependency.criticality == "hard":
            graph.setdefault(edge.source.id, []).append(edge.target)
    found = []
    told: set[str] = set()
    for start in sorted(graph):
        if start in told:
            continue
        circle = _shortest_circle(start, graph)
        if circle:
            first = circle.index(min(circle))
            found.append(circle[first:] + circle[:first])
            told.update(circle)
    return tuple(found)


def _shortest_circle(start: str, graph: Mapping[str, Iterable[str]]) -> tuple[str, ...] | None:
    came: dict[str, str] = {}
    waiting = deque([start])
    while waiting:
        current = waiting.popleft()
        for after in sorted(graph.get(current, ())):
            if after == start:
                path = [current]
                while path[-1] != start:
                    path.append(came[path[-1]])
                return tuple(reversed(path))
            if after not in came:
                came[after] = current
                waiting.append(after)
    return None


@lru_cache(maxsize=2)
def _dependents(catalogue: Catalogue) -> Mapping[str, tuple[Edge, ...]]:
    found: dict[str, list[Edge]] = {}
    for edge in edges(catalogue):
        found.setdefault(edge.target, []).append(edge)
    return {target: tuple(sources) for target, sources in found.items()}
