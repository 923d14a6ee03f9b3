"""A text tells what made it possible, not who did it.

"The engineer forgot the flag" explains nothing: the same engineer remembered it a hundred times.
What made it easy to forget, and why did nobody see it in time? Where people are named as the
cause, the next ones keep to themselves what they did (Sidney Dekker, *The Field Guide to
Understanding Human Error*).

Seen is a person (of the directory, or the engineer, an operator, somebody ...) as the one who
forgot, overlooked, ignored, broke, misread, did not check, did something by mistake, and events
that were "caused by the developer". "We" and "I" are seen with words that can only mean a slip.
Who noticed, found out, called or repaired something is never a finding; neither are quoted words.
Names in a timeline are not a finding either, though a role reads better there.

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

The pool had no limit because the engineer on duty forgot to set one. <!-- expect: BL001 -->
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

The pool had no limit: its default is none, and nothing shows that the setting is missing. The
engineer on duty noticed the queue and shed traffic.
```

## Precision

Measured on 119 Markdown files of seven organisations that published their postmortems: 7
findings, 7 looked at, 7 right, precision 1.00. A finding is right if a person or "we" is the
reason that the sentence gives. The patterns were tuned on the same files, and 7 is a small
number, so read the figure as "hardly ever wrong", not as "never". The verdicts lie in
`tests/wording_labels.yml`, and a test recomputes it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from opslore.findings import Level, Problem
from opslore.records import Record
from opslore.rules._wording import (
    SOMEBODY,
    SOMEBODY_WORDS,
    Search,
    Words,
    find,
    people,
    words,
)
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue

_NOT = r"(?:n['’]t| not| never)"
_SLIP = (
    r"(?:forg[eo]t(?:ten)?|overlooked|neglected|omitted|ignored|broke|botched|caused"
    r"|mis(?:typed|configured|read|judged|understood|spelled|spelt|interpreted|handled|diagnosed"
    r"|clicked|entered|communicated|managed)|messed up|screwed up|fat-fingered"
    r"|made (?:an?|the|some|this|that)(?: \w+)? (?:mistake|error|slip|typo)s?"
    r"|(?:mistakenly|accidentally|inadvertently|erroneously|wrongly|incorrectly|carelessly) \w+)"
)
_UNDONE = (
    rf"(?:did{_NOT}(?: \w+ly)? (?:check|verify|test|realise|realize|follow|think|look|ask|tell"
    r"|update|pay|understand|consider|review|confirm|validate|request|remember|read)"
    rf"|had{_NOT}(?: \w+ly)? (?:checked|verified|tested|realised|realized|followed|reviewed"
    r"|understood|considered|confirmed|read|updated)"
    rf"|was{_NOT}(?: \w+ly)? (?:aware|careful|paying))"
)
_ADVERBS = r"(?:\w+ly |had |has |have |also |then |just )*"
_DOING = r"(?: (?:who|that|on|from|in|of|with|[a-z]+ing)\b(?: [\w`·-]+){1,7}?)?"
_BY_MISTAKE = r"(?:by mistake|by accident|mistakenly|accidentally|inadvertently|erroneously)"

_SLIPS = words(
    "forgot forget forgotten overlooked neglected omitted ignored ignore overlook broke botched"
    " caused mistyped misconfigured misread misjudged misunderstood misspelled misspelt"
    " misinterpreted mishandled misdiagnosed misclicked misentered miscommunicated mismanaged messed screwed"
    " fingered mistake mistakes mistakenly error errors slip slips typo typos accident accidentally"
    " inadvertently erroneously wrongly incorrectly carelessly deleted"
    " introduced removed overwritten broken oversight fault negligence forgetting"
)
_UNDONE_WORDS = words(
    "check verify test realise realize follow think look ask tell update pay understand consider"
    " review confirm validate request remember read checked verified tested realised realized"
    " followed reviewed understood considered confirmed updated aware careful paying"
)
# What "we" and "I" cannot have done on purpose.
_OUR_SLIPS = words(
    "forgot forgotten overlooked neglected misconfigured misjudged mistyped misdiagnosed messed"
    " screwed mistake error mistakenly accidentally inadvertently erroneously wrongly incorrectly"
)
_ARGUED = r"\bif (?:someone|somebody|anyone|anybody)\b|\bblam(?:e|ed|ing|eless)\b"
_OURS = Search(
    (_OUR_SLIPS, words("we i")),
    (
        rf"\b(?:we|i) {_ADVERBS}(?:forgot(?:ten)? (?:to|that|about)|overlooked|neglected"
        r"|mis(?:configured|judged|typed|diagnosed)|messed up|screwed up"
        r"|made an?(?: \w+)? (?:mistake|error)"
        r"|(?:mistakenly|accidentally|inadvertently|erroneously|wrongly|incorrectly) \w+)\b"
    ),
    _ARGUED,
)


@lru_cache(maxsize=4)
def _theirs(names: str, known: Words) -> tuple[Search, Search]:
    who = rf"(?:{SOMEBODY}|{names})"
    anybody = SOMEBODY_WORDS | known
    undone = rf"\b(?:{who}{_DOING}|he|she) {_ADVERBS}{_UNDONE}\b"
    pattern = (
        rf"\b{who}{_DOING} {_ADVERBS}{_SLIP}\b"
        rf"|\b{who}(?! (?:noticed|reported|found|discovered|saw))[^.;:!?|]{{0,120}}?"
        rf" {_BY_MISTAKE}\b"
        rf"|\b(?:he|she) {_ADVERBS}{_SLIP}\b"
        r"|\b(?:caused|broken|deleted|misconfigured|introduced|removed|overwritten)(?: \w+ly)? by "
        rf"{who}(?! (?:tool|script|job|account|error))\b"
        rf"|\b(?:because of|due to|caused by|fault of) {who}(?:['’]s?)? "
        r"(?:mistake|error|oversight|fault|negligence|forgetting|not)\b"
        rf"|\b(?:mistake|error|oversight|slip|negligence)s?(?: made| committed)? by {who}"
        r"(?! (?:tool|script|job|account|error)\b)"
        rf"|\bwhy did {who} (?:not|forget|miss|ignore|overlook)\b"
    )
    return (
        Search((_SLIPS, anybody), pattern, _ARGUED),
        Search((_UNDONE_WORDS, words("not t never"), anybody), undone, _ARGUED),
    )


@rule("BL001", on=Record, level=Level.ADVICE)
def person_as_cause(record: Record, catalogue: Catalogue) -> Iterator[Problem]:
    searches = (*_theirs(*people(record, catalogue.directory)), _OURS)
    for found in (found for search in searches for found in find(record, search)):
        yield Problem(
            found.at,
            f'names people as the cause: "{found.text}"',
            "say what made it easy to do and hard to see: a default, a screen, a check that is not "
            "there",
        )
