"""The runbook of an alert says how to stop the harm.

An alert wakes somebody so that they act. A runbook that only explains and diagnoses leaves them
with what they knew before. The section may be called Mitigation, Resolution, Fix, Remediation,
Recovery, Workaround, Solution, Actions, "What to do" and the like; it may say "page the database
team", but it must be there and say something.

## Bad

```md title="runbooks/search/lag.md"
---
alerts: [SearchIndexLag]
verified: {by: ada, at: 2026-02-10, how: dry-run, evidence: rehearsal in staging}
---

# The search index lags behind <!-- expect: RB009 -->

New products cannot be found.

## Diagnosis

1. Look at the queue on the dashboard: is it growing?
```

## Good

```md title="runbooks/search/lag.md"
---
alerts: [SearchIndexLag]
verified: {by: ada, at: 2026-02-10, how: dry-run, evidence: rehearsal in staging}
---

# The search index lags behind

New products cannot be found.

## Diagnosis

1. Look at the queue on the dashboard: is it growing?

## How to fix it

2. Stop the import of pictures; the queue is empty within ten minutes.
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.metrics import sections
from opslore.records import Runbook
from opslore.rules._runbook import line_at, title_at
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue
    from opslore.document import Document


@rule("RB009", on=Runbook, level=Level.ERROR, needs=("kind",))
def alert_without_mitigation(runbook: Runbook, catalogue: Catalogue) -> Iterator[Problem]:
    if runbook.kind != "alert" or not runbook.in_force:
        return
    document = runbook.document
    found = sections.found(document, "Mitigation")
    if not found:
        names = " and ".join(f"`{name}`" for name in runbook.alerts[:3])
        sends = f"{names} sends people here, but no" if names else "no"
        yield Problem(
            title_at(runbook),
            f"{sends} section says how to stop the harm",
            "add a section `## Mitigation` with the steps that end the harm, or with whom to page",
            subject="mitigation",
        )
    elif not any(_says_something(document, s.line, s.end_line) for s in found):
        yield Problem(
            line_at(document, found[0].line, found[0].title),
            f"nothing stands under `{found[0].title}`",
            "write the steps that end the harm, or whom to page",
            subject="mitigation",
        )


def _says_something(document: Document, line: int, end_line: int) -> bool:
    lines = (document.line(number).strip() for number in range(line + 1, end_line))
    return any(text and not text.startswith(("#", "<!--")) for text in lines)
