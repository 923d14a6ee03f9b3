"""A day, a time, an address or an id is written in its one form.

A time without `Z` or an offset is the worst of them: teams wrote local time and said UTC, and no
duration could be computed. Where a name is not only oddly written but leads nowhere either,
`unknown-reference` tells what was probably meant, and this rule is silent.

## Bad

```md title="near-misses/backup.md"
---
occurred_on: 20.02.2026  # expect: SCH005
# …
---
```

## Good

```md title="near-misses/backup.md"
---
occurred_on: 2026-02-20
# …
---
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.document import Document
from opslore.findings import Level
from opslore.rules._violations import problems
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue
    from opslore.findings import Problem


@rule("SCH005", on=Document, level=Level.ERROR)
def invalid_format(document: Document, catalogue: Catalogue) -> Iterator[Problem]:
    yield from problems(document, catalogue, "invalid-format")
