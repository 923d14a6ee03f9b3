"""A field holds the kind of value it takes: a text, a number, a list, a mapping.

A list that was written as a text, or a number with its unit, is read as nothing.

## Bad

```md title="near-misses/backup.md"
---
services: checkout  # expect: SCH004
# …
---
```

## Good

```md title="near-misses/backup.md"
---
services: [checkout]
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


@rule("SCH004", on=Document, level=Level.ERROR)
def wrong_type(document: Document, catalogue: Catalogue) -> Iterator[Problem]:
    yield from problems(document, catalogue, "wrong-type")
