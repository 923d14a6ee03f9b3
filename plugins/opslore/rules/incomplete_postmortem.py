"""A postmortem says what its severity asks for.

How much is asked follows from the severity's level in `severities.yml`: brief (when it was over),
standard (how it was noticed, one figure of the impact, failure modes, at least one contributing
factor, action items or why there are none), full (also when it was mitigated, trigger, who was in
command, reviewers, the runbooks that were used). Without a `severities.yml`, sev1 is full, sev2
standard, sev3 and sev4 brief.

A draft is asked for nothing here. While the postmortem is in review the rule warns, then it is
an error. All that is missing is one finding, with a block to paste.

## Bad

```md title="postmortems/2026/2026-02-20-queue.md"
---  # expect: PM001
status: final
severity: sev2
services: [checkout]
started_at: 2026-02-20T10:00Z
detected_at: 2026-02-20T10:09Z
resolved_at: 2026-02-20T11:05Z
failure_modes: [unclassified]
---

# Requests waited without a limit

## Summary

Requests to the checkout waited behind a slow query until every worker was busy.

## Timeline

| Time (UTC) | Event |
|---|---|
| 2026-02-20 10:00 | First requests fail |
| 2026-02-20 10:09 | The alert fires |
| 2026-02-20 11:05 | All pods are back |

## Contributing factors

The pool had no limit on waiting requests.

## Lessons learned

- The alert came before the first customer.
```

## Good

```md title="postmortems/2026/2026-02-20-queue.md"
---
status: final
severity: sev2
# …
---
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.records import Postmortem
from opslore.rules.engine import rule
from opslore.schema import level_violations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue


@rule("PM001", on=Postmortem, level=Level.ERROR)
def incomplete_postmortem(postmortem: Postmortem, catalogue: Catalogue) -> Iterator[Problem]:
    level = catalogue.severities.level(postmortem.severity)
    for found in level_violations(postmortem.document, level):
        yield Problem(
            postmortem.at(*found.steps, key=found.on_key),
            found.message,
            found.help,
            edits=found.edits,
            # Reviewers are there to find what is missing: a review cannot be late with it.
            level=Level.WARNING if postmortem.status == "in-review" else None,
            subject="level",
        )
