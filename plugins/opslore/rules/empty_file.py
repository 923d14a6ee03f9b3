"""A document says something.

An empty file is the trace of a rename or of a merge that went wrong, and still becomes a page.

## Bad

```md title="guides/writing.md"
<!-- expect: SRC017 -->
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


@rule("SRC017", on=Document, level=Level.ERROR)
def empty_file(document: Document, catalogue: Catalogue) -> Iterator[Problem]:
    yield from faults(document, "empty-file")
