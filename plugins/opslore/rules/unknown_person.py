"""Every person a document names stands in the directory.

Only checked where `directory.yml` says `complete: true`: a directory made by hand for the few who
are on call knows nothing of the others. Somebody who has left stays in the directory, with
`left_on`, so that old postmortems go on being right.

## Bad

```md title="postmortems/2026/2026-02-20-queue.md"
---
severity: sev3
services: [checkout]
started_at: 2026-02-20T10:00Z
roles:
  incident_commander: adda  # expect: REF002
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
roles:
  incident_commander: ada
---

# The queue of the checkout filled

Orders waited for ten minutes because every connection was in use.
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.document import Document
from opslore.findings import Level
from opslore.records import values
from opslore.records.base import listed
from opslore.rules._references import PEOPLE, Unresolved, nearest, problem, unresolved
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue
    from opslore.findings import Problem


@rule("REF002", on=Document, level=Level.WARNING)
def unknown_person(document: Document, catalogue: Catalogue) -> Iterator[Problem]:
    if not catalogue.directory.complete:
        return
    record = catalogue.by_path.get(document.path)
    if record is not None:
        for found in unresolved(record, catalogue):
            if found.reference.kind in PEOPLE:
                at = record.at(*found.reference.steps)
                yield problem(found, at, document, catalogue)
    elif document is catalogue.directory.document:
        yield from _members(document, catalogue)


def _members(document: Document, catalogue: Catalogue) -> Iterator[Problem]:
    for index, team in values.mappings(document.data.get("teams")):
        for member in listed(team, "person", "members"):
            if member.id not in catalogue.directory.people:
                near = nearest("person", member.id, catalogue)
                at = document.at("teams", index, *member.steps)
                yield problem(Unresolved(member, near), at, document, catalogue)
