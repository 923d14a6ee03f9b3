"""An incident has contributing factors, not the root cause.

A system that runs for months has several defences; something got through all of them. Whoever
names one root cause stops at the one that was found first, and the others stay as they are
(Richard Cook makes that the seventh point of *How Complex Systems Fail*).

Seen is a text that says what *the* root cause was, or of something that it was the root cause.
Looking for it, not having found it, a primary one among several, several root causes, and a
heading of that name are no finding; neither are quoted words.

## Bad

```md title="postmortems/2026/2026-02-20-queue.md"
---
status: final
severity: sev3
started_at: 2026-02-20T10:00Z
resolved_at: 2026-02-20T11:05Z
# …
---

# Requests waited without a limit

The root cause was a missing limit. <!-- expect: BL005 -->
```

## Good

```md title="postmortems/2026/2026-02-20-queue.md"
---
status: final
severity: sev3
started_at: 2026-02-20T10:00Z
resolved_at: 2026-02-20T11:05Z
# …
---

# Requests waited without a limit

The pool had no limit, the canary was too small to show it, and nobody saw the queue grow.
```

## Precision

Measured on 119 Markdown files of seven organisations that published their postmortems: 10
findings, 10 looked at, 10 right, precision 1.00. A finding is right if the sentence speaks of one
root cause of an incident as known. The patterns were tuned on the same files, and 10 is a small
number, so read the figure as "hardly ever wrong", not as "never". The verdicts lie in
`tests/wording_labels.yml`, and a test recomputes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.records import Record
from opslore.rules._wording import Search, find, words
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue

_KIND = r"(?:(?:actual|real|true|underlying|ultimate|single|sole|only|exact|fundamental) )?"
_OPEN = (
    r"(?! (?:not|still|yet|never|unknown|unclear|being|identified|found|discovered|determined"
    r"|established|confirmed|known|to)\b)"
)
_PATTERN = (
    rf"\bthe {_KIND}root(?:-| )cause(?: (?:of|for|behind) [^.;:!?|]{{1,80}}?)?"
    rf"(?::| (?:was|is|turned out|appears|seems|lies|lay)\b{_OPEN})"
    rf"|\b(?:was|is|were|are|be|as|been) (?:likely |probably )?the {_KIND}root(?:-| )cause\b"
)
_ARGUED = (
    r"\b(?:no|not|never|isn['’]t|wasn['’]t|rarely|hardly)(?: \w+)?"
    r" (?:single |one |the |a )*root"
    r"|\brather than\b|\binstead of\b|\b(?:exclude|rule|ruled|rules|ruling)\b"
    r"|\b(?:may|might|could) be\b|\bwhether\b|\bensure\b"
)

_GATE = (words("root"), words("cause"))
_SEARCH = Search(_GATE, _PATTERN, _ARGUED)


@rule("BL005", on=Record, level=Level.ADVICE)
def single_root_cause(record: Record, catalogue: Catalogue) -> Iterator[Problem]:
    for found in find(record, _SEARCH):
        yield Problem(
            found.at,
            f'speaks of one root cause: "{found.text}"',
            "name the factors that had to come together, each as one of `contributing_factors`",
        )
