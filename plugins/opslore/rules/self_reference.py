"""A document does not depend on, follow or replace itself.

Nearly always a line copied from another document and not changed.

## Bad

```md title="services/basket.md"
---
depends_on:
  - {service: basket, criticality: hard}  # expect: REF006
# …
---
```

## Good

```md title="services/basket.md"
---
depends_on:
  - {service: search, criticality: hard}
# …
---
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.records import Record
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue

# Fields in which a document of a type names others of the same type, by the name of the list
# or of the field itself.
FIELDS = {"depends_on": "depends on", "related": "is related to", "superseded_by": "is replaced by"}


@rule("REF006", on=Record, level=Level.ERROR)
def self_reference(record: Record, catalogue: Catalogue) -> Iterator[Problem]:
    data = record.document.data
    if not any(field in data for field in FIELDS):
        return
    for reference in record.references():
        field = str(reference.steps[0])
        if field not in FIELDS:
            continue
        free = reference.kind == "any"
        named = reference.id if free else f"{reference.kind}/{reference.id}"
        if catalogue.named(named) is record:
            yield Problem(
                record.at(*reference.steps),
                f"this says that `{record.id}` {FIELDS[field]} itself",
                "name the other one, or take the entry out",
            )
