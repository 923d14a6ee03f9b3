"""A document is UTF-8.

In any other encoding accents and quotation marks come out as wrong letters, or the file as a page of
noise. Nothing is guessed: the file is left unread until it has been saved again.

## Bad

```md title="guides/writing.md" encoding="latin-1"
---
owner: platform
---

# Régénérer le certificat <!-- expect: SRC004 -->

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


@rule("SRC004", on=Document, level=Level.ERROR)
def not_utf_8(document: Document, catalogue: Catalogue) -> Iterator[Problem]:
    yield from faults(document, "not-utf-8")
