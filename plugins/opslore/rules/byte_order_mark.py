"""A document begins with its text, not with several byte order marks or one of UTF-16.

One byte order mark of UTF-8 is harmless and passed over. Two happen when a tool puts one in front
of another; the second is then taken for text and hides the front matter. A mark of UTF-16 comes
from PowerShell's redirection.

## Bad

```md title="guides/writing.md" encoding="utf-16"
--- <!-- expect: SRC005 -->
owner: platform
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


@rule("SRC005", on=Document, level=Level.ERROR)
def byte_order_mark(document: Document, catalogue: Catalogue) -> Iterator[Problem]:
    yield from faults(document, "byte-order-mark")
