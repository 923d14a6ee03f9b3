"""A line of the baseline stands for something that is still found.

A baseline lets a team begin with the findings it has. A line that matches nothing any more means
that somebody mended something, so this never fails a check; but the line would go on accepting
the same fault if it came back. `opslore check --write-baseline` drops it. Lines of rules that did
not run are left alone.

## Bad

```text title="opslore.baseline"
# opslore baseline 1
0123456789abcdef time-order content/runbooks/checkout/pool.md  # expect: CFG010
```

## Good

```text title="opslore.baseline"
# opslore baseline 1
```

```md title="guides/severity.md"
---
owner: platform
---

# How we choose a severity

How we decide the severity of an incident.
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Level, Location, Problem
from opslore.rules.engine import Findings, find, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue


@rule("CFG010", on=Findings, level=Level.ADVICE)
def unused_baseline_entry(found: Findings, _: Catalogue) -> Iterator[Problem]:
    if found.baseline is None:
        return
    present = {finding.fingerprint for finding in found.all}
    for entry in found.baseline.entries:
        if entry.fingerprint in present or entry.rule not in found.ran:
            continue
        known = find(entry.rule)
        if known is None or known.on is not Findings:
            yield Problem(
                Location(found.baseline.path, entry.line),
                f"{entry.rule} in {entry.path} is not found any more",
                "opslore check --write-baseline drops the line",
                subject=entry.fingerprint,
            )
