"""Nobody is called careless, and nobody is told to be more careful.

Care is what people have until the fourth alarm of the night. A word such as careless, sloppy or
negligent judges a person; "be more careful" asks of all of them what none can keep up. Neither
changes what the next one meets.

Seen are the words for people and their work. Lazy loading, greedy matching and dumb terminals are
no people; sentences against the wording and quoted words are no finding.

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

A careless change took the limit away. We must be more careful. <!-- expect: BL004, BL004 -->
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

The change took the limit away, and no check looks for it.
```

## Precision

Measured on 119 Markdown files of seven organisations that published their postmortems: 2
findings, 2 looked at, 2 right, precision 1.00. A finding is right if people are judged or asked
to take care. Published postmortems hardly use these words; the rule is for drafts. The patterns
were tuned on the same files, and 2 is very few, so read the figure as "hardly ever wrong", not as
"never". The verdicts lie in `tests/wording_labels.yml`, and a test recomputes it.
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
    r"\bcareless(?:ly|ness)?\b|\bnegligen(?:t|tly|ce)\b|\bslopp(?:y|ily|iness)\b"
    r"|\bstupid(?:ly|ity)?\b|\bincompeten(?:t|tly|ce)\b|\birresponsib(?:le|ly|ility)\b"
    r"|\breckless(?:ly|ness)?\b|\binattenti(?:ve|vely|on)\b|\bthoughtless(?:ly|ness)?\b"
    r"|\bidiot(?:ic|s)?\b|\bfoolish(?:ly|ness)?\b|\blaz(?:iness|ily)\b"
    r"|\bnot paying (?:enough |close )?attention\b"
    r"|\black of (?:care|diligence|attention|discipline)\b"
    r"|\b(?:be|been|being)(?: \w+)? more (?:careful|cautious|attentive|diligent)\b"
)
_ARGUED = (
    r"\b(?:nobody|no one|no-one) (?:was|is|acted)\b|\brather than\b|\binstead of\b|\bblameless"
    r"|\b(?:don['’]t|do not|never) be\b|\bnot (?:because|that|a matter|a question|enough)\b"
)

_GATE = (
    words(
        "careless carelessly carelessness negligent negligently negligence sloppy sloppily"
        " sloppiness stupid stupidly stupidity incompetent incompetently incompetence irresponsible"
        " irresponsibly irresponsibility reckless recklessly recklessness inattentive inattentively"
        " inattention thoughtless thoughtlessly thoughtlessness idiot idiots idiotic foolish"
        " foolishly foolishness laziness lazily paying careful cautious attentive diligent lack"
    ),
)
_SEARCH = Search(_GATE, _PATTERN, _ARGUED)


@rule("BL004", on=Record, level=Level.ADVICE)
def careless(record: Record, catalogue: Catalogue) -> Iterator[Problem]:
    for found in find(record, _SEARCH):
        judged = "more" not in found.text.lower().split()
        yield Problem(
            found.at,
            f'judges people: "{found.text}"' if judged else f'asks for care: "{found.text}"',
            "say what the situation was like, and what would make the slip harder or smaller",
        )
