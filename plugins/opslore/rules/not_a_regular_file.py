"""A document is a regular file inside the content folder.

A named pipe with the name of a document makes a build wait for ever, and a symbolic link that
leads out of the folder publishes what nobody meant to publish. Neither is opened. A link to
another file of the library is followed.

## Bad

```md title="guides/writing.md" fifo
<!-- expect: SRC001 -->
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


@rule("SRC001", on=Document, level=Level.ERROR)
def not_a_regular_file(document: Document, catalogue: Catalogue) -> Iterator[Problem]:
    yield from faults(document, "not-a-regular-file")
