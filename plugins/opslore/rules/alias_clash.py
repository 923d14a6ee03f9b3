"""An old id or address leads to one document.

`aliases` keep old links alive: from a firing alert, from a wiki, from a bookmark. Two documents
that claim the same one, or one that claims the id of a living document, send half of the readers
to the wrong page.

## Bad

```md title="guides/levels.md"
---
owner: platform
aliases: [severity]  # expect: REF005
---

# Levels of severity

For everyone on call.
```

## Good

```md title="guides/levels.md"
---
owner: platform
aliases: [severity-levels]
---

# Levels of severity

For everyone on call.
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.catalogue import Catalogue
from opslore.findings import Level, Problem
from opslore.records.base import listed
from opslore.rules.engine import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.findings import Location
    from opslore.records import Record


@rule("REF005", on=Catalogue, level=Level.ERROR)
def alias_clash(_: Catalogue, catalogue: Catalogue) -> Iterator[Problem]:
    claims: dict[tuple[str, str], list[tuple[Record, Location]]] = {}
    for record in catalogue.records:
        if not record.aliases:
            continue
        for alias in listed(record.document.data, "", "aliases"):
            at = record.at(*alias.steps)
            if _is_address(alias.id):
                claims.setdefault(("", alias.id.rstrip("/")), []).append((record, at))
                continue
            claims.setdefault((record.TYPE, alias.id), []).append((record, at))
            if alias.id == record.id:
                yield Problem(
                    at,
                    f"`{alias.id}` is the id of this very document",
                    "an alias is an id that it no longer has; take the line out",
                )
            elif owner := _bearer(record, alias.id, catalogue):
                yield Problem(
                    at,
                    f"`{alias.id}` is the id of the {record.NOUN} `{owner.key}`",
                    "take the alias out, or move the other document",
                    also=(owner.at("id"),),
                )
    for (_kind, name), claimed in claims.items():
        for record, at in claimed if len({r.path for r, _ in claimed}) > 1 else ():
            others = [(r, place) for r, place in claimed if r is not record]
            yield Problem(
                at,
                f"`{name}` is an alias of `{others[0][0].key}` as well",
                "leave it to the document that readers of the old address look for",
                also=tuple(place for _, place in others),
            )


def _is_address(alias: str) -> bool:
    return alias.startswith("/") or "://" in alias


def _bearer(record: Record, alias: str, catalogue: Catalogue) -> Record | None:
    """Return the other record of the type whose own id `alias` is."""
    found = catalogue.named(f"{record.TYPE}/{alias}")
    return found if found and found.id == alias and found is not record else None
