"""A link to a place on a page leads to a heading that is there.

A browser that does not find the place shows the top of the page, and the reader looks for what is
no longer there. Anchors are those that Python-Markdown gives headings: lower case, spaces as
hyphens, punctuation dropped, `_1` behind the second of a name; also `{#name}` and `id=` of the
author.

## Bad

```md title="guides/paging.md"
---
owner: platform
---

# When to page

Follow [the mitigation](../runbooks/checkout/pool.md#mitigations). <!-- expect: LNK002 -->
```

## Good

```md title="guides/paging.md"
---
owner: platform
---

# When to page

Follow [the mitigation](../runbooks/checkout/pool.md#mitigation).
```
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opslore.document import Document
from opslore.findings import Edit, Level, Problem
from opslore.rules import _links
from opslore.rules._references import closest
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue

SHOWN = 6
_NO_HEADINGS = "it has no headings: link to the page, without `#`"


@rule("LNK002", on=Document, level=Level.WARNING)
def broken_anchor(document: Document, catalogue: Catalogue) -> Iterator[Problem]:
    for link in _links.internal(document, catalogue):
        if not link.anchor:
            continue
        page = document if link.key == document.key else catalogue.document(link.key)
        if page is None or not page.text or link.anchor in page.anchors:
            continue
        near = _near(link.anchor, page)
        where = "this page" if page is document else f"`{link.key}`"
        headings = [heading.slug for heading in page.body.headings][:SHOWN]
        known = ", ".join(f"`#{slug}`" for slug in headings)
        yield Problem(
            link.at,
            f"{where} has no heading `#{link.anchor}`",
            f"did you mean `#{near}`?" if near else f"it has {known}" if known else _NO_HEADINGS,
            edits=(Edit(link.at, f"{link.target.partition('#')[0]}#{near}"),) if near else (),
        )


def _near(anchor: str, page: Document) -> str | None:
    plain = re.sub(r"[^\w-]+", "-", anchor.lower()).strip("-")
    anchors = page.anchors
    return plain if plain in anchors else closest(plain, anchors)
