"""Front matter can be read as YAML.

The finding stands at the mistake, not where the parser gave up: the quotation mark that was never
closed, the colon inside a value, the tab. YAML is read as its version 1.2 has it: `no` is a text,
`12:30` is a text, dates stay as they are written.

## Bad

```md title="guides/writing.md"
---
title: Writing: how and for whom  # expect: SRC010
owner: platform
---

For everyone who is paged.
```

## Good

```md title="guides/writing.md"
---
title: "Writing: how and for whom"
owner: platform
---

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


@rule("SRC010", on=Document, level=Level.ERROR)
def front_matter_syntax(document: Document, catalogue: Catalogue) -> Iterator[Problem]:
    yield from faults(document, "front-matter-syntax")
