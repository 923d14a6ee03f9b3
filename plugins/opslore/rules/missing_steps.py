"""A runbook has numbered steps.

Prose is for calm times. At night people do one thing, see what it did, and do the next; and on
the phone they say where they are. So what is to be done stands in numbered steps, however few. A
decision tree may be a table or a list instead.

## Bad

```md title="runbooks/search/reindex.md"
---
kind: procedure
verified: {by: ada, at: 2026-02-10, how: dry-run, evidence: rehearsal in staging}
---

# Build the search index anew <!-- expect: RB007 -->

Needed after a change of the mapping. Start the job on its page, wait until it says `done`, and
look at ten results by hand.
```

## Good

```md title="runbooks/search/reindex.md"
---
kind: procedure
verified: {by: ada, at: 2026-02-10, how: dry-run, evidence: rehearsal in staging}
---

# Build the search index anew

Needed after a change of the mapping.

1. Start the job on its page.
2. Wait until it says `done`.
3. Look at ten results by hand.
```
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.records import Runbook
from opslore.rules._runbook import title_at
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue

_NUMBERED_HEADING = re.compile(r"(?:step\s+)?\d{1,3}\b", re.IGNORECASE)


@rule("RB007", on=Runbook, level=Level.WARNING)
def missing_steps(runbook: Runbook, catalogue: Catalogue) -> Iterator[Problem]:
    body = runbook.document.body
    if not runbook.in_force or body.steps:
        return
    if runbook.kind == "decision-tree" and (body.bullets or body.tables):
        return
    if any(_NUMBERED_HEADING.match(heading.text) for heading in body.headings):
        return
    yield Problem(
        title_at(runbook),
        "no step of this runbook is numbered",
        "write what to do as 1., 2., 3., each with one thing to do",
        subject="steps",
    )
