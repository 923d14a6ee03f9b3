"""Front matter is made of fields with names.

A list or a sentence between the fences is valid YAML and tells nothing.

## Bad

```md title="guides/writing.md"
---
- owner: platform  # expect: SRC011
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


@rule("SRC011", on=Document, level=Level.ERROR)
def front_matter_not_a_mapping(document: Document, catalogue: Catalogue) -> Iterator[Problem]:
    yield from faults(document, "front-matter-not-a-mapping")
