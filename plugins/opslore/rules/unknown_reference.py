"""Every name of a service, team, policy, runbook or term leads to something that exists.

A name that leads nowhere costs minutes at three in the morning, and what is counted by name is
counted wrong. Ids and old ids (`aliases`) of documents count as known even where the document
itself cannot be read, so one broken file does not break those that name it. Failure modes,
triggers and detection sources are held against `vocabulary.yml`, readiness items against
`checklist.yml`, severities against `severities.yml`, teams against `directory.yml`; without the
file nothing is said, nor are services checked in a library that has no service at all.

## Bad

```md title="postmortems/2026/2026-02-20-queue.md"
---
severity: sev3
services: [chekout]  # expect: REF001
started_at: 2026-02-20T10:00Z
failure_modes: [pool exhausted]  # expect: REF001
---

# The queue of the checkout filled

Orders waited for ten minutes because every connection was in use.
```

## Good

```md title="postmortems/2026/2026-02-20-queue.md"
---
severity: sev3
services: [checkout]
started_at: 2026-02-20T10:00Z
failure_modes: [connection-pool-exhaustion]
---

# The queue of the checkout filled

Orders waited for ten minutes because every connection was in use.
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.document import Document
from opslore.findings import Level
from opslore.records import Reference
from opslore.rules._references import PEOPLE, Unresolved, known_ids, nearest, problem, unresolved
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue
    from opslore.findings import Problem


@rule("REF001", on=Document, level=Level.ERROR)
def unknown_reference(document: Document, catalogue: Catalogue) -> Iterator[Problem]:
    record = catalogue.by_path.get(document.path)
    if record is not None:
        for found in unresolved(record, catalogue):
            if found.reference.kind not in PEOPLE:
                steps = found.reference.steps
                at = record.at(*steps, key=found.reference.kind == "checklist-item")
                yield problem(found, at, document, catalogue)
    elif document is catalogue.page_counts.document:
        yield from _pages(document, catalogue)


def _pages(document: Document, catalogue: Catalogue) -> Iterator[Problem]:
    services = known_ids("service", catalogue)
    told: set[str] = set()
    for row in catalogue.page_counts.rows:
        # A service is named in one line a week; the first is enough to mend them all.
        if services is not None and row.service not in services and row.service not in told:
            told.add(row.service)
            reference = Reference("service", row.service, ())
            near = nearest("service", row.service, catalogue)
            yield problem(Unresolved(reference, near), row.at, document, catalogue)
