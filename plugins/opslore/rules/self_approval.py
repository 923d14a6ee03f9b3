"""A readiness review is approved by somebody of another team.

Whoever built a service knows why every gap is fine. The approver is a person who is no member of
the team that owns the service, or another team.

## Bad

```md title="readiness/checkout/launch-2026-02-20.md"
---
approved_by: [radia, edsger]  # expect: PRR004, PRR004
# …
---
```

## Good

```md title="readiness/search/launch-2026-02-20.md"
---
service: search
approved_by: [edsger]
# …
---
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.records import ReadinessReview
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue


@rule("PRR004", on=ReadinessReview, level=Level.WARNING)
def self_approval(review: ReadinessReview, catalogue: Catalogue) -> Iterator[Problem]:
    service = catalogue.service(review.service)
    if service is None or service.owner is None:
        return
    places = {r.id: r.steps for r in review.references() if r.steps[0] == "approved_by"}
    for name in review.approved_by:
        if name == service.owner or service.owner in catalogue.directory.teams_of(name):
            is_of = (
                "owns" if name == service.owner else f"is of the team `{service.owner}` that owns"
            )
            yield Problem(
                review.at(*places[name]),
                f"`{name}` {is_of} `{service.id}`",
                "let somebody of another team approve it",
                subject=name,
            )
