"""Human error is where the questions begin, not the answer.

Everybody errs several times an hour, and hardly ever does an incident come of it. What made this
slip possible, and what kept it from being seen and undone? "Human error" as a reason closes the
matter with a training, and the next person walks into the same trap.

Seen are human, operator, user and manual error, mistake or failure, and fat fingers. Sentences
that argue against the words, quoted words, and messages or codes for user errors are no finding.

## Bad

```md title="near-misses/2026-02-20-backup.md"
---
what_failed: The backup was switched off by human error  # expect: BL003
# …
---
```

## Good

```md title="near-misses/2026-02-20-backup.md"
---
what_failed: The switch of the backup stands beside that of the report and asks nothing
# …
---
```

## Precision

Measured on 119 Markdown files of seven organisations that published their postmortems: 2
findings, 2 looked at, 2 right, precision 1.00. A finding is right if the error is given as a
reason. An earlier form was wrong in 2 of 4: an assumption told as such, and a sentence against
the words. The patterns were tuned on the same files, and 2 is very few, so read the figure as
"hardly ever wrong", not as "never". The verdicts lie in `tests/wording_labels.yml`, and a test
recomputes it.
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

_PATTERN = (
    r"\b(?:human|operator|user|manual|pilot|engineer(?:ing)?)(?:['’]s)?(?:-| )"
    r"(?-i:(?:error|mistake|failure|oversight)s?)\b"  # "Human Error" is a title of a book
    r"(?!(?:-| )(?:message|code|report|log|rate|handl|page|track|budget|count))"
    r"|\bfat(?:-| )?finger(?:s|ed|ing)?\b"
)
_ARGUED = (
    r"\b(?:never|rather than|instead of|avoid|not (?:just |only |simply |a case of )?"
    r"(?:blame|due to|caused by|human|operator|user|an? )|no such thing|isn['’]t|blameless"
    r"|symptom|assum\w+ (?:it was |a |an )?(?:user|human|operator))\b"
)

_GATE = (
    words(
        "human operator operators user users manual pilot engineer engineers engineering fat"
        " fatfinger fatfingered"
    ),
    words(
        "error errors mistake mistakes failure failures oversight oversights finger fingers"
        " fingered fingering fatfinger fatfingered"
    ),
)
_SEARCH = Search(_GATE, _PATTERN, _ARGUED)


@rule("BL003", on=Record, level=Level.ADVICE)
def human_error(record: Record, catalogue: Catalogue) -> Iterator[Problem]:
    for found in find(record, _SEARCH):
        yield Problem(
            found.at,
            f'gives "{found.text}" as a reason',
            "ask what made the slip possible, and what kept it from being seen and undone",
        )
