"""Front matter begins on the very first line.

With anything in front of it, even a blank line or a space, MkDocs takes the block for text and
prints it on the page. (Hugo accepts a blank line, so such files come from there.) The fields are
read nevertheless, so the other rules still look at the document.

## Bad

```md title="guides/writing.md"

--- <!-- expect: SRC008 -->
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


@rule("SRC008", on=Document, level=Level.ERROR)
def blank_before_front_matter(document: Document, catalogue: Catalogue) -> Iterator[Problem]:
    yield from faults(document, "blank-before-front-matter")
