"""A runbook with a destructive command says `risk: destructive`.

The risk stands at the top of the page, decides for how long a test counts (90 days), and folds
the step away so that nobody copies it in passing. Destructive are the usual ways to lose
something: `rm -r`, `find -delete`, `dd` onto a disk, `mkfs`; `kubectl delete`, `helm uninstall`;
`terraform destroy`; `git push --force`; `DROP TABLE`, `TRUNCATE`, `DELETE FROM` and `UPDATE`
without `WHERE`; `FLUSHALL`; deleting topics, queues, buckets, snapshots, instances, databases;
moving the offsets of a consumer group. They are found inside `sudo`, `xargs`, `ssh`,
`kubectl exec` and `sh -c` as well.

A dry run, `--help`, comments, `echo`, words that are only searched for, and folders below `/tmp`
are left alone, and so is any tool that is not in the list: one of your own is never accused, and
never found.

## Bad

````md title="runbooks/search/reindex.md"
---
kind: procedure
risk: reversible  # expect: RB017
verified: {by: ada, at: 2026-02-10, how: dry-run, evidence: rehearsal in staging}
---

# Build the search index anew

Needed after a change of the mapping.

1. **This deletes the index: nothing is found until step 2 is done.**

    ```bash
    curl -X DELETE https://search.example.com/products
    ```

    Expect: `{"acknowledged":true}`

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

1. **This deletes the index: nothing is found until step 2 is done.**

    ```bash
    curl -X DELETE https://search.example.com/products
    ```

    Expect: `{"acknowledged":true}`

2. Start the job on its page.
````

## Precision

Tried on the 293 runbook pages of five organisations, 295 command blocks: 17 destructive commands on
13 pages, and each does delete what it names (6 are pods that something starts again). Read by hand
the blocks hold two more, both made with a tool of the organisation's own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Edit, Level, Problem
from opslore.metrics.commands import blocks
from opslore.records import Runbook
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue

SHOWN = 4  # further destructive commands


@rule("RB017", on=Runbook, level=Level.ERROR)
def destructive_without_risk(runbook: Runbook, catalogue: Catalogue) -> Iterator[Problem]:
    # A word that is no risk was told of already.
    if not runbook.in_force or runbook.risk not in {None, "read-only", "reversible"}:
        return
    found = [
        (block.at(call.start, call.end), block.words(call), what)
        for block in blocks(runbook.document)
        for call, what in block.destructive
    ]
    if not found:
        return
    places = tuple(at for at, _, _ in found)
    _, words, what = found[0]
    command = f"`{words}` {what}"
    if runbook.document.has("risk"):
        at = runbook.at("risk")
        message = f"{command}, so this is not {runbook.risk}"
        edit = Edit(at, "destructive")
        yield Problem(
            at, message, "write risk: destructive", places[:SHOWN], (edit,), subject="risk"
        )
    else:
        edit = Edit(runbook.document.front_matter_end, "risk: destructive\n")
        yield Problem(
            places[0],
            f"{command}, but nothing warns of it: `risk` is missing",
            "write into the front matter: risk: destructive",
            places[1:SHOWN],
            (edit,) if runbook.document.has_front_matter else (),
            subject="risk",
        )
