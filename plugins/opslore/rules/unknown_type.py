"""A document has the type that its folder and its `type` agree on.

The type follows from the folder, so nobody has to write it. A document outside the folders says it
with `type`; one that says another type than its folder would be listed where nobody looks for it,
and its id would change with the next move.

## Bad

```md title="writing.md"
--- <!-- expect: SCH007 -->
owner: platform
---

# How we write runbooks

For everyone who is paged.
```

```md title="runbooks/checkout/writing.md"
---
type: guide  # expect: SCH007
owner: platform
---

# How we write runbooks

For everyone who is paged.
```

## Good

```md title="guides/writing.md"
---
owner: platform
---

# How we write runbooks

For everyone who is paged.
```
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from opslore.document import Document
from opslore.findings import Edit, Level, Problem
from opslore.records import FOLDERS, RECORDS
from opslore.rules._references import noun
from opslore.rules.engine import rule
from opslore.schema.words import article

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue


@rule("SCH007", on=Document, level=Level.ERROR)
def unknown_type(document: Document, catalogue: Catalogue) -> Iterator[Problem]:
    if document.key in catalogue.data or document.broken:
        return
    kind = catalogue.types.get(document.path)
    stated = document.data.get("type")
    if kind is None:
        yield _untold(document, stated) if stated is not None else _nowhere(document)
    elif stated == kind:
        folder, slash, _ = document.key.partition("/")
        of_folder = FOLDERS.get(folder) if slash else None
        if of_folder is not None and of_folder != kind:
            yield Problem(
                document.at("type"),
                f"says that it is {article(noun(kind))}, but {folder}/ holds documents of the type "
                f"`{of_folder}`",
                f"move the file below {RECORDS[kind].FOLDER}/, or take this line out",
            )


def _nowhere(document: Document) -> Problem:
    folder, slash, _ = document.key.partition("/")
    near = get_close_matches(folder.lower(), FOLDERS, 1) if slash else []
    folders = ", ".join(f"{name}/" for name in sorted(FOLDERS))
    help_ = (
        f"move the file into the folder of its type ({folders}) or write `type:`; a plain page "
        "without a type is named under `pages` in opslore.toml"
    )
    if near:
        help_ = f"did you mean the folder {near[0]}/? otherwise {help_}"
    return Problem(document.at(), "nothing tells what type of document this is", help_)


def _untold(document: Document, stated: object) -> Problem:
    near = get_close_matches(str(stated), [*RECORDS, *FOLDERS], 1)
    meant = FOLDERS.get(near[0], near[0]) if near else None
    known = ", ".join(f"`{kind}`" for kind in RECORDS)
    at = document.at("type")
    return Problem(
        at,
        f"there is no type `{stated}`",
        f"did you mean `{meant}`? types are {known}" if meant else f"types are {known}",
        edits=(Edit(at, meant),) if meant else (),
    )
