"""An action item that is done shows it.

"Done" is the word that stands in most postmortems whose incident came back. A link to the change,
the dashboard or the test that now fails makes it checkable; a ticket does as well.

## Bad

```md title="postmortems/2026/2026-02-20-queue.md"
---
status: final
severity: sev2
action_items:
  - id: A1
    title: Limit the waiting requests
    owner: ada
    due: 2026-04-01
    status: done  # expect: ACT006
    done_on: 2026-02-27
# …
---
```

## Good

```md title="postmortems/2026/2026-02-20-queue.md"
---
status: final
severity: sev2
action_items:
  - id: A1
    title: Limit the waiting requests
    owner: ada
    due: 2026-04-01
    status: done
    done_on: 2026-02-27
    evidence: https://git.example.com/checkout/pull/512
# …
---
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.records import Record
from opslore.rules._actions import called
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue
    from opslore.records import ActionItem


@rule("ACT006", on=Record, level=Level.ADVICE)
def done_without_evidence(record: Record, catalogue: Catalogue) -> Iterator[Problem]:
    items: tuple[ActionItem, ...] = getattr(record, "action_items", ())
    for item in items:
        if item.status != "done" or item.ticket or record.document.has(*item.steps, "evidence"):
            continue
        yield Problem(
            record.at(*item.steps, "status"),
            f"{called(item)} is done, and nothing shows it",
            "add `evidence:` with a link to the change, the test or the dashboard",
            subject=item.id or item.title,
        )
