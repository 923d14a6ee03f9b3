"""A waiver names a rule that exists and can be waived.

One that is misspelt excuses nothing, and the finding it was written for comes as a surprise. A
secret cannot be waived, nor can what this family says of waivers.

## Bad

```md title="guides/writing.md"
---
owner: platform
waivers:
  - {rule: todo-lefts, until: 2026-03-31, reason: The tool is chosen in March}  # expect: REV002
---

# How we write runbooks

With which tool: TODO. <!-- expect: TXT001 -->
```

## Good

```md title="guides/writing.md"
---
owner: platform
waivers:
  - {rule: todo-left, until: 2026-03-31, reason: The tool is chosen in March}
---

# How we write runbooks

With which tool: TODO.
```
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from opslore.findings import Edit, Level, Problem
from opslore.records import Record
from opslore.rules import engine
from opslore.rules._finished import UNWAIVABLE
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue


@rule("REV002", on=Record, level=Level.ERROR)
def unknown_waiver(record: Record, catalogue: Catalogue) -> Iterator[Problem]:
    for waiver in record.waivers:
        if waiver.rule is None:
            continue
        at = record.at(*waiver.steps, "rule")
        named = engine.find(waiver.rule)
        if named is None:
            names = [r.name for r in engine.all_rules()]
            near = get_close_matches(waiver.rule.lower(), names, 1)
            family = waiver.rule in engine.FAMILIES
            others = "a waiver names one rule, no family; " if family else ""
            yield Problem(
                at,
                f"there is no rule `{waiver.rule}`",
                f"did you mean `{near[0]}`?" if near else f"{others}`opslore rules` lists them",
                edits=(Edit(at, near[0]),) if near else (),
            )
        elif named.code in UNWAIVABLE:
            yield Problem(
                at, f"`{named.name}` cannot be waived", "mend it, and take the waiver out"
            )
