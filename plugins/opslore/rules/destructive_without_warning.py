"""In front of a destructive command stands a warning.

The command is copied faster than the sentence after it is read. So the warning comes first, in
the same section, and is seen: an admonition (`!!! danger`, `!!! warning`), a `> [!WARNING]`, or a
sentence in bold. It says what is lost, and how to tell that one is in the right place.

What is destructive is written at `destructive-without-risk`.

## Bad

````md title="runbooks/search/reindex.md"
---
kind: procedure
risk: destructive
verified: {by: ada, at: 2026-02-10, how: dry-run, evidence: rehearsal in staging}
---

# Build the search index anew

Needed after a change of the mapping.

1. Make room for the new index.

    ```bash
    curl -X DELETE https://search.example.com/products # expect: RB018
    ```

    Expect: `{"acknowledged":true}`. Nothing is found until step 2 is done.

2. Start the job on its page.
````

## Good

````md title="runbooks/search/reindex.md"
---
kind: procedure
risk: destructive
verified: {by: ada, at: 2026-02-10, how: dry-run, evidence: rehearsal in staging}
---

# Build the search index anew

Needed after a change of the mapping.

1. Make room for the new index.

    !!! danger "Deletes the index"

        Nothing is found until step 2 is done. Only when the shop is closed.

    ```bash
    curl -X DELETE https://search.example.com/products
    ```

    Expect: `{"acknowledged":true}`

2. Start the job on its page.
````
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.lazy import pattern
from opslore.metrics.commands import blocks
from opslore.records import Runbook
from opslore.rules._steps import region_of
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue
    from opslore.document import Document
    from opslore.metrics.commands import Block

_WARNING = pattern(
    r"^[ \t>]*(?:!!!|\?\?\?\+?|:::)[ \t]*(?:danger|warning|caution|attention|important|failure|bug)\b"
    r"|\[!(?:WARNING|CAUTION|IMPORTANT|DANGER)\]"
    r"|\*\*[^*\s][^*]*\*\*|__[^_\s][^_]*__|<strong>|⚠"
    r"|\b(?:warning|danger|caution|careful|irreversibl[ey]|destructive|data loss)\b"
    r"|\b(?:can(?:not|'t| not) be (?:undone|reverted|restored)|no way back|for good)\b",
    re.IGNORECASE,
)


@rule("RB018", on=Runbook, level=Level.WARNING)
def destructive_without_warning(runbook: Runbook, catalogue: Catalogue) -> Iterator[Problem]:
    if not runbook.in_force:
        return
    for block in blocks(runbook.document):
        found = block.destructive
        if found and not _warned(runbook.document, block):
            call, what = found[0]
            yield Problem(
                block.at(call.start, call.end),
                f"this {what}, and nothing in front of it says so",
                f'write in front of the block:\n!!! danger "{_capital(what)}"\n\n'
                "    What is lost, and how to tell that you are in the right place.",
            )


def _warned(document: Document, block: Block) -> bool:
    first = region_of(document, block.fence.line).section_line
    return any(
        _WARNING.search(document.line(number)) for number in range(first, block.fence.line + 1)
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:].replace("`", "")
