"""A variable of a command is declared, or set on the page.

`kubectl logs "$pod"` works for the author, in whose shell `pod` is set. For everybody else the
shell puts nothing there, silently: `rm -rf "$dir"/*` becomes `rm -rf /*`. So each variable is
declared under `params`, set by a command of the page (`pod=…`, `read pod`, `for pod in …`), has a
default (`${pod:-web-0}`), or is one that every shell or a well-known tool sets (`HOME`,
`KUBECONFIG`, `AWS_REGION`, `PGHOST` …). A hyphen in the name of a parameter is an underscore in
the command, and capitals do not matter.

What stands in single quotes is not the shell's (`awk '{print $1}'`) and is left alone.

## Bad

````md title="runbooks/search/reindex.md"
---
kind: procedure
verified: {by: ada, at: 2026-02-10, how: dry-run, evidence: rehearsal in staging}
---

# Build the search index anew

Needed after a change of the mapping.

1. Read the log of the job.

    ```bash
    kubectl logs "$job_pod" --namespace search # expect: RB015
    ```

    Expect: `done` in the last line.
````

## Good

````md title="runbooks/search/reindex.md"
---
kind: procedure
params:
  - {name: job_pod, description: The pod of the job, example: reindex-7c4f9}
verified: {by: ada, at: 2026-02-10, how: dry-run, evidence: rehearsal in staging}
---

# Build the search index anew

Needed after a change of the mapping.

1. Read the log of the job.

    ```bash
    kubectl logs "$job_pod" --namespace search
    ```

    Expect: `done` in the last line.
````

## Precision

Tried on the 293 runbook pages of five organisations, 295 command blocks: 25 variables on 14 pages,
all of them set nowhere on the page.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.metrics.commands import blocks
from opslore.records import Runbook
from opslore.rules._params import normal, well_known
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue
    from opslore.document import Document
    from opslore.findings import Location

SHOWN = 4  # further places of one variable


@rule("RB015", on=Runbook, level=Level.WARNING, needs=("params",))
def undeclared_param(runbook: Runbook, catalogue: Catalogue) -> Iterator[Problem]:
    if not runbook.in_force:
        return
    declared = {normal(param.name) for param in runbook.params}
    for name, places in undeclared(runbook.document, declared).items():
        yield Problem(
            places[0],
            f"`${name}` is neither declared nor set on this page",
            f"declare it: params: [{{name: {name}, description: …, example: …}}]\n"
            f"or set it in a command before: {name}=…",
            tuple(places[1:SHOWN]),
            subject=name,
        )


def undeclared(document: Document, declared: set[str]) -> dict[str, list[Location]]:
    """Return the variables that nothing sets, each with its places."""
    found: dict[str, list[Location]] = {}
    every = blocks(document)
    assigned = frozenset().union(*(block.script.assigned for block in every))
    for block in every:
        for variable in block.script.variables:
            name = variable.name
            if variable.default or name in assigned or well_known(name) or normal(name) in declared:
                continue
            if name in found or not _set_in_prose(document, name):
                found.setdefault(name, []).append(block.at(variable.start, variable.end))
    return found


def _set_in_prose(document: Document, name: str) -> bool:
    """Whether the text or another block says `NAME=…`, or that the reader sets it."""
    pattern = rf"(?<![\w$-]){re.escape(name)}`?(?:=|\s+to\b)|\b(?:set|export|define)\s+`?\$?{re.escape(name)}\b"
    return (
        re.compile(pattern, re.IGNORECASE).search(document.text, document.body_offset) is not None
    )
