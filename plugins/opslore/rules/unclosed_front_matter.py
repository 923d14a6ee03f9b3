"""Front matter that is opened is closed.

Without a second line of three hyphens nobody can tell where the fields end and the text begins.

## Bad

```md title="guides/writing.md"
--- <!-- expect: SRC009 -->
owner: platform

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


@rule("SRC009", on=Document, level=Level.ERROR)
def unclosed_front_matter(document: Document, catalogue: Catalogue) -> Iterator[Problem]:
    yield from faults(document, "unclosed-front-matter")
