r"""A document holds no NUL byte.

Text has none. They are what a crash leaves of a file that was being written, so the rest of it is
not to be trusted either. (In the example `\0` stands for the byte.)

## Bad

```md title="guides/writing.md" escaped
---
owner: platform
---

# How we write runbooks

For everyone who is pa\0\0\0\0 <!-- expect: SRC006 -->
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


@rule("SRC006", on=Document, level=Level.ERROR)
def nul_byte(document: Document, catalogue: Catalogue) -> Iterator[Problem]:
    yield from faults(document, "nul-byte")
