"""Front matter is YAML between `---`.

Hugo also reads TOML between `+++`; MkDocs prints it as text at the top of the page.

## Bad

```md title="guides/writing.md"
+++ <!-- expect: SRC007 -->
owner = "platform"
+++

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


@rule("SRC007", on=Document, level=Level.ERROR)
def toml_front_matter(document: Document, catalogue: Catalogue) -> Iterator[Problem]:
    yield from faults(document, "toml-front-matter")
