"""A command block is shell that a shell can read.

A quote that never closes turns the rest of the paste into text; the prompt `>` appears and waits,
at 3 AM. Found are quotes, brackets, substitutions and heredocs that are never closed, `if`, `for`
and `case` without their end, a bracket in the middle of an argument, a redirect without a target.
The block is only read, never run. In a transcript (`$ command` and its output) only the commands
are read. A block with an ellipsis, a template (`{{ … }}`) or a `<placeholder>` is not meant as it
stands and is left alone.

## Bad

````md title="runbooks/search/reindex.md"
---
kind: procedure
verified: {by: ada, at: 2026-02-10, how: dry-run, evidence: rehearsal in staging}
---

# Build the search index anew

Needed after a change of the mapping.

1. See how far the index is behind; it should be less than a minute.

    ```bash
    curl --silent 'https://search.example.com/lag?unit=s # expect: RB019
    ```
````

## Good

````md title="runbooks/search/reindex.md"
---
kind: procedure
verified: {by: ada, at: 2026-02-10, how: dry-run, evidence: rehearsal in staging}
---

# Build the search index anew

Needed after a change of the mapping.

1. See how far the index is behind; it should be less than a minute.

    ```bash
    curl --silent 'https://search.example.com/lag?unit=s'
    ```
````

## Precision

Held against `bash -n` on the 288 shell blocks of the runbooks of five organisations: it finds
nothing in the 248 that bash can parse. Of the 40 others 35 hold placeholders (`shell-placeholder`
tells of those), 4 are queries or output in a `console` block without a prompt, and one, the help
text of a program in a `bash` block, is found. With one quote or bracket taken out of a good block,
328 of 500 trials are refused by bash, and 302 of those are found; of 164 that bash still accepts none
is accused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.metrics.commands import blocks
from opslore.records import Runbook
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue


@rule("RB019", on=Runbook, level=Level.WARNING)
def shell_syntax(runbook: Runbook, catalogue: Catalogue) -> Iterator[Problem]:
    if not runbook.in_force:
        return
    for block in blocks(runbook.document):
        for trouble in block.script.troubles:
            yield Problem(
                block.at(trouble.start, trouble.start + 1),
                trouble.message,
                "try it with `bash -n`; output belongs into a block `text`, commands with their"
                " output into a block `console` with `$ ` in front of each command",
                subject=trouble.message,
            )
