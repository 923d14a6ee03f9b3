"""Fields that exclude each other do not stand side by side.

One of the two is wrong, and no reader can tell which.

## Bad

```md title="postmortems/2026/2026-02-20-queue.md"
---
status: draft
severity: sev3
services: [checkout]
started_at: 2026-02-20T10:00Z
action_items:
  - {id: A1, title: Limit the queue}
no_actions_because: The queue is replaced in March  # expect: SCH006
---

# The queue of the checkout filled

Orders waited for ten minutes because every connection was in use.
```

## Good

```md title="postmortems/2026/2026-02-20-queue.md"
---
status: draft
severity: sev3
services: [checkout]
started_at: 2026-02-20T10:00Z
action_items:
  - {id: A1, title: Limit the queue}
---

# The queue of the checkout filled

Orders waited for ten minutes because every connection was in use.
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.document import Document
from opslore.findings import Level
from opslore.rules._violations import problems
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue
    from opslore.findings import Problem


@rule("SCH006", on=Document, level=Level.ERROR)
def conflicting_fields(document: Document, catalogue: Catalogue) -> Iterator[Problem]:
    yield from problems(document, catalogue, "conflicting-fields")
