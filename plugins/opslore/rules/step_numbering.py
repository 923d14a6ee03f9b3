"""The steps of a runbook are numbered through: 1, 2, 3 from the top of the page to its end.

"I am at step 7" on the phone, and "go back to step 3" in the text, must mean one step. So the
numbers run on from section to section, are written as they are meant (not `1.` for each step),
and are those that the page shows: a list that Markdown numbers anew shows others than its author
wrote. Steps inside a step have numbers of their own.

## Bad

```md title="runbooks/search/reindex.md"
---
kind: procedure
verified: {by: ada, at: 2026-02-10, how: dry-run, evidence: rehearsal in staging}
---

# Build the search index anew

Needed after a change of the mapping.

1. Start the job on its page.
2. Wait until it says `done`.

## When it fails

1. Read its log. <!-- expect: RB005 -->
2. Start it again.
```

## Good

```md title="runbooks/search/reindex.md"
---
kind: procedure
verified: {by: ada, at: 2026-02-10, how: dry-run, evidence: rehearsal in staging}
---

# Build the search index anew

Needed after a change of the mapping.

1. Start the job on its page.
2. Wait until it says `done`.

## When it fails

3. Read its log.
4. Start it again.
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Edit, Level, Location, Problem
from opslore.lazy import pattern
from opslore.records import Runbook
from opslore.rules._steps import MENTION
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue
    from opslore.document import Document, Step

_NUMBER = pattern(r"[ \t>]*(\d+)[.)]")
SHOWN = 8  # places of further wrong numbers


@rule("RB005", on=Runbook, level=Level.WARNING)
def step_numbering(runbook: Runbook, catalogue: Catalogue) -> Iterator[Problem]:
    document = runbook.document
    steps = [step for step in document.body.steps if step.depth == 0]
    wrong = [
        (step, meant)
        for meant, step in enumerate(steps, 1)
        if step.number != meant or step.shown != meant
    ]
    if not wrong or not runbook.in_force:
        return
    first, meant = wrong[0]
    yield Problem(
        _at(document, first),
        _message(first, meant),
        f"number the steps of the page through; this one is {meant}",
        tuple(_at(document, step) for step, _ in wrong[1:SHOWN]),
        _edits(document, wrong),
        subject="numbers",
    )


def _message(step: Step, meant: int) -> str:
    if step.number == meant:
        return f"step {meant} is shown as {step.shown} on the page"
    return f"`{step.number}.` is step {meant} of the page"


def _at(document: Document, step: Step) -> Location:
    match = _NUMBER.match(document.line(step.line))
    start, end = match.span(1) if match else (0, 1)
    return Location(document.path, step.line, start + 1, step.line, end + 1)


def _edits(document: Document, wrong: list[tuple[Step, int]]) -> tuple[Edit, ...]:
    """Return the right numbers, unless the text speaks of steps by the old ones."""
    if MENTION.search(document.text, document.body_offset):
        return ()
    return tuple(
        Edit(_at(document, step), str(meant)) for step, meant in wrong if step.number != meant
    )
