"""A full postmortem names at least two contributing factors.

Incidents of the gravest kind go through several defences at once: what made it possible, what let
it pass the tests, what hid it, what made it long. Where one factor stands alone, the questions
stopped early.

## Bad

```md title="postmortems/2026/2026-02-20-queue.md"
---
status: final
severity: sev1
contributing_factors:  # expect: PM019
  - {id: F1, summary: The pool had no limit on waiting requests, kind: technical}
action_items:
  - id: A1
    title: Limit the waiting requests
    owner: ada
    due: 2026-04-01
    status: open
    addresses: [F1]
# …
---
```

## Good

```md title="postmortems/2026/2026-02-20-queue.md"
---
status: final
severity: sev1
contributing_factors:
  - {id: F1, summary: The pool had no limit on waiting requests, kind: technical}
  - id: F2
    summary: Traffic at night is too low for the canary to show anything
    kind: process
    accepted_because: A canary with more traffic would hurt more users than it saves.
action_items:
  - id: A1
    title: Limit the waiting requests
    owner: ada
    due: 2026-04-01
    status: open
    addresses: [F1]
# …
---
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.records import Postmortem
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue


@rule("PM019", on=Postmortem, level=Level.ADVICE)
def single_factor(postmortem: Postmortem, catalogue: Catalogue) -> Iterator[Problem]:
    if postmortem.status == "draft" or len(postmortem.contributing_factors) != 1:
        return
    if catalogue.severities.level(postmortem.severity) == "full":
        yield Problem(
            postmortem.at("contributing_factors", key=True),
            "only one contributing factor",
            "ask what let it pass the tests, what hid it, and what made it last",
            subject="single",
        )
