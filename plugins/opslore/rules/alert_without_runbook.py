"""An alert rule names the runbook that answers it.

An alert that wakes somebody and does not say what to do is answered from memory, or by waking
somebody else. Which annotations count is set below `[alerts]`: `runbook_url`, then `runbook`.
Rules of severity `none` or `info`, which wake nobody, are left alone, and so is an alert by the
name of Watchdog, which fires always to show that alerts arrive.

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
      - alert: CheckoutPoolFull  # expect: ALR002
        expr: pool_busy == 1
      - alert: CheckoutSlow
        expr: latency > 1
        annotations:
          runbook: checkout/pool
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
      - alert: Watchdog
        expr: vector(1)
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.alerts.targets import Status
from opslore.catalogue import Catalogue
from opslore.findings import Level, Problem
from opslore.metrics.alert_links import address_of, answering, of_library
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

QUIET = frozenset({"none", "info"})
ALWAYS = "watchdog"


@rule("ALR002", on=Catalogue, level=Level.WARNING)
def alert_without_runbook(catalogue: Catalogue, same: Catalogue) -> Iterator[Problem]:
    links = of_library(catalogue)
    keys = catalogue.settings.alerts.annotations
    for closure in links.closures:
        name = closure.rule.name
        quiet = closure.rule.labels.get("severity", "").casefold() in QUIET
        if closure.status is not Status.NONE or quiet or name.casefold() == ALWAYS:
            continue
        page = answering(closure, catalogue, links.shelves)
        key = keys[0] if keys else "runbook_url"
        told = (
            f"write `{key}: {address_of(page[1], page[0], links)}` below `annotations`"
            if page
            else (
                f"write a runbook (opslore new runbook) and name it below `annotations` as `{key}`"
            )
        )
        said = f"; its annotation says only {closure.url!r}" if closure.url else ""
        yield Problem(
            closure.annotation.at if closure.annotation else closure.rule.at,
            f"the alert `{name}` names no runbook{said}",
            told,
            subject=f"{name}\0{closure.url}",
        )
