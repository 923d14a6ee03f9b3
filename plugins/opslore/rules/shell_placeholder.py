"""A command has no placeholder in angle brackets.

`kubectl logs <pod>` is not a command with a gap: the shell reads it as "take the input from the
file `pod`, write the output into the file named by what follows". Pasted at night it ends in a
message that has nothing to do with the problem, or in a file overwritten. A value that the reader
must fill in is a parameter: declared under `params` with a description and an example, written
`"$pod"` in the command. The page then offers a field for it and fills it in everywhere.

Placeholders in quotes (`NAMESPACE='<from the alert>'`) are no redirect and are left alone.

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
    kubectl logs <job-pod> --namespace search # expect: RB014 -->
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

Tried on the 293 runbook pages of five organisations, 295 command blocks: 85 placeholders, of which
84 are what the reader is to fill in, and one is part of an output pasted into a `bash` block.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opslore.findings import Edit, Level, Problem
from opslore.metrics.commands import blocks
from opslore.records import Runbook
from opslore.rules._params import normal
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue


@rule("RB014", on=Runbook, level=Level.WARNING)
def shell_placeholder(runbook: Runbook, catalogue: Catalogue) -> Iterator[Problem]:
    if not runbook.in_force:
        return
    declared = {normal(param.name): param.name for param in runbook.params}
    for block in blocks(runbook.document):
        for found in block.script.placeholders:
            at = block.at(found.start, found.end)
            name = variable(found.name)
            known = declared.get(normal(name))
            written = f'"${normal(known)}"' if known else f'"${name}"'
            yield Problem(
                at,
                f"the shell reads `<{found.name}>` as a redirect, not as a value to fill in",
                f"write {written}"
                + ("" if known else f" and declare it: params: [{{name: {name}, example: …}}]"),
                edits=(Edit(at, written),) if known == normal(known or "") else (),
                subject=found.name,
            )


def variable(name: str) -> str:
    """Return a placeholder's words as the name of a variable: `your-pod name` -> `pod_name`."""
    plain = re.sub(r"\W+", "_", name.lower()).strip("_")
    return re.sub(r"^(?:your|my|the|insert)_(?=[a-z])", "", plain) or "value"
