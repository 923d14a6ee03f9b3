"""A contributing factor's id is its own within the postmortem.

Action items say by id what they address. Where two factors bear one id, the second looks as if
somebody worked on it.

## Bad

```md title="postmortems/2026/2026-02-20-queue.md"
---
status: final
severity: sev2
contributing_factors:
  - {id: F1, summary: The pool had no limit on waiting requests, kind: technical}
  - {id: F1, summary: Nobody watched the length of the queue, kind: process}  # expect: PM020
# …
---
```

## Good

```md title="postmortems/2026/2026-02-20-queue.md"
---
status: final
severity: sev2
contributing_factors:
  - {id: F1, summary: The pool had no limit on waiting requests, kind: technical}
  - {id: F2, summary: Nobody watched the length of the queue, kind: process}
# …
---
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Edit, Level, Problem
from opslore.records import Postmortem
from opslore.rules._ids import repeated
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue


@rule("PM020", on=Postmortem, level=Level.ERROR)
def duplicate_factor_id(postmortem: Postmortem, catalogue: Catalogue) -> Iterator[Problem]:
    for factor, first, free in repeated(postmortem.contributing_factors, "F"):
        at = postmortem.at(*factor.steps, "id")
        yield Problem(
            at,
            f"`{factor.id}` is already the id of `{first.summary}`",
            f"write `id: {free}`, and look which of the two each action item addresses",
            also=(postmortem.at(*first.steps, "id"),),
            edits=(Edit(at, free),),
        )
