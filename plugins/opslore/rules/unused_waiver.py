"""A waiver excuses something.

Once the document has been mended its waiver only waits to excuse the next mistake. Said of rules
that ran: under `--select` the others are not known to have found nothing.

## Bad

```md title="guides/writing.md"
---
owner: platform
waivers:
  - {rule: todo-left, until: 2026-03-31, reason: The tool is chosen in March}  # expect: REV003
---

# How we write runbooks

With the editor you know.
```

## Good

```md title="guides/writing.md"
---
owner: platform
---

# How we write runbooks

With the editor you know.
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.rules._finished import UNWAIVABLE
from opslore.rules.engine import Findings, find, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue


@rule("REV003", on=Findings, level=Level.ADVICE)
def unused_waiver(findings: Findings, catalogue: Catalogue) -> Iterator[Problem]:
    waived = [record for record in catalogue.records if record.waivers]
    if not waived:
        return
    found = {(finding.location.path, finding.rule) for finding in findings.all}
    for record in waived:
        for waiver in record.waivers:
            named = find(waiver.rule) if waiver.rule else None
            if named is None or named.code in UNWAIVABLE or named.name not in findings.ran:
                continue
            # One that has ended is told of already.
            current = waiver.until is not None and waiver.until >= catalogue.as_of
            if current and (record.path, named.name) not in found:
                yield Problem(
                    record.at(*waiver.steps, "rule"),
                    f"`{named.name}` finds nothing in this document that the waiver could excuse",
                    "take the waiver out",
                )
