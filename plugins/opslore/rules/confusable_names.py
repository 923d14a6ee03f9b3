"""No two files have names that differ only in case or in the way accents are written.

macOS and Windows keep one of the two and lose the other, so that a clone there is never clean, and
the site shows whichever was written last.

## Bad

```md title="guides/Paging.md"
--- <!-- expect: SRC020 -->
owner: platform
---

# When to page

For everyone on call.
```

```md title="guides/paging.md"
--- <!-- expect: SRC020 -->
owner: platform
---

# When to page at night

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

```md title="guides/paging-at-night.md"
---
owner: platform
---

# When to page at night

For everyone on call.
```
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from opslore.catalogue import Catalogue
from opslore.findings import Level, Location, Problem
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("SRC020", on=Catalogue, level=Level.ERROR)
def confusable_names(_: Catalogue, catalogue: Catalogue) -> Iterator[Problem]:
    names: dict[str, list[str]] = {}
    for document in (*catalogue.documents, *catalogue.pages):
        names.setdefault(_plain(document.path), []).append(document.path)
    for paths in names.values():
        for path in paths if len(paths) > 1 else ():
            others = [other for other in paths if other != path]
            named = " and ".join(f"`{other}`" for other in others)
            yield Problem(
                Location(path, 1, 1),
                f"on macOS and Windows {named} is the same file",
                "rename one of them, and let names be lower case",
                also=tuple(Location(other, 1, 1) for other in others),
                subject="name",
            )


def _plain(path: str) -> str:
    return path if path.isascii() and path.islower() else _folded(path)


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", path).casefold())
