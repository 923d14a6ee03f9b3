"""The runbook that an alert rule names is there, at the heading it names.

The link in the page is the first thing that the person on call follows, at an hour when nobody
looks for a page that was renamed. Links to pages get checked when a page is written; this one
stands in another repository, or another folder, and breaks unseen when the runbook moves.

Each rule of `[alerts].files` is followed offline: by `[alerts].map` (address -> folder below the
content folder), by the address of the site, by path or id, or as the other rules of these files
show. An address of which nothing is known leads elsewhere and is not judged, and one that a
template fills in cannot be. An address that differs from the page only in case is a warning: some
hosts forgive that.

## Bad

```toml title="opslore.toml"
content = "content"
as-of = 2026-03-01

[alerts]
files = ["content/alerts/*.yml"]
map = {"https://runbooks.example.com/" = "runbooks"}
```

```yaml title="alerts/checkout.yml"
groups:
  - name: checkout
    rules:
      - alert: CheckoutPoolFull
        expr: pool_busy == 1
        annotations:
          runbook_url: https://runbooks.example.com/checkout/pool/#mitigaton  # expect: ALR001
      - alert: CheckoutSlow
        expr: latency > 1
        annotations:
          runbook_url: https://runbooks.example.com/checkout/slow/  # expect: ALR001
```

## Good

```toml title="opslore.toml"
content = "content"
as-of = 2026-03-01

[alerts]
files = ["content/alerts/*.yml"]
map = {"https://runbooks.example.com/" = "runbooks"}
```

```yaml title="alerts/checkout.yml"
groups:
  - name: checkout
    rules:
      - alert: CheckoutPoolFull
        expr: pool_busy == 1
        annotations:
          runbook_url: https://runbooks.example.com/checkout/pool/#mitigation
```
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from opslore.alerts.targets import Status, split
from opslore.catalogue import Catalogue
from opslore.findings import Level, Problem
from opslore.metrics.alert_links import address_of, answering, of_library
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.metrics.alert_links import Closure


@rule("ALR001", on=Catalogue, level=Level.ERROR)
def dangling_runbook_url(catalogue: Catalogue, same: Catalogue) -> Iterator[Problem]:
    for closure in of_library(catalogue).closures:
        if closure.annotation is None:
            continue
        told = _told(closure)
        if told:
            yield Problem(
                closure.annotation.at,
                told,
                _mend(closure, catalogue),
                (closure.rule.at,),
                subject=f"{closure.rule.name}\0{closure.url}",
                level=Level.WARNING if closure.status is Status.CASE_DIFFERS else None,
            )


def _told(closure: Closure) -> str:
    _, target, _ = closure.outcome
    name = closure.rule.name
    if closure.status is Status.DANGLING_PAGE:
        return f"the runbook of `{name}` is not there: `{closure.url}`"
    if closure.status is Status.DANGLING_ANCHOR:
        anchor = split(closure.url).anchor
        return f"the runbook of `{name}`, `{target}`, has no heading `#{anchor}`"
    if closure.status is Status.CASE_DIFFERS:
        return f"the runbook of `{name}` is `{target}`, which `{closure.url}` writes in other case"
    return ""


def _mend(closure: Closure, catalogue: Catalogue) -> str:
    links = of_library(catalogue)
    _, target, shelf = closure.outcome
    if closure.status is Status.DANGLING_ANCHOR and target and shelf:
        known = sorted(shelf.anchors(target) or ())
        near = get_close_matches(split(closure.url).anchor, known, 1)
        return f"did you mean `#{near[0]}`?" if near else f"it has {', '.join(known[:12])}"
    page = (shelf, target) if shelf and target else answering(closure, catalogue, links.shelves)
    if page is None:
        return "write the runbook, or point the alert at the one that answers it"
    return f"write {address_of(page[1], page[0], links)}"
