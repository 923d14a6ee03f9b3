"""At sev1, who is in command is not at the keyboard.

Whoever types sees one screen. The incident command system keeps the two roles apart because the
overview is the first thing lost under load: nobody tells customers, calls for help, or notices
that two people change the same thing.

## Bad

```md title="postmortems/2026/2026-02-20-queue.md"
---
status: final
severity: sev1
roles:
  incident_commander: ada
  operations_lead: ada  # expect: PM016
# …
---
```

## Good

```md title="postmortems/2026/2026-02-20-queue.md"
---
status: final
severity: sev1
roles:
  incident_commander: ada
  operations_lead: grace
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


@rule("PM016", on=Postmortem, level=Level.WARNING)
def commander_at_keyboard(postmortem: Postmortem, catalogue: Catalogue) -> Iterator[Problem]:
    if postmortem.severity != "sev1":
        return
    commander = postmortem.roles.get("incident_commander")
    if commander is not None and commander == postmortem.roles.get("operations_lead"):
        yield Problem(
            postmortem.at("roles", "operations_lead"),
            f"`{commander}` was in command and at the keyboard",
            "if somebody else typed, name them; if it was so, let the lessons say what it cost, "
            "and waive this rule",
            also=(postmortem.at("roles", "incident_commander"),),
            subject="roles",
        )
