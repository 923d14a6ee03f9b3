"""An alert that a runbook answers is the name of a rule, and some rule leads to the runbook.

An alert that was renamed or dropped leaves a runbook that nobody reaches: the name under `alerts`
looks as if all were well. Only rules in `[alerts].files` are known, so this is advice; where a
part of the rules lies elsewhere, turn it off.

## Bad

```toml title="opslore.toml"
content = "content"
as-of = 2026-03-01
alerts = {files = ["content/alerts/*.yml"]}
```

```yaml title="alerts/checkout.yml"
groups:
  - name: checkout
    rules:
      - alert: CheckoutPoolsFull
        expr: pool_busy == 1
        annotations:
          runbook_url: https://wiki.example.com/pool
```

```md title="runbooks/checkout/pool.md"
---
alerts: [CheckoutPoolFull]  # expect: ALR003
verified: {by: grace, at: 2026-02-10, how: dry-run, evidence: "https://example.com/log/1"}
# …
---
```

## Good

```toml title="opslore.toml"
content = "content"
as-of = 2026-03-01
alerts = {files = ["content/alerts/*.yml"]}
```

```yaml title="alerts/checkout.yml"
groups:
  - name: checkout
    rules:
      - alert: CheckoutPoolFull
        expr: pool_busy == 1
        annotations:
          runbook: checkout/pool
```
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.metrics.alert_links import pointed, unpointed
from opslore.records import Runbook
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue


@rule("ALR003", on=Runbook, level=Level.ADVICE)
def runbook_without_alert_rule(runbook: Runbook, catalogue: Catalogue) -> Iterator[Problem]:
    if not catalogue.rule_files.rules or not runbook.in_force:
        return
    missing = [name for name in runbook.alerts if name not in catalogue.alerts]
    for name in missing:
        leads = pointed(catalogue).get(runbook.key, ())
        near = get_close_matches(name, sorted(catalogue.alerts), 1)
        told = f"did you mean `{near[0]}`?" if near else "delete the name, or add the rule"
        if leads:
            told = f"rules that lead here: {', '.join(leads)}"
        yield Problem(
            runbook.at("alerts", runbook.alerts.index(name)),
            f"no alert rule has the name `{name}`",
            told,
        )
    if not missing and runbook in unpointed(catalogue):
        yield Problem(
            runbook.at("alerts"),
            "no alert rule leads to this runbook",
            "name it in the annotations of its alerts; `opslore alerts --write-annotations` "
            "prints the lines",
        )
