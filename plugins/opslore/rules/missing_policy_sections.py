"""An on-call policy says what is expected of the person on call, and how a turn is handed over.

Levels and times tell the pager whom to wake. They do not tell the person what to do, what can wait
until morning, and what to say to the next one. Two short sections do; they may be called otherwise
(`Duties`, `Shift handoff`), and more are welcome.

## Bad

```md title="on-call/payments.md"
---
# …
---

# Payments on call <!-- expect: OC010 -->

We take turns from Monday to Monday.
```

## Good

```md title="on-call/payments.md"
---
# …
---

# Payments on call

## Responsibilities

Answer a page within five minutes, follow its runbook, and say so in the channel.

## Handover

Mondays at ten: what is open, what was paged, what changed.
```
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.records import OnCallPolicy
from opslore.rules._runbook import title_at
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue

# A section: words of headings that mean it, and what belongs into it.
_PARTS = {
    "Responsibilities": (
        re.compile(
            r"responsib|dut(?:y|ies)|expect|what you do|what to do|role|tasks", re.IGNORECASE
        ),
        "What the person on call does, and what can wait until morning.",
    ),
    "Handover": (
        re.compile(
            r"hand(?:ing)?[ -]?(?:over|off)|shift change|end of (?:the )?(?:turn|shift)",
            re.IGNORECASE,
        ),
        "When a turn ends, and what is told to the next person.",
    ),
}


@rule("OC010", on=OnCallPolicy, level=Level.WARNING)
def missing_policy_sections(policy: OnCallPolicy, catalogue: Catalogue) -> Iterator[Problem]:
    headings = [heading.text for heading in policy.document.body.headings]
    missing = {
        name: hint
        for name, (words, hint) in _PARTS.items()
        if not any(words.search(heading) for heading in headings)
    }
    if missing:
        names = " and no section ".join(f"`{name}`" for name in missing)
        yield Problem(
            title_at(policy),
            f"there is no section {names}",
            "add\n\n" + "\n\n".join(f"## {name}\n\n{hint}" for name, hint in missing.items()),
            subject="sections",
        )
