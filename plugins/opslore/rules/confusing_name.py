r"""A file has a name that everyone can see and type.

A name with a line break breaks every tool that lists files by line; one with a character nobody can
see, or with accents in the form only macOS writes, is found on one machine and not on the other.
Names with spaces are allowed.

## Bad

```md title="guides/writing\u200b.md" escaped
--- <!-- expect: SRC018 -->
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


@rule("SRC018", on=Document, level=Level.ERROR)
def confusing_name(document: Document, catalogue: Catalogue) -> Iterator[Problem]:
    yield from faults(document, "confusing-name")
