"""A link leads to a page; it does not run code.

An address that begins with `javascript:` or `vbscript:` runs in the reader's session when it is
clicked, one with `data:` carries a page of its own. The site drops them, so the link would be dead
there; other readers of the same file (an editor's preview, a wiki that mirrors it) do not. Looked
at are all values of the front matter and all links and images of the text, also where the scheme
is disguised by white space or entities.

## Bad

```md title="guides/failover.md"
---
owner: platform
links:
  - {url: "javascript:alert(1)", title: Dashboard}  # expect: SEC003
---

# How to fail over

Look at [the dashboard](JavaScript:void(0)) first. <!-- expect: SEC003 -->
```

## Good

```md title="guides/failover.md"
---
owner: platform
links:
  - {url: "https://grafana.example.com/d/lag", title: Dashboard}
---

# How to fail over

Look at [the dashboard](https://grafana.example.com/d/lag) first.
```
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opslore.document import Document
from opslore.findings import Level, Location, Problem
from opslore.lazy import pattern
from opslore.rules import _links
from opslore.rules._addresses import scheme, unsafe
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue

_IN_HTML = pattern(
    r"\b(?:href|src|action|formaction|xlink:href|poster|data)\s*=\s*"
    r"(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))",
    re.IGNORECASE,
)


@rule("SEC003", on=Document, level=Level.ERROR)
def unsafe_link(document: Document, catalogue: Catalogue) -> Iterator[Problem]:
    for steps, found in unsafe(document):
        yield _problem(document.at(*steps), found)
    if document.key in catalogue.data:
        return
    for link in document.body.links:
        if runs := scheme(link.target):
            yield _problem(_links.address(document, link.at, link.target), runs)
    for piece in document.body.html:
        for match in _IN_HTML.finditer(piece.text):
            if runs := scheme(match[1] or match[2] or match[3] or ""):
                line = piece.line + piece.text.count("\n", 0, match.start())
                end = len(document.line(line)) + 1
                yield _problem(Location(document.path, line, 1, line, end), runs)


def _problem(at: Location, found: str) -> Problem:
    what = "carries a page or an image of its own" if found == "data:" else "runs code"
    mend = (
        "put the file beside the document and link to it"
        if found == "data:"
        else "link to an address that begins with https://"
    )
    return Problem(at, f"an address that begins with `{found}` {what}", mend)
