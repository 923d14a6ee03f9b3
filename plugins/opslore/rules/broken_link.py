"""A link to another file of the library leads to it, and so does an image.

Links are relative, from file to file (`../runbooks/checkout/pool.md`), so that they work in an
editor and on the site. Upper and lower case matter, since they do on the server. A link into a
folder of which nothing was written by hand, and whose name is like none that was, is taken for one
into generated pages.

## Bad

```md title="guides/paging.md"
---
owner: platform
---

# When to page

First [choose a severity](../guide/severity.md). <!-- expect: LNK001 -->

![The levels](levels.svg) <!-- expect: LNK001 -->
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

from opslore.document import Document
from opslore.findings import Edit, Level, Problem
from opslore.lazy import pattern
from opslore.rules import _links
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue

_HOST = pattern(r"(?:www\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|org|net|io|dev|eu|de|uk)(?:/.*)?")


@rule("LNK001", on=Document, level=Level.ERROR)
def broken_link(document: Document, catalogue: Catalogue) -> Iterator[Problem]:
    for link in _links.internal(document, catalogue):
        if not link.key or (link.target and _links.exists(link.key, catalogue)):
            continue  # one that leaves the library has a rule of its own
        what = "image" if link.link.image else "link"
        if not link.target:
            yield Problem(
                link.at, f"this {what} has no address", "write it between the brackets ()"
            )
        elif link.key in catalogue.data:
            yield Problem(
                link.at,
                f"`{link.key}` is data and never published, so this link is dead on the site",
                "link to the page that shows it, or name the file without a link",
            )
        elif _HOST.fullmatch(link.target):
            yield Problem(
                link.at,
                f"`{link.target}` is taken for a file of the library, which it is not",
                f"an address on the web begins with its scheme: `https://{link.target}`",
                edits=(Edit(link.at, f"https://{link.target}"),),
            )
        else:
            near = _links.near(document.key, link.key, catalogue)
            tail = link.target.partition("#")[1] + link.target.partition("#")[2]
            yield Problem(
                link.at,
                f"there is no file `{link.key}`",
                f"did you mean `{near}{tail}`?" if near else "write the file, or take the link out",
                edits=(Edit(link.at, near + tail),) if near else (),
            )
