"""The pattern of a parameter can be tried, and its example fits.

The page checks what the reader types before it goes into a command. So the pattern must mean the
same to the checker and to the browser: characters, classes, groups, alternatives, repetitions and
anchors, no look-around, back-references, named groups or flags. It must not take for ever: in
`(a+)+` a long text can be read in more ways than any machine can try, and the page hangs. Whether
it can is decided, not guessed. The pattern is meant for the whole value.

The example is what the reader sees in the empty field; one that its own pattern refuses helps
nobody.

## Bad

````md title="runbooks/search/reindex.md"
---
kind: procedure
params:
  - name: job_pod
    description: The pod of the job
    pattern: "([a-z0-9]+-?)+"  # expect: RB020
    example: reindex-7c4f9
  - name: shard
    description: The number of the shard
    pattern: "[0-9]+"
    example: s3  # expect: RB020
verified: {by: ada, at: 2026-02-10, how: dry-run, evidence: rehearsal in staging}
---

# Build the search index anew

Needed after a change of the mapping.

1. Read the log of the job.

    ```bash
    kubectl logs "$job_pod" --namespace search | grep "shard $shard"
    ```

    Expect: `done` in the last line.
````

## Good

````md title="runbooks/search/reindex.md"
---
kind: procedure
params:
  - name: job_pod
    description: The pod of the job
    pattern: "[a-z0-9]+(-[a-z0-9]+)*"
    example: reindex-7c4f9
  - name: shard
    description: The number of the shard
    pattern: "[0-9]+"
    example: "3"
verified: {by: ada, at: 2026-02-10, how: dry-run, evidence: rehearsal in staging}
---

# Build the search index anew

Needed after a change of the mapping.

1. Read the log of the job.

    ```bash
    kubectl logs "$job_pod" --namespace search | grep "shard $shard"
    ```

    Expect: `done` in the last line.
````
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.metrics.patterns import fault
from opslore.records import Runbook
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue

LONGEST = 200  # characters of pattern and example; the schema tells of longer ones


@rule("RB020", on=Runbook, level=Level.ERROR)
def param_pattern(runbook: Runbook, catalogue: Catalogue) -> Iterator[Problem]:
    for param in runbook.params:
        pattern, steps = param.pattern, (*param.steps, "pattern")
        if pattern is None or len(pattern) > LONGEST:
            continue
        why = fault(pattern)
        if why:
            told = any(v.steps == steps for v in catalogue.violations(runbook.document))
            if not told:
                yield Problem(runbook.at(*steps), f"the pattern {why}", _way_out(why))
        elif param.example and not _matches(pattern, param.example):
            yield Problem(
                runbook.at(*param.steps, "example"),
                f"`{param.example}` does not match the pattern `{pattern}`",
                "the pattern is meant for the whole value",
                (runbook.at(*steps),),
            )


def _matches(pattern: str, example: str) -> bool:
    return len(example) > LONGEST or re.fullmatch(pattern, example, re.ASCII) is not None


def _way_out(why: str) -> str:
    if why.startswith("can take for ever"):
        return "let each repetition begin with something else: [a-z]+(-[a-z]+)*"
    return "such as [a-z0-9-]+ or \\d{4}-\\d{2}-\\d{2}"
