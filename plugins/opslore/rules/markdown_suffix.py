"""The name of a document ends in `.md`.

Documents are the files whose names end in `.md`, in lower case. One that ends in `.MD` or
`.markdown` is none: nothing in it is checked, it stands on no list, and a `visibility: restricted`
in it restricts nothing. So that nobody relies on it, it is not published either.

## Bad

```md title="guides/paging.markdown"
--- <!-- expect: SRC021 -->
owner: platform
---

# When to page

For everyone on call.
```

## Good

```md title="guides/paging.md"
---
owner: platform
---

# When to page

For everyone on call.
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.catalogue import Catalogue
from opslore.catalogue.files import excluded, nearly_document
from opslore.findings import Level, Location, Problem
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("SRC021", on=Catalogue, level=Level.ERROR)
def markdown_suffix(library: Catalogue, catalogue: Catalogue) -> Iterator[Problem]:
    for key in sorted(library.assets or ()):
        if nearly_document(key) and not excluded(key, library.settings):
            stem, _, suffix = key.rpartition(".")
            yield Problem(
                Location(library.settings.prefix + key),
                f"the name ends in `.{suffix}`, so this is no document and nothing in it is checked",
                f"rename it to `{stem.rpartition('/')[2]}.md`, or name it under `exclude` "
                "in the settings",
            )
