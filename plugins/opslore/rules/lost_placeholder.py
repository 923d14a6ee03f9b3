"""A placeholder in angle brackets stands in backticks.

`<pod-name>` in a sentence is a tag to a browser, and one that it does not know: the reader sees
nothing at all in its place. Code, in backticks or in a block, is left alone.

## Bad

```md title="guides/paging.md"
---
owner: platform
---

# When to page

Restart the pod <pod-name> and wait. <!-- expect: TXT006 -->
```

## Good

```md title="guides/paging.md"
---
owner: platform
---

# When to page

Restart the pod `<pod-name>` and wait.
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Edit, Level, Location, Problem
from opslore.lazy import pattern
from opslore.records import Record
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue

_TAG = pattern(r"<(?P<name>[A-Za-z][\w.:-]*)(?P<rest>[^<>]*)>")
# What HTML, SVG and MathML know; of the obsolete ones those that are still written.
_KNOWN = frozenset(
    """
    a abbr acronym address area article aside audio b base bdi bdo big blockquote body br button
    canvas caption center cite code col colgroup data datalist dd del details dfn dialog div dl dt
    em embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head
    header hgroup hr html i iframe img input ins kbd label legend li link main map mark math menu
    meta meter nav nobr noscript object ol optgroup option output p param picture pre progress q
    rp rt ruby s samp script search section select slot small source span strike strong style sub
    summary sup svg table tbody td template textarea tfoot th thead time title tr track tt u ul
    var video wbr circle defs ellipse g line path polygon polyline rect text tspan use
    """.split()
)


@rule("TXT006", on=Record, level=Level.WARNING)
def lost_placeholder(record: Record, catalogue: Catalogue) -> Iterator[Problem]:
    document = record.document
    if "<" not in document.text:
        return
    told: set[str] = set()
    for piece in document.body.html:
        for found in _TAG.finditer(piece.text):
            name = found["name"].lower()
            if name in _KNOWN or found[0] in told:
                continue
            told.add(found[0])  # the same one twice is mended in one go
            line = piece.line + piece.text.count("\n", 0, found.start())
            start = document.line(line).find(found[0])
            if start < 0:
                continue
            at = Location(document.path, line, start + 1, line, start + 1 + len(found[0]))
            yield Problem(
                at,
                f"`{found[0]}` is taken for a tag, and the page shows nothing here",
                f"write `` `{found[0]}` ``, in backticks",
                edits=(Edit(at, f"`{found[0]}`"),),
            )
