"""A text tells what happened, not what should have happened.

"The change should have been reviewed" describes an incident that did not take place. It is known
only afterwards that the change was the one that mattered; at the time it looked like the fifty
before it. The sentence ends the search just where it gets interesting: why did it make sense not
to (Sidney Dekker calls them counterfactuals)?

Seen are "we should have", "she could have", "the operator failed to" with a person of the
directory or somebody unnamed, and "should have been caught, tested, reviewed, communicated ..."
where only people can be meant. What a system should have done, and what could have been worse, is
no finding. In sentences about what might be assumed or is not sure the rule keeps silent.

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

The missing limit should have been caught in the review. <!-- expect: BL002 -->
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

The review saw the two lines that changed, and not that a third was missing.
```

## Precision

Measured on 119 Markdown files of seven organisations that published their postmortems: 5
findings, 5 looked at, 5 right, precision 1.00. A finding is right if the sentence judges what
people did by what they did not do. An earlier form was wrong in 2 of 7: a question whether
something should have been told, and something that could have been noticed even later. The
patterns were tuned on the same files, and 5 is a small number, so read the figure as "hardly ever
wrong", not as "never". The verdicts lie in `tests/wording_labels.yml`, and a test recomputes it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.records import Record
from opslore.rules._wording import SOMEBODY, SOMEBODY_WORDS, Search, Words, find, people, words
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue

_NOT = r"(?:n['’]t| not)?"
_ADVERB = r"(?: \w+ly| also| then)?"
_HAVE = r"(?: have|['’]ve| of)"
_DONE = (
    r"(?:[a-z]+ed|been [a-z]+|caught|done|known|seen|taken|made|found|told|run|built|sent"
    r"|set|kept|put|let|thought|given|led|split|shut|brought|chosen|begun|gone|had|written|read)"
)
# What only people do or leave undone.
_WORK = (
    r"(?:caught|noticed|spotted|addressed|tested|reviewed|checked|verified|considered|communicated"
    r"|told|informed|escalated|planned|documented|prevented|avoided|anticipated|foreseen|known"
    r"|rushed|thought|investigated|raised|asked|announced|prioriti[sz]ed|involved|called|trained"
    r"|questioned|discussed|coordinated|done)"
)


_JUDGED = words("should shouldn could couldn ought failed neglected omitted")
_PEOPLE = SOMEBODY_WORDS | words("we i nobody been")
_ARGUED = (
    r"\bassum(?:e|ed|ing)\b|\bhindsight\b|\bnot sure\b|\bunclear\b|\bwhat could have\b"
    r"|\b(?:what|things|anything|how|whether) (?:\w+ ){0,3}(?:could|should)(?: have|['’]ve)\b"
    r"|\b(?:reflect|consider|discuss|decide|ask|clarify|wonder)\b[^.]* (?:if|whether)\b"
    r"|\bworse\b|\b(?:much|way|far|even) later\b|\bcounterfactual"
)


@lru_cache(maxsize=4)
def _search(names: str, known: Words) -> Search:
    who = rf"(?:we|i|he|she|nobody|{SOMEBODY}|{names})"
    pattern = (
        rf"\b{who}{_ADVERB} (?:should|could|ought to){_NOT}{_HAVE}{_ADVERB} {_DONE}\b"
        rf"|\bshould{_NOT}{_HAVE} been(?: \w+ly)? {_WORK}\b"
        rf"|\bcould{_HAVE}(?: \w+ly)? been (?:prevented|avoided|caught|foreseen|anticipated)\b"
        rf"|\b{who}{_ADVERB} (?:failed|neglected|omitted) to [a-z]+"
    )
    return Search((_JUDGED, _PEOPLE | known), pattern, _ARGUED)


@rule("BL002", on=Record, level=Level.ADVICE)
def should_have(record: Record, catalogue: Catalogue) -> Iterator[Problem]:
    for found in find(record, _search(*people(record, catalogue.directory))):
        yield Problem(
            found.at,
            f'tells what did not happen: "{found.text}"',
            "say why it made sense at the time, and what would make the other way the easy one",
        )
