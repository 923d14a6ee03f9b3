"""A field is given once.

YAML parsers keep the last of two and say nothing, so a date that was moved goes on being the old
one. Here the first one counts, and both are shown.

## Bad

```md title="guides/writing.md"
---
owner: platform
tags: [writing]
owner: payments  # expect: SRC012
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


@rule("SRC012", on=Document, level=Level.ERROR)
def duplicate_key(document: Document, catalogue: Catalogue) -> Iterator[Problem]:
    yield from faults(document, "duplicate-key")
