r"""A document holds only characters that people can see.

In the text half a surrogate pair, in the front matter also control characters and those that show
nothing: a zero-width space makes two ids differ that look the same. (In the example `\u200b`
stands for that space.)

## Bad

```md title="guides/writing.md" escaped
---
owner: plat\u200bform  # expect: SRC019
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


@rule("SRC019", on=Document, level=Level.ERROR)
def bad_character(document: Document, catalogue: Catalogue) -> Iterator[Problem]:
    yield from faults(document, "bad-character")
