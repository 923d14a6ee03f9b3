"""A document can be opened.

The account that runs the check, often the one of the build server, needs the right to read. A
file that vanished while the check ran is told here as well. (Nobody may read the file of the
example.)

## Bad

```md title="guides/writing.md" denied
--- <!-- expect: SRC002 -->
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


@rule("SRC002", on=Document, level=Level.ERROR)
def unreadable_file(document: Document, catalogue: Catalogue) -> Iterator[Problem]:
    yield from faults(document, "unreadable-file")
