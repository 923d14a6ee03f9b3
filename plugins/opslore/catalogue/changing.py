"""A catalogue in which one file has changed, made from the one before: an editor's every key."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from opslore.catalogue.data import told
from opslore.catalogue.deriving import (
    ids_of,
    readable,
    records_of,
    settled,
    type_of,
    with_policies,
    with_services,
)
from opslore.catalogue.files import kind_of
from opslore.catalogue.meant import meant
from opslore.document import key_of
from opslore.records import RECORDS, Known, OnCallPolicy, Service

if TYPE_CHECKING:
    from collections.abc import Iterable

    from opslore.catalogue.model import Catalogue
    from opslore.document import Document
    from opslore.records import Record
    from opslore.settings import Settings


def changed(catalogue: Catalogue, path: str, document: Document | None) -> Catalogue:
    """Return the catalogue with the file at `path` read anew; None: it is gone.

    What services and policies hand down to other documents (owner, tier, who covers a service)
    stays as it was: an editor cannot wait for it at every key. `rederived` settles it.
    """
    key = key_of(path, catalogue.settings.content)
    kind = kind_of(key, catalogue.settings)
    new = () if document is None else (document,)
    if kind == "asset":
        return catalogue
    if kind == "page":
        return replace(catalogue, pages=_with(catalogue.pages, path, new))
    if kind == "data":
        data = {k: d for k, d in catalogue.data.items() if k != key} | {d.key: d for d in new}
        return replace(catalogue, data=data, **told(data, catalogue.settings.zone))
    taken = tuple(d for found in new if (d := settled(found)) is not None)
    documents = _with(catalogue.documents, path, taken)
    types = {p: t for p, t in catalogue.types.items() if p != path}
    records = tuple(record for record in catalogue.records if record.path != path)
    for one in taken:
        if one_type := type_of(one):
            types[path] = one_type
            if readable(one):
                known = _known(one_type, records, catalogue.settings)
                made = RECORDS[one_type].read(meant(one, one_type), known)
                records = tuple(sorted((*records, made), key=lambda record: record.path))
    ids = ids_of(documents, types, records)
    return replace(catalogue, documents=documents, types=types, records=records, ids=ids)


def _with(
    documents: Iterable[Document], path: str, new: tuple[Document, ...]
) -> tuple[Document, ...]:
    others = (document for document in documents if document.path != path)
    return tuple(sorted((*others, *new), key=lambda document: document.path))


def _known(kind: str, records: Iterable[Record], settings: Settings) -> Known:
    """Return what is known when documents of a type are read."""
    known = Known(review=settings.review)
    if kind != Service.TYPE:
        known = with_services(known, records)
        if kind != OnCallPolicy.TYPE:
            known = with_policies(known, records)
    return known


def rederived(catalogue: Catalogue) -> Catalogue:
    """Return the catalogue with all records read anew from their documents."""
    records = records_of(catalogue.documents, catalogue.types, catalogue.settings)
    ids = ids_of(catalogue.documents, catalogue.types, records)
    return replace(catalogue, records=records, ids=ids)
