"""Titles, descriptions, tags and names are plain text, without `<` and `>`.

Themes print them unescaped into pages, feeds and search results, so `<script>` in a title runs
wherever the document is listed. Looked at are `title`, `description`, `tags` and `id`, the first
heading where it is the title, and the names and titles in `directory.yml`, `vocabulary.yml` and
`severities.yml`.

## Bad

```md title="guides/failover.md"
---
owner: platform
description: When lag > 30 s, and how to fail over  # expect: SEC002
---

# From primary -> replica <!-- expect: SEC002 -->

For everyone who is paged.
```

## Good

```md title="guides/failover.md"
---
owner: platform
description: When the lag is over 30 s, and how to fail over
---

# From primary → replica

For everyone who is paged.
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from opslore.document import Document
from opslore.findings import Edit, Level, Location, Problem
from opslore.lazy import pattern
from opslore.records import values
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue
    from opslore.records.base import Steps

_ARROWS = {"->": "→", "=>": "⇒", "<-": "←", ">=": "≥", "<=": "≤"}
_MARKUP = pattern(r"</?[A-Za-z!][^<>\n]*>|->|=>|<-|>=|<=|[<>]")
_LISTS = {
    "directory.yml": ("people", "teams"),
    "vocabulary.yml": ("failure_modes", "triggers", "detection_sources"),
    "severities.yml": ("severities",),
}


@rule("SEC002", on=Document, level=Level.ERROR)
def markup_in_title(document: Document, catalogue: Catalogue) -> Iterator[Problem]:
    if document.key in catalogue.data:
        for field in _LISTS.get(document.key, ()):
            for index, item in values.mappings(values.mapping(document.data).get(field)):
                for name in ("id", "name", "title", "description"):
                    yield from _in(document, (field, index, name), item.get(name))
        return
    data = document.data
    for field in ("title", "description", "id"):
        yield from _in(document, (field,), data.get(field))
    for index, tag in enumerate(data["tags"]) if isinstance(data.get("tags"), list) else ():
        yield from _in(document, ("tags", index), tag)
    if "title" not in data:
        yield from _in_heading(document)


def _in(document: Document, steps: Steps, value: Any) -> Iterator[Problem]:
    if not isinstance(value, str) or not ("<" in value or ">" in value):
        return
    if found := _MARKUP.search(value):
        at = document.at(*steps)
        yield _problem(f"`{_last_name(steps)}`", found[0], at, document)


def _last_name(steps: Steps) -> str:
    return next(str(step) for step in reversed(steps) if isinstance(step, str))


def _in_heading(document: Document) -> Iterator[Problem]:
    # The heading is plain text by now: `<br>` in it is gone, `&lt;` has become `<`.
    if document.body_offset == len(document.text):
        return
    heading = document.body.title
    if heading is None:
        return
    written = document.line(heading.line)
    if not any(c in written or c in heading.text for c in "<>"):
        return
    found = _MARKUP.search(heading.text) or _MARKUP.search(written)
    if found:
        at = Location(document.path, heading.line, 1, heading.line, len(written) + 1)
        yield _problem("the first heading, which is the title,", found[0], at, document)


def _problem(what: str, markup: str, at: Location, document: Document) -> Problem:
    edits: tuple[Edit, ...] = ()
    if at.line == at.end_line:
        line = document.line(at.line)
        start = line.find(markup, at.column - 1, at.end_column - 1)
        if start >= 0:
            at = Location(at.path, at.line, start + 1, at.line, start + 1 + len(markup))
            edits = (Edit(at, _ARROWS[markup]),) if markup in _ARROWS else ()
    instead = f"write `{_ARROWS[markup]}`" if markup in _ARROWS else "say it in words"
    return Problem(
        at, f"{what} holds `{markup}`, which pages print as markup", instead, edits=edits
    )
