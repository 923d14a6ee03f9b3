"""A setting exists and has a value that it takes; a level is set for a rule that exists.

What is misspelt in `opslore.toml` is silently the default, so a rule that was meant to be off goes
on, or one that was meant to fail the build never does.

## Bad

```toml title="opslore.toml"
content = "content"
as-of = 2026-03-01

[grace]
runbok = 14  # expect: CFG001

[levels]
todo-lefts = "error"  # expect: CFG001
```

## Good

```toml title="opslore.toml"
content = "content"
as-of = 2026-03-01

[grace]
runbook = 14

[levels]
todo-left = "error"
```
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.rules import engine
from opslore.rules.engine import rule
from opslore.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue


@rule("CFG001", on=Settings, level=Level.ERROR)
def unknown_setting(settings: Settings, catalogue: Catalogue) -> Iterator[Problem]:
    yield from settings.problems
    names = [each.name for each in engine.all_rules()]
    for name in settings.levels:
        if engine.find(name) is None:
            near = get_close_matches(name, names, 1)
            yield Problem(
                settings.at(name, "levels"),
                f"`levels.{name}` names no rule",
                f"did you mean `{near[0]}`?" if near else "`opslore rules` lists them",
                subject=name,
            )
