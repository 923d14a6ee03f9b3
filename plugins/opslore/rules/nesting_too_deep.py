"""Front matter is nested at most eight levels deep.

No field needs more than four. Deeper nesting is a slip of brackets, or an attempt to bring a parser
down, which thirty thousand of them do.

## Bad

```md title="guides/writing.md"
---
owner: platform
x-notes: [[[[[[[[[one too many]]]]]]]]]  # expect: SRC014
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


@rule("SRC014", on=Document, level=Level.ERROR)
def nesting_too_deep(document: Document, catalogue: Catalogue) -> Iterator[Problem]:
    yield from faults(document, "nesting-too-deep")
