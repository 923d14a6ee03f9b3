"""Every service of tier 1 or 2 is covered by an on-call policy.

Somebody is paged when it fails, or nobody is; "the platform team, I think" is found out at night.
The policy names the service under `covers`. A service that is planned or retired is left alone.

## Bad

```md title="services/ledger.md"
---
owner: payments
tier: 2  # expect: OC005
depends_on: []
---

# Ledger

Keeps what every customer owes.
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

from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.metrics.coverage import UNMANNED, policies_of
from opslore.records import OnCallPolicy, Service
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue


@rule("OC005", on=Service, level=Level.WARNING)
def uncovered_service(service: Service, catalogue: Catalogue) -> Iterator[Problem]:
    if service.tier not in {1, 2} or service.lifecycle in UNMANNED:
        return
    if policies_of(service.id, catalogue):
        return
    own = [p.key for p in catalogue.of(OnCallPolicy) if p.owner and p.owner == service.owner]
    where = f"in {own[0]}" if own else "in the on-call policy of a team"
    yield Problem(
        service.at("tier"),
        f"no on-call policy covers `{service.id}`, a service of tier {service.tier}",
        f"write `{service.id}` under `covers` {where}",
        subject=service.id,
    )
