"""A code block says what language it speaks.

The language decides the colours and the copy button, and it tells the checker what is a command:
blocks named `bash`, `sh`, `shell` or `console` are looked through for placeholders, undeclared
parameters and destructive commands, a block without a name is not. Output is `text`.

## Bad

````md title="runbooks/search/reindex.md"
---
kind: procedure
verified: {by: ada, at: 2026-02-10, how: dry-run, evidence: rehearsal in staging}
---

# Build the search index anew

Needed after a change of the mapping.

1. See how far the index is behind; it should be less than a minute.

    ``` <!-- expect: RB012 -->
    curl --silent https://search.example.com/lag
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
    curl --silent https://search.example.com/lag
    ```
````
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Edit, Level, Location, Problem
from opslore.lazy import pattern
from opslore.metrics.commands import transcript
from opslore.records import Runbook
from opslore.rules._runbook import line_at
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue
    from opslore.document import Fence

_COMMAND = pattern(
    r"[ \t]*(?:sudo[ \t]+)?(?:kubectl|oc|helm|aws|gcloud|az|curl|git|docker|psql|mysql|redis-cli|ssh"
    r"|systemctl|journalctl|terraform|kafka-[a-z-]+|patronictl|cd|cat|grep|ls|rm|export|echo)\b"
)


@rule("RB012", on=Runbook, level=Level.ADVICE)
def fence_language(runbook: Runbook, catalogue: Catalogue) -> Iterator[Problem]:
    if not runbook.in_force:
        return
    document = runbook.document
    for fence in document.body.fences:
        if fence.language or fence.info:
            continue
        at = line_at(document, fence.line, "")
        name = _guess(fence)
        # After the backticks, where the name goes.
        end = Location(document.path, at.line, at.end_column, at.line, at.end_column)
        yield Problem(
            at,
            "this block does not say what language it is",
            f"write `{name}` behind the backticks, or `text` for output",
            edits=(Edit(end, name),) if name != "text" else (),
            subject=fence.code.strip()[:80],
        )


def _guess(fence: Fence) -> str:
    if transcript(fence.code) is not None:
        return "console"
    return "bash" if _COMMAND.match(fence.code.lstrip("\n")) else "text"
