"""What documents say of each other has a beginning.

Two postmortems that are each a duplicate of the other are both left out of every count; two that
each recur from the other, or replace each other in a ring, send the reader round in circles. The
relations `duplicate-of`, `recurrence-of` and `caused-by`, and the field `superseded_by`, must
lead somewhere. (Hard edges between services are the matter of another rule.)

## Bad

```md title="postmortems/2026/2026-02-19-queue.md"
---
severity: sev3
services: [checkout]
started_at: 2026-02-19T10:00Z
related:
  - {postmortem: 2026-02-20-queue, relation: duplicate-of}  # expect: REF007
---

# The queue of the checkout filled

Orders waited for ten minutes because every connection was in use.
```

```md title="postmortems/2026/2026-02-20-queue.md"
---
severity: sev3
services: [checkout]
started_at: 2026-02-20T10:00Z
related:
  - {postmortem: 2026-02-19-queue, relation: duplicate-of}  # expect: REF007
---

# The queue of the checkout filled again

Orders waited for ten minutes because every connection was in use.
```

## Good

```md title="postmortems/2026/2026-02-19-queue.md"
---
severity: sev3
services: [checkout]
started_at: 2026-02-19T10:00Z
---

# The queue of the checkout filled

Orders waited for ten minutes because every connection was in use.
```

```md title="postmortems/2026/2026-02-20-queue.md"
---
severity: sev3
services: [checkout]
started_at: 2026-02-20T10:00Z
related:
  - {postmortem: 2026-02-19-queue, relation: recurrence-of}
---

# The queue of the checkout filled again

Orders waited for ten minutes because every connection was in use.
```
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from opslore.catalogue import Catalogue
from opslore.findings import Level, Problem
from opslore.records import Postmortem
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.records import Record
    from opslore.records.base import Steps

RELATIONS = {
    "duplicate-of": "a duplicate of",
    "recurrence-of": "a recurrence of",
    "caused-by": "caused by",
}


class _Edge(NamedTuple):
    target: Record
    steps: Steps


@rule("REF007", on=Catalogue, level=Level.ERROR)
def contradicting_relation(_: Catalogue, catalogue: Catalogue) -> Iterator[Problem]:
    for relation, words in RELATIONS.items():
        yield from _rings(_related(relation, catalogue), words)
    yield from _rings(_superseded(catalogue), "replaced by")


def _related(relation: str, catalogue: Catalogue) -> dict[str, list[_Edge]]:
    edges: dict[str, list[_Edge]] = {}
    for postmortem in catalogue.of(Postmortem):
        for item in postmortem.related:
            target = catalogue.find(Postmortem, item.postmortem)
            if item.relation == relation and target and target is not postmortem:
                edge = _Edge(target, (*item.steps, "postmortem"))
                edges.setdefault(postmortem.path, []).append(edge)
    return edges


def _superseded(catalogue: Catalogue) -> dict[str, list[_Edge]]:
    edges: dict[str, list[_Edge]] = {}
    for record in catalogue.records:
        if record.superseded_by:
            target = catalogue.named(record.superseded_by)
            if target and target is not record:
                edges[record.path] = [_Edge(target, ("superseded_by",))]
    return edges


def _rings(edges: dict[str, list[_Edge]], words: str) -> Iterator[Problem]:
    sources = {edge.target.path: edge.target for found in edges.values() for edge in found}
    for path, found in edges.items():
        record = sources.get(path)  # in a ring every member is named by another
        for edge in found if record else ():
            way = _way(edge.target.path, path, edges)
            if record and way:
                names = " → ".join(f"`{sources[step].id}`" for step in (path, *way))
                yield Problem(
                    record.at(*edge.steps),
                    f"each of these is {words} the next, in a ring: {names}",
                    "take out the relation of the one that came first",
                    also=tuple(
                        sources[a].at(*other.steps)
                        for a, b in pairwise(way)
                        for other in edges[a]
                        if other.target.path == b
                    ),
                    subject=words,
                )


def _way(start: str, goal: str, edges: dict[str, list[_Edge]]) -> tuple[str, ...]:
    """Return the shortest way from `start` to `goal`, both included; () if there is none."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen = {start}
    for way in ways:  # grows while it is walked
        if way[-1] == goal:
            return way
        for edge in edges.get(way[-1], ()):
            if edge.target.path not in seen:
                seen.add(edge.target.path)
                ways.append((*way, edge.target.path))
    return ()
