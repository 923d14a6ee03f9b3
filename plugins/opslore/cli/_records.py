"""Finding the document that somebody means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.cli._failure import Failure
from opslore.cli._names import unknown

if TYPE_CHECKING:
    from opslore.catalogue import Catalogue
    from opslore.cli._library import Library
    from opslore.records import Record


def find(catalogue: Catalogue, name: str, library: Library) -> Record:
    """Return the record with an id (`pool`), a full id (`runbook/pool`) or a path.

    Raises Failure if there is none, or more than one.
    """
    if record := catalogue.named(name) or catalogue.by_key(name) or catalogue.by_path.get(name):
        return record
    for record in catalogue.records:
        if library.show(record.path) == name.removeprefix("./"):
            return record
    meant = [r for r in catalogue.records if name == r.id or name in r.aliases]
    if not meant:
        # The last part is what people remember: `pool` for `checkout/pool`.
        meant = [r for r in catalogue.records if r.id.rpartition("/")[2] == name]
    if len(meant) > 1:
        refs = ", ".join(record.ref for record in meant)
        raise Failure(f"{name!r} may be each of {refs}; write one of these")
    if not meant:
        if path := _unreadable(catalogue, name):
            raise Failure(f"{library.show(path)} cannot be read: opslore check tells what to mend")
        full = sorted(record.ref for record in catalogue.records)
        short = sorted({record.id for record in catalogue.records})
        raise Failure(unknown("document", name, full if "/" in name else short))
    return meant[0]


def _unreadable(catalogue: Catalogue, name: str) -> str | None:
    """Return the file that has the id asked for but cannot be read; None if there is none."""
    for kind, ids in catalogue.ids.items():
        for identity, path in ids.items():
            if name in (identity, f"{kind}/{identity}", path) and path not in catalogue.by_path:
                return path
    return None
