"""A parameter that is declared is used.

The page offers a field for each parameter. One that no command takes makes the reader look for a
value that nobody needs, or hides that the command has another name for it.

## Bad

````md title="runbooks/search/reindex.md"
---
kind: procedure
params:
  - {name: job_pod, description: The pod of the job, example: reindex-7c4f9}
  - {name: shard, description: The number of the shard, example: "3"}  # expect: RB016
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
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.records import Runbook
from opslore.rules._params import normal
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue


@rule("RB016", on=Runbook, level=Level.ADVICE, needs=("params",))
def unused_param(runbook: Runbook, catalogue: Catalogue) -> Iterator[Problem]:
    if not runbook.params or not runbook.in_force:
        return
    text = normal(runbook.document.text[runbook.document.body_offset :])
    for param in runbook.params:
        if not re.search(rf"(?<![a-z0-9_]){re.escape(normal(param.name))}(?![a-z0-9_])", text):
            yield Problem(
                runbook.at(*param.steps, "name"),
                f"no command uses the parameter `{param.name}`",
                f'write "${normal(param.name)}" where the value goes, or take the parameter out',
            )
