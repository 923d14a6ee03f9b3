"""A runbook says what to expect after a command.

The reader at night does not know whether `12` is a lot. What the command prints when all is well,
or what a number means, stands beneath it: one line of text, or the output itself. A sentence in
front that tells what to look for ("prints the number of busy connections, below 20 when all is
well") does as well.

One place a step is told: the first command of it after which nothing is said.

## Bad

````md title="runbooks/search/reindex.md"
---
kind: procedure
verified: {by: ada, at: 2026-02-10, how: dry-run, evidence: rehearsal in staging}
---

# Build the search index anew

Needed after a change of the mapping.

1. See how far the index is behind.

    ```bash
    curl --silent https://search.example.com/lag # expect: RB013
    ```

2. Start the job on its page.
````

## Good

````md title="runbooks/search/reindex.md"
---
kind: procedure
verified: {by: ada, at: 2026-02-10, how: dry-run, evidence: rehearsal in staging}
---

# Build the search index anew

Needed after a change of the mapping.

1. See how far the index is behind.

    ```bash
    curl --silent https://search.example.com/lag
    ```

    Expect: seconds, fewer than 60 when all is well.

2. Start the job on its page.
````

## Precision

Tried on the 293 runbook pages of five organisations, 295 command blocks: 56 findings, all read. 46
are fair: a pod is described or a log is printed, and nothing says what in it would be wrong. The
other 10 start a session or write a file, so there is little to expect.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.metrics.commands import blocks
from opslore.records import Runbook
from opslore.rules._steps import region_of
from opslore.rules._wordless import followed, foretold, silent, told_next
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue
    from opslore.document import Document


@rule("RB013", on=Runbook, level=Level.ADVICE)
def expected_output(runbook: Runbook, catalogue: Catalogue) -> Iterator[Problem]:
    if runbook.in_force:
        yield from problems(runbook.document)


def problems(document: Document) -> Iterator[Problem]:
    """Yield a problem for the first command of each step after which nothing is said."""
    told: set[int] = set()
    for block in blocks(document):
        if not block.calls or silent(block):
            continue
        region = region_of(document, block.fence.line)
        if region.line in told:
            continue
        if not (
            followed(document, block, region.end_line)
            or foretold(document, block, region.line)
            or told_next(document, region.end_line)
        ):
            told.add(region.line)
            call = block.calls[-1]
            yield Problem(
                block.at(call.start, call.end),
                "nothing says what to expect after this command",
                "write beneath it what it prints when all is well: `Expect: …`",
            )
