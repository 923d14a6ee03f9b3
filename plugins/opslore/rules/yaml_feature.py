"""Front matter has no anchors, aliases, tags, merge keys, directives or second document.

With them a value stands elsewhere than where it is read, and some make a parser run code. What looks
like one is mostly text that needs quotation marks: a value that begins with `!`, `&` or `*`.

## Bad

```md title="guides/writing.md"
---
owner: platform
description: !important Read this before your first night  # expect: SRC013
---

# How we write runbooks

For everyone who is paged.
```

## Good

```md title="guides/writing.md"
---
owner: platform
description: "!important Read this before your first night"
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


@rule("SRC013", on=Document, level=Level.ERROR)
def yaml_feature(document: Document, catalogue: Catalogue) -> Iterator[Problem]:
    yield from faults(document, "yaml-feature")
