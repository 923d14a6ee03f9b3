"""Nothing is left to do in a document that others rely on.

`TODO`, `FIXME`, `XXX` and `TBD` are promises to oneself, which the next reader meets at three in the
morning. Found in front matter, headings, sentences and, but for postmortems, blocks of code; not in
code within a sentence. In a block of a runbook with a destructive command it is an error: what is
filled in there in a hurry is deleted. Drafts may have them. `TODO` in quotation marks or as the
name of a thing (a list, a comment that is searched for) is let pass.

## Bad

```md title="guides/paging.md"
---
owner: platform
---

# When to page

Page when customers cannot buy. TODO: say how we notice. <!-- expect: TXT001 -->
```

## Good

```md title="guides/paging.md"
---
owner: platform
---

# When to page

Page when customers cannot buy: the alert CheckoutErrors fires.
```

## Precision

In 375 pages of other organisations it finds 28 places, all looked at. 26 are left to do; two are a
guide for scribes that tells what a `TODO` in the chat looks like.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Level, Location, Problem
from opslore.lazy import pattern
from opslore.metrics.commands import of_fence
from opslore.records import CaseStudy, Postmortem, Record, Runbook
from opslore.rules._gate import gate
from opslore.rules.engine import rule

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue
    from opslore.document import Document

HISTORY = (CaseStudy, Postmortem)
WORDS = ("TODO", "FIXME", "XXX", "TBD")
_LEFT = pattern(r"(?<![\w./$#{-])(?:TODO|FIXME|XXX|TBD)(?![\w-]|\.\w)")
_QUOTES = "'\"“„«"
_THING = pattern(r"\s+(?:lists?|comments?|items?|markers?|files?)\b")


@rule("TXT001", on=Record, level=Level.WARNING)
def todo_left(record: Record, catalogue: Catalogue) -> Iterator[Problem]:
    document = record.document
    if record.status == "draft" or not gate(*WORDS)(document.text):
        return
    front = document.front_matter_end.line  # where quotation marks are YAML's
    for line, text in _prose(document, front):
        for found in _LEFT.finditer(text):
            quoted = text[: found.start()].endswith(tuple(_QUOTES))
            if not (_THING.match(text, found.end()) or (quoted and line > front)):
                yield _problem(document, line, found)
    # What a postmortem shows in a block is a log or a piece of code, not the author's words.
    for fence in () if isinstance(record, HISTORY) else document.body.fences:
        level: Level | None = None
        if isinstance(record, Runbook) and _LEFT.search(fence.code):
            block = of_fence(document, fence)
            level = Level.ERROR if block and block.destructive else None
        first = fence.line if fence.info == "indented" else fence.line + 1
        for number, code in enumerate(fence.code.split("\n"), first):
            for found in _LEFT.finditer(code):
                yield _problem(document, number, found, level)


def _prose(document: Document, front: int) -> Iterator[tuple[int, str]]:
    for number in range(2, front):
        line = document.line(number)
        if any(word in line for word in WORDS):
            yield number, line
    for heading in document.body.headings:
        yield heading.line, document.line(heading.line)
    yield from document.body.prose()


def _problem(
    document: Document, line: int, found: re.Match[str], level: Level | None = None
) -> Problem:
    # Code in a list item is written without its indentation.
    start = document.line(line).find(found[0], found.start())
    at = Location(document.path, line, start + 1, line, start + 1 + len(found[0]))
    rest = found.string[found.end() :].strip(" :-#*").strip()
    return Problem(
        at,
        f"`{found[0]}` is left here" + (", in a block that destroys something" if level else ""),
        "write what is missing, or take the line out and make it an action item",
        subject=f"{found[0]} {rest[:60]}",
        level=level,
    )
