"""Front matter is at most 65,536 characters long.

It is for facts; prose belongs below it, where it is rendered and searched.

## Bad

```md title="guides/writing.md"
---
owner: platform  # expect: SRC015
x-notes: |
  2026-02-20T10:00:01Z checkout: waiting for a connection of the pool  # repeat: 1000
---

# How we write runbooks

For everyone who is paged.
```

## Good

```md title="guides/writing.md"
---
owner: platform
---

# How we write runbooks

For everyone who is paged.
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.document import Document
from opslore.findings import Level
from opslore.rules._source import faults
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue
    from opslore.findings import Problem


@rule("SRC015", on=Document, level=Level.ERROR)
def front_matter_too_large(document: Document, catalogue: Catalogue) -> Iterator[Problem]:
    yield from faults(document, "front-matter-too-large")
