"""A relative link stays inside the content folder.

Only what lies in that folder is published, so a link to the code beside it works in an editor and
is dead on the site.

## Bad

```md title="guides/deploys.md"
---
owner: platform
---

# How to deploy by hand

Run [the script](../../scripts/deploy.sh). <!-- expect: LNK003 -->
```

## Good

```md title="guides/deploys.md"
---
owner: platform
---

# How to deploy by hand

Run [the script](https://git.example.com/shop/scripts/deploy.sh).
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.document import Document
from opslore.findings import Level, Problem
from opslore.rules import _links
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue


@rule("LNK003", on=Document, level=Level.ERROR)
def link_leaves_library(document: Document, catalogue: Catalogue) -> Iterator[Problem]:
    for link in _links.internal(document, catalogue):
        if not link.key:
            yield Problem(
                link.at,
                f"`{link.target}` leads out of the folder that is published",
                "link to its address in the repository's web view, or move the file in here",
            )
