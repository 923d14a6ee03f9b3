"""A line that begins with `#` is meant as a heading.

Editors want a space behind it. Python-Markdown, which makes the pages here, does not: a sentence
that happens to go on with `#incidents` or `#4711` at the start of a line becomes a heading in the
middle of a page, and everything below it a section of its own.

## Bad

```md title="guides/paging.md"
---
owner: platform
---

# When to page

Whoever sees it first tells the channel
#incidents, and stays until somebody answers. <!-- expect: TXT005 -->
```

## Good

```md title="guides/paging.md"
---
owner: platform
---

# When to page

Whoever sees it first tells the channel `#incidents`, and stays until somebody answers.
```
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opslore.findings import Level, Location, Problem
from opslore.records import Record
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue

_HASHES = re.compile(r"#{1,6}(?=[^#\s])[\w-]*")


@rule("TXT005", on=Record, level=Level.WARNING)
def accidental_heading(record: Record, catalogue: Catalogue) -> Iterator[Problem]:
    document = record.document
    if "\n#" not in document.text:
        return
    for heading in document.body.headings:
        found = _HASHES.match(document.line(heading.line))
        if found:
            yield Problem(
                Location(document.path, heading.line, 1, heading.line, found.end() + 1),
                f"this line is a heading on the page, `{heading.text}`",
                f"if it is text, write `` `{found[0]}` `` or join it to the line above; "
                "if it is a heading, put a space behind the hashes",
            )
