"""An id names one document of its type, and one entry of its data file.

A link by an id that two documents bear leads to one of them by chance. Ids follow from the path
below the folder of the type, without a year folder: `postmortems/2025/queue.md` and
`postmortems/2026/queue.md` have the same.

## Bad

```md title="guides/pages.md"
--- <!-- expect: REF004 -->
owner: platform
---

# How we write pages

For everyone who writes here.
```

```md title="guides/writing.md"
---
id: pages  # expect: REF004
owner: platform
---

# How we write

For everyone who writes here.
```

## Good

```md title="guides/pages.md"
---
owner: platform
---

# How we write pages

For everyone who writes here.
```

```md title="guides/writing.md"
---
id: writing-pages
owner: platform
---

# How we write

For everyone who writes here.
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.catalogue import Catalogue
from opslore.findings import Level, Problem
from opslore.records import RECORDS, values
from opslore.records.base import derived_id
from opslore.rules._references import noun
from opslore.rules.engine import rule
from opslore.schema.words import article

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.document import Document

ENTRIES = {
    "directory.yml": {"people": "person", "teams": "team"},
    "vocabulary.yml": {
        "failure_modes": "failure mode",
        "triggers": "trigger",
        "detection_sources": "detection source",
    },
    "severities.yml": {"severities": "severity"},
    "checklist.yml": {"items": "item"},
}


@rule("REF004", on=Catalogue, level=Level.ERROR)
def duplicate_id(_: Catalogue, catalogue: Catalogue) -> Iterator[Problem]:
    bearers: dict[tuple[str, str], list[Document]] = {}
    for document in catalogue.documents:
        kind = catalogue.types.get(document.path)
        if kind is not None:
            stated = values.text(document.data.get("id"))
            identity = stated or derived_id(document.key, RECORDS[kind].FOLDER)
            bearers.setdefault((kind, identity), []).append(document)
    for (kind, identity), documents in bearers.items():
        if len(documents) > 1:
            yield from _of_documents(kind, identity, documents)
    for name, lists in ENTRIES.items():
        file = catalogue.data.get(name)
        # Of a list where a mapping belongs the schema tells.
        if file and not file.broken and isinstance(file.data, dict):
            for field, called in lists.items():
                yield from _of_entries(file, field, called)


def _of_documents(kind: str, identity: str, documents: list[Document]) -> Iterator[Problem]:
    for document in documents:
        others = [other for other in documents if other is not document]
        named = ", ".join(f"`{other.key}`" for other in others)
        yield Problem(
            document.at("id"),
            f"{named} {'is' if len(others) == 1 else 'are'} {article(noun(kind))} "
            f"with the id `{identity}` as well",
            "rename one of the files, or give it an `id` of its own",
            also=tuple(other.at("id") for other in others),
            subject=identity,
        )


def _of_entries(document: Document, field: str, called: str) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for index, item in values.mappings(document.data.get(field)):
        identity = values.text(item.get("id"))
        if identity is None:
            continue
        if identity in first:
            yield Problem(
                document.at(field, index, "id"),
                f"there is {article(called)} `{identity}` already",
                "the first one counts; give this one another id, or merge the two",
                also=(document.at(field, first[identity], "id"),),
            )
        first.setdefault(identity, index)
