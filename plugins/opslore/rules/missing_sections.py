"""A postmortem has the sections that its severity asks for.

Readers look for the same six places in every postmortem. Brief asks for one paragraph of what
happened and why. Standard asks for Summary, Timeline, Contributing factors and Lessons learned;
full also for Impact and Response. The usual other names are understood (Overview, Chronology,
Root causes, What we learned ...), and a heading with nothing below it counts as missing.

Silent in drafts.

## Bad

```md title="postmortems/2026/2026-02-20-queue.md"
---
status: final
severity: sev2
# …
---

# Requests waited without a limit <!-- expect: PM010 -->

## Summary

Requests to the checkout waited behind a slow query until every worker was busy.

## Timeline

| Time (UTC) | Event |
|---|---|
| 2026-02-20 10:00 | First requests fail |
| 2026-02-20 10:09 | The alert fires |
| 2026-02-20 11:05 | All pods are back |
```

## Good

```md title="postmortems/2026/2026-02-20-queue.md"
---
status: final
severity: sev2
# …
---

# Requests waited without a limit

## Overview

Requests to the checkout waited behind a slow query until every worker was busy.

## Chronology

| Time (UTC) | Event |
|---|---|
| 2026-02-20 10:00 | First requests fail |
| 2026-02-20 10:09 | The alert fires |
| 2026-02-20 11:05 | All pods are back |

## Analysis

The pool had no limit on waiting requests.

## What we learned

- The alert came before the first customer.
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.findings import Edit, Level, Problem
from opslore.records import Postmortem
from opslore.rules._incident import line_place
from opslore.rules._sections import canonical, empty
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue
    from opslore.document import Document
    from opslore.findings import Location

_ASKED = {
    "standard": ("Summary", "Timeline", "Contributing factors", "Lessons learned"),
    "full": (
        "Summary",
        "Impact",
        "Timeline",
        "Response",
        "Contributing factors",
        "Lessons learned",
    ),
}
_HINTS = {
    "Summary": "What happened, whom it hurt, how it ended; three sentences.",
    "Impact": "Whom it hurt, how much, for how long.",
    "Timeline": "A table of time, event and evidence, or lines such as `- 14:23 UTC  event`.",
    "Response": "Who did what, what helped, what was in the way.",
    "Contributing factors": "How the factors of the front matter worked together.",
    "Lessons learned": "What went well, what went poorly, where we got lucky.",
}


@rule("PM010", on=Postmortem, level=Level.WARNING)
def missing_sections(postmortem: Postmortem, catalogue: Catalogue) -> Iterator[Problem]:
    if postmortem.status == "draft":
        return
    document = postmortem.document
    level = catalogue.severities.level(postmortem.severity)
    if level == "brief":
        if not (document.body.paragraphs or document.body.bullets or document.body.tables):
            yield Problem(
                _place(document),
                "there is no text",
                "one paragraph will do: what happened, whom it hurt, why, what was done",
                subject="text",
            )
        return
    asked = _ASKED.get(level, ())
    if not asked:
        return
    filled: set[str] = set()
    bare: set[str] = set()
    for section in document.body.sections:
        if name := canonical(section.title):
            (bare if empty(document, section) else filled).add(name)
    missing = [name for name in asked if name not in filled]
    if missing:
        absent = [name for name in missing if name not in bare]
        hollow = [name for name in missing if name in bare]
        told = [f"no section {_listed(absent)}"] if absent else []
        told += [f"nothing below {_listed(hollow)}"] if hollow else []
        yield Problem(
            _place(document),
            f"there is {' and '.join(told)}, which a {level} postmortem needs",
            "\n\n".join(["add", *(f"## {name}\n\n{_HINTS[name]}" for name in missing)]),
            edits=_blanks(document, absent),
            subject="sections",
        )


def _blanks(document: Document, absent: list[str]) -> tuple[Edit, ...]:
    """Return what puts the headings at the end, each with what it has to say as a TODO."""
    if not absent:
        return ()
    text = document.text
    gap = "\n" if text.endswith("\n") else "\n\n"
    blocks = "\n".join(f"## {name}\n\nTODO: {_HINTS[name]}\n" for name in absent)
    return (Edit(document.span(len(text), len(text)), gap + blocks),)


def _place(document: Document) -> Location:
    heading = document.body.title
    return line_place(document, heading.line) if heading else document.at()


def _listed(names: list[str]) -> str:
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))
