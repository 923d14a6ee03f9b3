"""`opslore new rule`: the stub of a rule, for developers of opslore."""

from __future__ import annotations

import re
from pathlib import Path

import click

from opslore import rules
from opslore.cli._failure import Failure
from opslore.cli._output import create, emit, tell
from opslore.records import RECORDS
from opslore.rules import engine

STUB = '''"""TODO one sentence that says what holds, ending in a full stop.

TODO why it matters, in one short paragraph, and what the rule does not see.

## Bad

```md title="{folder}/{file}.md"
---
# …
---

the fault <!-- expect: {code} -->
```

## Good

```md title="{folder}/{file}.md"
---
# …
---

TODO the same, as it should be
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.records import {cls}
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue


@rule("{code}", on={cls}, level=Level.{level})
def {function}(
    {argument}: {cls}, catalogue: Catalogue
) -> Iterator[Problem]:
    """Yield TODO what."""
    if "the fault" in {argument}.document.text:
        message = "TODO what is wrong, with the value found"
        yield Problem({argument}.at(), message, "TODO what to type")
'''


@click.command()
@click.argument("name")
@click.option("--family", type=click.Choice(tuple(engine.FAMILIES)), help="Letters of its code.")
@click.option("--on", "kind", type=click.Choice(tuple(RECORDS)), default="postmortem")
@click.option("--level", type=click.Choice(("error", "warning", "advice")), default="warning")
def command(name: str, family: str | None, kind: str, level: str) -> int:
    """Write the stub of a rule; its test fails until both of its examples hold."""
    folder = Path(rules.__path__[0])
    if not (folder.parents[2] / "pyproject.toml").is_file():
        raise Failure("rules are written in a checkout of opslore; this one is installed")
    if not re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", name):
        raise Failure(f"{name!r} is no name of a rule; write the fault, such as time-order")
    if engine.find(name):
        raise Failure(f"there is a rule {name} already: opslore explain {name}")
    text = stub(name, family or _family(kind), kind, level)
    path = folder / f"{name.replace('-', '_')}.py"
    create(path, text.encode("utf-8"))
    emit(f"{path}\n")
    tell(f"next: pytest tests/test_rules.py -k {name}")
    return 0


def stub(name: str, family: str, kind: str, level: str) -> str:
    """Return the source of a rule that is still to be thought out."""
    record = RECORDS[kind]
    return STUB.format(
        code=next_code(family),
        folder=record.FOLDER,
        file="2026/2026-02-20-queue" if kind == "postmortem" else "example",
        cls=record.__name__,
        level=level.upper(),
        function=name.replace("-", "_"),
        argument=kind.replace("-", "_"),
    )


def next_code(family: str) -> str:
    """Return the first code of a family that was never given to a rule."""
    taken = {rule.code for rule in engine.all_rules()} | engine.RETIRED
    numbers = (int(code.removeprefix(family)) for code in taken if engine.letters(code) == family)
    return f"{family}{max(numbers, default=0) + 1:03}"


def _family(kind: str) -> str:
    known = {
        "postmortem": "PM",
        "runbook": "RB",
        "on-call-policy": "OC",
        "readiness-review": "PRR",
        "near-miss": "NM",
        "service": "SVC",
        "drill": "DR",
        "investment": "INV",
    }
    return known.get(kind, "REF")
