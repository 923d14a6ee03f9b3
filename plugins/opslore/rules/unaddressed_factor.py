"""In a full postmortem every contributing factor has an action item, or a reason why not.

The browsers' CA programme asks this of every incident report
(https://www.ccadb.org/cas/incident-report): each contributing factor is addressed by an action
item, or it is said why nothing is done. It is the sentence most postmortems leave out, and the
factor nobody works on is the one that comes back. An item addresses a factor by naming its id;
a cancelled item addresses nothing.

Silent in drafts; a warning in review, then an error.

## Bad

```md title="postmortems/2026/2026-02-20-queue.md"
---
status: final
severity: sev1
contributing_factors:
  - {id: F1, summary: The pool had no limit on waiting requests, kind: technical}
  - {id: F2, summary: Nobody watched the length of the queue, kind: process}  # expect: PM005
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

from opslore.catalogue.actions import actions
from opslore.findings import Level, Problem
from opslore.records import Postmortem
from opslore.rules._actions import shortened
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue


@rule("PM005", on=Postmortem, level=Level.ERROR, needs=("action_items", "contributing_factors"))
def unaddressed_factor(postmortem: Postmortem, catalogue: Catalogue) -> Iterator[Problem]:
    if postmortem.status not in ("in-review", "final", "closed"):
        return
    if catalogue.severities.level(postmortem.severity) != "full":
        return
    items = [
        action.item
        for action in actions((postmortem,), catalogue.tickets)
        if action.status != "cancelled"
    ]
    addressed = {name for item in items for name in item.addresses}
    for factor in postmortem.contributing_factors:
        if factor.id is None or factor.id in addressed:
            continue
        if postmortem.document.has(*factor.steps, "accepted_because"):
            continue
        yield Problem(
            postmortem.at(*factor.steps, "id"),
            f"no action item addresses `{factor.id}` ({shortened(factor.summary)})",
            f"add `addresses: [{factor.id}]` to an action item, or say why nothing is done:\n"
            "    accepted_because: Traffic at night is too low for any canary.",
            level=Level.WARNING if postmortem.status == "in-review" else None,
            subject=factor.id,
        )
