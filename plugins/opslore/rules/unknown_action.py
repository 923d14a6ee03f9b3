"""An action item that the text names stands in the front matter.

A lesson that ends in `(A2)` counts as taken up by that item. Where there is no such item, nobody
does what the sentence promises. Only ids in brackets are read: `(A2)`, `(A1, A3)`.

## Bad

```md title="postmortems/2026/2026-02-20-queue.md"
---
status: final
severity: sev2
# …
---

# Requests waited without a limit

## Summary

Requests to the checkout waited behind a slow query until every worker was busy.

## Timeline

| Time (UTC) | Event |
|---|---|
| 2026-02-20 10:00 | First requests fail |
| 2026-02-20 10:09 | The alert fires |
| 2026-02-20 11:05 | All pods are back |

## Contributing factors

The pool had no limit on waiting requests.

## Lessons learned

- Nobody could see the length of the queue. (A4) <!-- expect: ACT002 -->
```

## Good

```md title="postmortems/2026/2026-02-20-queue.md"
---
status: final
severity: sev2
# …
---

# Requests waited without a limit

## Summary

Requests to the checkout waited behind a slow query until every worker was busy.

## Timeline

| Time (UTC) | Event |
|---|---|
| 2026-02-20 10:00 | First requests fail |
| 2026-02-20 10:09 | The alert fires |
| 2026-02-20 11:05 | All pods are back |

## Contributing factors

The pool had no limit on waiting requests.

## Lessons learned

- Nobody could see the length of the queue. (A1)
```
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opslore.findings import Level, Location, Problem
from opslore.records import Drill, NearMiss, Postmortem, ReadinessReview, Record
from opslore.rules._actions import shortened
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue
    from opslore.records import ActionItem

_CITED = re.compile(r"\((A[1-9][0-9]{0,2}(?:(?:, ?| and |, and )A[1-9][0-9]{0,2})*)\)")
_ID = re.compile(r"A[1-9][0-9]{0,2}")


@rule("ACT002", on=Record, level=Level.WARNING, needs=("action_items",))
def unknown_action(record: Record, catalogue: Catalogue) -> Iterator[Problem]:
    if not isinstance(record, (Postmortem, Drill, NearMiss, ReadinessReview)):
        return
    text = record.document.text
    if not _CITED.search(text, record.document.body_offset):
        return
    items: tuple[ActionItem, ...] = record.action_items
    known = {item.id for item in items}
    for number, line in record.document.body.prose():
        for cited in _CITED.finditer(line):
            for name in _ID.finditer(line, cited.start(1), cited.end(1)):
                if name[0] not in known:
                    yield Problem(
                        Location(record.path, number, name.start() + 1, number, name.end() + 1),
                        f"there is no action item `{name[0]}`",
                        _known(items),
                    )


def _known(items: tuple[ActionItem, ...]) -> str:
    if not items:
        return "add it to `action_items` in the front matter, which names none"
    listed = (f"    {item.id}: {shortened(item.title, 80)}" for item in items if item.id)
    return "\n".join(["the action items of this document are", *listed])
