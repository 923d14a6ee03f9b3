"""Action items change the system, not only the people in it.

Where training, reminding and taking care is all that is done, the same slip meets the next person
who has not been trained (the lowest two of the hierarchy of controls: what people are told, and
what they wear). At least one item makes the mistake harder, smaller or visible sooner. Cancelled
items do not count.

## Bad

```md title="postmortems/2026/2026-02-20-queue.md"
---
status: final
severity: sev2
action_items:  # expect: PM013
  - {id: A1, title: Train the team in query plans, owner: ada, due: 2026-04-01, status: open}
  - {id: A2, title: Remind everybody of the queue, owner: ada, due: 2026-04-01, status: open}
# …
---
```

## Good

```md title="postmortems/2026/2026-02-20-queue.md"
---
status: final
severity: sev2
action_items:
  - {id: A1, title: Train the team in query plans, owner: ada, due: 2026-04-01, status: open}
  - {id: A2, title: Cancel queries after ten seconds, owner: ada, due: 2026-04-01, status: open}
# …
---
```
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opslore.catalogue.actions import actions
from opslore.findings import Level, Problem
from opslore.records import Postmortem
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue

_PEOPLE = (
    r"(?:the\ )?(?:whole\ |entire\ )?(?:team|teams|engineers?|operators?|developers?|everybody"
    r"|everyone|staff|people|colleagues|on-?call)"
)
_TRAINING = re.compile(
    rf"""^(?:re-?)?(?:train(?!\ the\ model)|teach|educate|coach|remind|lecture|instruct
      |sensiti[sz]e)\b
    | \braise\ (?:the\ )?awareness | \bmake\ {_PEOPLE}\ (?:more\ )?aware
    | ^(?:hold|run|give|organi[sz]e|schedule|plan|arrange|offer|prepare)\ (?:an?\ )?
      (?:\S+\ ){{0,3}}(?:training|workshop|course|session|lunch\ and\ learn|brown\ bag|talk)s?\b
    | ^(?:be|take|pay|show)\ (?:more\ |extra\ |better\ )?(?:careful|care|attention|cautious)
    | ^(?:training|awareness|workshop)\b
    | ^brief\ {_PEOPLE}\b""",
    re.IGNORECASE | re.VERBOSE,
)


@rule("PM013", on=Postmortem, level=Level.ADVICE)
def training_only_actions(postmortem: Postmortem, catalogue: Catalogue) -> Iterator[Problem]:
    if not postmortem.action_items:
        return
    kept = [a for a in actions((postmortem,), catalogue.tickets) if a.status != "cancelled"]
    if kept and all(_TRAINING.search(action.item.title) for action in kept):
        yield Problem(
            postmortem.at("action_items", key=True),
            "nothing but training and reminders: the next person meets the same trap",
            "add an item that makes the mistake impossible, smaller, or visible sooner",
            also=tuple(postmortem.at(*action.item.steps, "title") for action in kept),
            subject="training",
        )
