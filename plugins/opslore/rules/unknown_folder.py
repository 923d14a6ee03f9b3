"""The folder of a runbook is the service it is for.

Without a field `services` the folder tells the service, and with it the owner, the tier, how often
the runbook is tested and whom it escalates to. In a folder that is no service it has none of them,
and nobody notices. A runbook of several services names them.

## Bad

```md title="runbooks/serch/reindex.md"
---
kind: procedure
verified: {by: ada, at: 2026-02-10, how: dry-run, evidence: rehearsal in staging}
---

# Build the search index anew <!-- expect: RB024 -->

Needed after a change of the mapping.

1. Start the job on its page.
```

## Good

```md title="runbooks/search/reindex.md"
---
kind: procedure
verified: {by: ada, at: 2026-02-10, how: dry-run, evidence: rehearsal in staging}
---

# Build the search index anew

Needed after a change of the mapping.

1. Start the job on its page.
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.records import Runbook
from opslore.rules._references import known_ids, nearest
from opslore.rules._runbook import title_at
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue


@rule("RB024", on=Runbook, level=Level.WARNING, needs=("services",))
def unknown_folder(runbook: Runbook, catalogue: Catalogue) -> Iterator[Problem]:
    folder, _, rest = runbook.key.removeprefix(f"{Runbook.FOLDER}/").partition("/")
    services = known_ids("service", catalogue)
    if not runbook.in_force or runbook.document.has("services") or not rest or services is None:
        return
    if folder not in services:
        near = nearest("service", folder, catalogue)
        move = f"move the file to {Runbook.FOLDER}/{near}/" if near else "move it to its folder"
        yield Problem(
            title_at(runbook),
            f"no service has the id `{folder}`, the folder of this runbook, so it belongs to none",
            f"{move}, or write: services: [{near or '…'}]",
            subject=folder,
        )
