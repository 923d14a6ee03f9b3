"""What an action item addresses is a contributing factor of the same postmortem.

`addresses` is what ties the work to its reason: from it the checker knows which factors nobody
works on. An id that leads nowhere hides such a factor.

## Bad

```md title="postmortems/2026/2026-02-20-queue.md"
---
status: final
severity: sev2
contributing_factors:
  - {id: F1, summary: The queue had no limit, kind: technical}
action_items:
  - id: A1
    title: Limit the queue
    owner: ada
    due: 2026-04-01
    status: open
    addresses: [F2]  # expect: ACT004
# …
---
```

## Good

```md title="postmortems/2026/2026-02-20-queue.md"
---
status: final
severity: sev2
contributing_factors:
  - {id: F1, summary: The queue had no limit, kind: technical}
action_items:
  - id: A1
    title: Limit the queue
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
from opslore.records import Postmortem, Record
from opslore.rules._actions import shortened
from opslore.rules.engine import rule
from opslore.schema import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue
    from opslore.records import ActionItem


@rule("ACT004", on=Record, level=Level.ERROR, needs=("contributing_factors",))
def unknown_factor(record: Record, catalogue: Catalogue) -> Iterator[Problem]:
    items: tuple[ActionItem, ...] = getattr(record, "action_items", ())
    if not any(item.addresses for item in items):
        return
    factors = record.contributing_factors if isinstance(record, Postmortem) else ()
    stated = record.document.data.get("contributing_factors")
    if stated is not None and len(factors) != (len(stated) if isinstance(stated, list) else -1):
        return  # what stands there is not readable, and reported as such
    known = {factor.id: factor.summary for factor in factors if factor.id}
    for item in items:
        written = record.document.data["action_items"][item.steps[-1]].get("addresses") or ()
        for index, name in enumerate(written):
            if isinstance(name, str) and name.strip() and name not in known:
                yield Problem(
                    record.at(*item.steps, "addresses", index),
                    f"there is no contributing factor `{name}`",
                    _known(record, known),
                    subject=f"{item.id} {name}",
                )


def _known(record: Record, known: dict[str, str]) -> str:
    if known:
        listed = (f"    {name}: {shortened(summary, 80)}" for name, summary in known.items())
        return "\n".join(["the factors of this postmortem are", *listed])
    if isinstance(record, Postmortem):
        return "add it to `contributing_factors`, which is empty, or remove `addresses`"
    return f"a {words.code(record.TYPE)} has no contributing factors: remove `addresses`"
