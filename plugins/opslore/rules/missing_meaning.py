"""A runbook says in a sentence what it is for before it says what to do.

Whoever comes from an alert must see within seconds whether they are on the right page. One
sentence in front of the first step is enough, under the title or in a section `Meaning`; or a
`description` in the front matter.

## Bad

```md title="runbooks/search/reindex.md"
---
kind: procedure
verified: {by: ada, at: 2026-02-10, how: dry-run, evidence: rehearsal in staging}
---

# Build the search index anew <!-- expect: RB008 -->

1. Start the job on its page.
2. Wait until it says `done`.
```

## Good

```md title="runbooks/search/reindex.md"
---
kind: procedure
verified: {by: ada, at: 2026-02-10, how: dry-run, evidence: rehearsal in staging}
---

# Build the search index anew

Needed after a change of the mapping: old documents are missing in the results.

1. Start the job on its page.
2. Wait until it says `done`.
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.metrics import sections
from opslore.records import Runbook
from opslore.rules._runbook import title_at
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue


@rule("RB008", on=Runbook, level=Level.WARNING)
def missing_meaning(runbook: Runbook, catalogue: Catalogue) -> Iterator[Problem]:
    document = runbook.document
    if not runbook.in_force or document.has("description"):
        return
    body = document.body
    first = min((step.line for step in body.steps), default=document.text.count("\n") + 2)
    said = [p.line for p in body.paragraphs] + [b.line for b in body.bullets]
    if any(line < first for line in said):
        return
    meaning = sections.find(document, "Meaning")
    if meaning and any(meaning.line < line < meaning.end_line for line in said):
        return
    yield Problem(
        title_at(runbook),
        "nothing says what this runbook is for",
        "write one sentence under the title: what has happened when somebody needs this page",
        subject="meaning",
    )
