"""A document is at most one mebibyte long.

Nobody reads a longer one, and a page of that size stalls a phone. It is nearly always a log or an
export that was pasted. Data files may have eight mebibytes.

## Bad

```md title="guides/writing.md"
--- <!-- expect: SRC003 -->
owner: platform
---

# What the log said

2026-02-20T10:00:01Z checkout: waiting for a connection of the pool <!-- repeat: 17000 -->
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


@rule("SRC003", on=Document, level=Level.ERROR)
def file_too_large(document: Document, catalogue: Catalogue) -> Iterator[Problem]:
    yield from faults(document, "file-too-large")
