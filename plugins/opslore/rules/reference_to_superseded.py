"""What is read or followed today does not name what has been replaced.

Looked at in runbooks, services, on-call policies, investments, guides and onboarding paths: in
their front matter and in the links of their text. A postmortem that used an old runbook did so;
history is left alone.

## Bad

```md title="guides/levels.md"
---
owner: platform
superseded_by: guide/severity
---

# Levels of severity

How severities were chosen before.
```

```md title="guides/paging.md"
---
owner: platform
---

# When to page

First choose a level: see [the levels](levels.md). <!-- expect: REF008 -->
```

## Good

```md title="guides/levels.md"
---
owner: platform
superseded_by: guide/severity
---

# Levels of severity

How severities were chosen before.
```

```md title="guides/paging.md"
---
owner: platform
---

# When to page

First choose a level: see [the levels](severity.md).
```
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from opslore.catalogue import links
from opslore.findings import Edit, Level, Problem
from opslore.records import CaseStudy, Drill, NearMiss, Postmortem, ReadinessReview, Record
from opslore.rules import _links
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue

HISTORY = (CaseStudy, Drill, NearMiss, Postmortem, ReadinessReview)


@rule("REF008", on=Record, level=Level.ADVICE)
def reference_to_superseded(record: Record, catalogue: Catalogue) -> Iterator[Problem]:
    if isinstance(record, HISTORY) or record.outdated or not _any_outdated(catalogue):
        return
    for reference in record.references():
        free = reference.kind == "any"
        target = catalogue.named(reference.id if free else f"{reference.kind}/{reference.id}")
        if target and target.outdated and reference.steps[0] != "superseded_by":
            successor = _successor(target, catalogue)
            new = (successor.ref if free else successor.id) if successor else None
            at = record.at(*reference.steps)
            # Only where the mark is the id and nothing else.
            exact = at.end_column - at.column == len(reference.id)
            edits = (Edit(at, new),) if new and exact else ()
            yield Problem(at, _told(target), _instead(target, new), edits=edits)
    if record.document.body_offset:
        yield from _in_text(record, catalogue)


def _in_text(record: Record, catalogue: Catalogue) -> Iterator[Problem]:
    for link in record.document.body.links:
        key = links.resolve(record.key, link.target).key
        target = catalogue.by_key(key) if key else None
        if target and target is not record and target.outdated:
            successor = _successor(target, catalogue)
            new = links.relative(record.key, successor.key) if successor else None
            at = _links.address(record.document, link.at, link.target)
            yield Problem(at, _told(target), _instead(target, new))


@lru_cache(maxsize=2)
def _any_outdated(catalogue: Catalogue) -> bool:
    return any(record.outdated for record in catalogue.records)


def _successor(record: Record, catalogue: Catalogue) -> Record | None:
    """Return the document that holds today; rings end where they began."""
    seen = {record.path}
    while record.superseded_by:
        found = catalogue.named(record.superseded_by)
        if found is None or found.path in seen:
            return None
        seen.add(found.path)
        record = found
    return record if len(seen) > 1 else None


def _told(target: Record) -> str:
    how = "has been replaced" if target.superseded_by else "is deprecated"
    return f"the {target.NOUN} `{target.id}` {how}"


def _instead(target: Record, new: str | None) -> str:
    if new:
        return f"name `{new}` instead"
    return f"see in `{target.key}` what to use instead"
