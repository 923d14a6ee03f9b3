"""A service of tier 1 or 2 has a runbook.

Not every service needs one for each alert, but one that many depend on has at least the page that
says how to restart it, how to roll it back, or whom to wake. Planned and retired services are left
alone.

## Bad

```md title="services/ledger.md"
---
owner: payments
tier: 2  # expect: SVC004
depends_on: []
---

# Ledger

Keeps what every customer owes.
```

```md title="on-call/payments.md"
---
covers: [checkout, ledger]
# …
---
```

## Good

```md title="services/ledger.md"
---
owner: payments
tier: 2
depends_on: []
---

# Ledger

Keeps what every customer owes.
```

```md title="on-call/payments.md"
---
covers: [checkout, ledger]
# …
---
```

```md title="runbooks/ledger/rollback.md"
---
kind: procedure
services: [ledger]
verified: {by: ada, at: 2026-02-10, how: dry-run, evidence: rehearsal in staging}
---

# Go back to the version before

Needed when a release of the ledger went wrong.

1. Press "roll back" on the page of the deployment.
2. Wait until all pods are new.
```
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.metrics.coverage import UNMANNED
from opslore.records import Runbook, Service
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue


@rule("SVC004", on=Service, level=Level.ADVICE)
def service_without_runbook(service: Service, catalogue: Catalogue) -> Iterator[Problem]:
    if service.tier not in {1, 2} or service.lifecycle in UNMANNED:
        return
    if service.id not in _served(catalogue):
        yield Problem(
            service.at("tier"),
            f"`{service.id}` is of tier {service.tier} and has no runbook",
            f"begin with the last incident: opslore new runbook --service {service.id}",
            subject=service.id,
        )


@lru_cache(maxsize=2)
def _served(catalogue: Catalogue) -> frozenset[str]:
    """Return the services of all runbooks that are not retired; a draft is a beginning."""
    names = {s for r in catalogue.of(Runbook) if r.status != "deprecated" for s in r.services}
    found = (catalogue.service(name) for name in names)
    return frozenset(service.id for service in found if service)
