"""A newer date comes with something that was done: new evidence, or a changed text.

A date that is set forward and nothing else makes a document look reviewed without anybody having
looked. In one large public repository seven of ten changes to review dates changed nothing else,
and a documentation team of a government gave its review dates up for that reason. Only a change
shows it, so the rule speaks under `opslore check --base REF` and in a pull request's comment; it
compares each document that the change touches with the document at the base.

A review with another method or other evidence is a new review. The same goes for the first
reading of a document that was never read. What counts as a date are those of `verified`, and
`reviewed_on` and `next_review` of a readiness review.

## Bad

The file at the base of the change:

```md title="runbooks/checkout/pool.md" base
---
alerts: [CheckoutPoolFull]
risk: reversible
verified:
  - {by: grace, at: 2025-11-10, how: dry-run, evidence: "https://example.com/log/1"}
# …
---
```

The file with the change:

```md title="runbooks/checkout/pool.md"
---
alerts: [CheckoutPoolFull]
risk: reversible
verified:
  - {by: grace, at: 2026-02-10, how: dry-run, evidence: "https://example.com/log/1"}  # expect: REV010
# …
---
```

## Good

The file at the base of the change:

```md title="runbooks/checkout/pool.md" base
---
alerts: [CheckoutPoolFull]
risk: reversible
verified:
  - {by: grace, at: 2025-11-10, how: dry-run, evidence: "https://example.com/log/1"}
# …
---
```

The file with the change:

```md title="runbooks/checkout/pool.md"
---
alerts: [CheckoutPoolFull]
risk: reversible
verified:
  - {by: grace, at: 2025-11-10, how: dry-run, evidence: "https://example.com/log/1"}
  - {by: ada, at: 2026-02-10, how: dry-run, evidence: "https://example.com/log/2"}
# …
---
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from opslore.findings import Level, Problem
from opslore.records import Record, values
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from opslore.catalogue import Catalogue
    from opslore.document import Document
    from opslore.records.base import Steps

_FIELD = "verified"
_DAYS = ("reviewed_on", "next_review")


@rule("REV010", on=Record, level=Level.ERROR)
def date_only_bump(record: Record, catalogue: Catalogue) -> Iterator[Problem]:
    before = catalogue.before.get(record.path)
    document = (
        catalogue.document(record.key) or record.document
    )  # as it was written, as `before` is
    if before is None or not _else_alike(before, document):
        return
    if newer := _newer(before.data, document.data):
        steps, then, now = newer
        last = f", was {then}" if then else ""
        yield Problem(
            record.at(*steps),
            f"`{steps[-1]}` is {now}{last}, and nothing else is new: "
            "a date alone does not show that anybody looked",
            "if it was tried or read again, say how, with evidence of that day: "
            f"opslore review {record.id} --how dry-run --evidence URL; else put the old date back",
        )


def _else_alike(before: Document, now: Document) -> bool:
    dates = (_FIELD, *_DAYS)
    fields_then = {k: v for k, v in before.data.items() if k not in dates}
    fields_now = {k: v for k, v in now.data.items() if k not in dates}
    return fields_then == fields_now and _words(before) == _words(now)


def _words(document: Document) -> list[str]:
    return document.text[document.body_offset :].split()


def _newer(
    before: Mapping[str, Any], now: Mapping[str, Any]
) -> tuple[Steps, str | None, str] | None:
    """Return place, last value and new value of a date that moved alone."""
    reviews_then, reviews = _reviews(before), _reviews(now)
    shown = {(review.get("how"), review.get("evidence")) for _, review in reviews_then}
    if any((review.get("how"), review.get("evidence")) not in shown for _, review in reviews):
        return None  # a review of another kind, or with other evidence
    latest_then = max((str(review.get("at")) for _, review in reviews_then), default="")
    for steps, review in reviews:
        at = values.text(review.get("at"))
        if at and at > latest_then:
            return (*steps, "at"), latest_then or None, at
    for key in _DAYS:
        then, day = values.text(before.get(key)), values.text(now.get(key))
        if then and day and day > then:
            return (key,), then, day
    return None


def _reviews(data: Mapping[str, Any]) -> list[tuple[Steps, dict[str, Any]]]:
    value = data.get(_FIELD)
    if isinstance(value, dict):
        return [((_FIELD,), value)]
    return [((_FIELD, index), review) for index, review in values.mappings(value)]
