"""The files that `[alerts].files` names are there and can be read as alert rules.

What cannot be read is not followed: its alerts would look as if they had no runbook, and a changed
expression would go unnoticed. Rule files belong to other tools, so anchors and tags of YAML are
read here; a template is not, since only its output says which alerts there are.

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
{{- range .Values.alerts }}  # expect: ALR004
      - alert: {{ .name }}
{{- end }}
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
          summary: The pool of {{ $labels.pod }} is full
          runbook: checkout/pool
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.catalogue import Catalogue
from opslore.findings import Level, Problem
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("ALR004", on=Catalogue, level=Level.WARNING)
def unread_alert_rules(catalogue: Catalogue, same: Catalogue) -> Iterator[Problem]:
    yield from catalogue.rule_files.problems
    settings = catalogue.settings
    if settings.alerts.files and not catalogue.rule_files.files:
        named = ", ".join(f"`{pattern}`" for pattern in settings.alerts.files)
        yield Problem(
            settings.at("files", "alerts"),
            f"no file matches {named}",
            "globs count from the folder of opslore.toml and cannot leave it",
            subject=named,
        )
