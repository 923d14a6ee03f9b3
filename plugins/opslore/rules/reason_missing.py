"""What does not apply or is waived has a reason, and what is waived has an end.

`not-applicable` without a reason cannot be told from "we did not want to". A waiver without
`until` never runs out; the risk it accepted is then forgotten.

## Bad

```md title="readiness/checkout/launch-2026-02-20.md"
---
answers:
  dashboards: {status: not-applicable}  # expect: PRR003
  restore-tested: {status: waived, reason: The restore rig is ready in May}  # expect: PRR003
# …
---
```

## Good

```md title="readiness/checkout/launch-2026-02-20.md"
---
answers:
  dashboards: {status: not-applicable, reason: Serves no requests}
  restore-tested: {status: waived, reason: The restore rig is ready in May, until: 2026-05-31}
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

_NEEDS = {"not-applicable": ("reason",), "waived": ("reason", "until")}
_HINTS = {"reason": "reason: why", "until": "until: the last day, such as 2026-12-31"}


@rule("PRR003", on=ReadinessReview, level=Level.ERROR)
def reason_missing(review: ReadinessReview, catalogue: Catalogue) -> Iterator[Problem]:
    for answer in review.answers.values():
        needed = _NEEDS.get(answer.status or "", ())
        missing = [name for name in needed if not review.document.has(*answer.steps, name)]
        if missing:
            names = " and ".join(f"`{name}`" for name in missing)
            yield Problem(
                review.at(*answer.steps, "status"),
                f"`{answer.item}` is {answer.status} without {names}",
                "write " + ", ".join(_HINTS[name] for name in missing),
                subject=answer.item,
            )
