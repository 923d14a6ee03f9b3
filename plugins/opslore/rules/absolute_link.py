"""A link to another page is relative, not one that begins with a slash.

`/runbooks/pool/` leads to the root of the host: elsewhere as soon as the site is served from a
folder of it, and nowhere in an editor. MkDocs leaves such a link as it is and checks nothing.

## Bad

```md title="guides/paging.md"
---
owner: platform
---

# When to page

First [choose a severity](/guides/severity.md). <!-- expect: LNK004 -->
```

## Good

```md title="guides/paging.md"
---
owner: platform
---

# When to page

First [choose a severity](severity.md).
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.catalogue import links
from opslore.document import Document
from opslore.findings import Edit, Level, Problem
from opslore.rules import _links
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue


@rule("LNK004", on=Document, level=Level.WARNING)
def absolute_link(document: Document, catalogue: Catalogue) -> Iterator[Problem]:
    if document.key in catalogue.data or document.body_offset == len(document.text):
        return
    for link in document.body.links:
        if not link.target.startswith("/") or link.target.startswith("//"):
            continue
        path, mark, anchor = link.target.partition("#")
        at = _links.address(document, link.at, link.target)
        near = _relative(document.key, path, catalogue)
        yield Problem(
            at,
            f"`{link.target}` begins at the root of the host, not of the library",
            f"write `{near}{mark}{anchor}`" if near else "write it relative to this file",
            edits=(Edit(at, near + mark + anchor),) if near else (),
        )


def _relative(source: str, path: str, catalogue: Catalogue) -> str | None:
    bare = path.strip("/")
    for key in (bare, f"{bare}.md", f"{bare}/index.md"):
        if key in catalogue.keys or key in (catalogue.assets or ()):
            return links.relative(source, key)
    return None
