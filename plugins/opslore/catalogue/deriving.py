"""What documents become: a type, a record, and ids that count as known."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from opslore import schema
from opslore.catalogue import backstage
from opslore.catalogue.files import BACKSTAGE
from opslore.catalogue.meant import meant
from opslore.records import FOLDERS, RECORDS, Known, OnCallPolicy, Record, Service, values
from opslore.records.base import derived_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from opslore.document import Document
    from opslore.settings import Settings


def type_of(document: Document) -> str | None:
    """Return the type a document states, else that of its folder; None if neither is one."""
    stated = document.data.get("type")
    if isinstance(stated, str) and stated in RECORDS:
        return stated
    return FOLDERS.get(document.key.split("/", 1)[0]) if "/" in document.key else None


def settled(document: Document) -> Document | None:
    """Return a document as the library takes it; None for a descriptor of something else."""
    if document.key.rsplit("/", 1)[-1] in BACKSTAGE:
        service = backstage.as_service(document)
        return service if service.data or service.broken else None
    if document.faults and [fault.kind for fault in document.faults] == ["no-front-matter"]:
        kind = type_of(document)
        # The folder tells all that is asked of a runbook or a guide: a title and text will do.
        if kind and not document.text.startswith("---") and not schema.schema(kind).get("required"):
            return replace(document, faults=())
    return document


def records_of(
    documents: tuple[Document, ...], types: Mapping[str, str], settings: Settings
) -> tuple[Record, ...]:
    """Return the records of all documents that can be read, in the order of their paths."""
    known = Known(review=settings.review)
    made: dict[str, Record] = {}
    of_type: dict[str, list[Document]] = {}
    for document in documents:
        if readable(document) and (kind := types.get(document.path)):
            of_type.setdefault(kind, []).append(document)
    for cls in RECORDS.values():
        for document in of_type.get(cls.TYPE, ()):
            made[document.path] = cls.read(meant(document, cls.TYPE), known)
        if cls is Service:
            known = with_services(known, made.values())
        elif cls is OnCallPolicy:
            known = with_policies(known, made.values())
    return tuple(made[path] for path in sorted(made))


def readable(document: Document) -> bool:
    """Whether there is something to make a record of."""
    return not document.broken and isinstance(document.data, dict)


def with_services(known: Known, records: Iterable[Record]) -> Known:
    """Return what is known once the services are read: who owns each, and its tier."""
    services = [record for record in records if isinstance(record, Service)]
    return Known(
        owners={s.id: s.owner for s in services if s.owner},
        tiers={s.id: s.tier or 4 for s in services},
        review=known.review,
    )


def with_policies(known: Known, records: Iterable[Record]) -> Known:
    """Return what is known once the on-call policies are read: which covers each service."""
    covering: dict[str, str] = {}
    for record in records:
        if isinstance(record, OnCallPolicy):
            for service in record.covers:
                covering.setdefault(service, record.id)
    return Known(known.owners, known.tiers, covering, known.review)


def ids_of(
    documents: tuple[Document, ...], types: Mapping[str, str], records: tuple[Record, ...]
) -> dict[str, dict[str, str]]:
    """Return every id and alias that counts as known: type -> id -> path."""
    found: dict[str, dict[str, str]] = {}
    for record in records:
        found.setdefault(record.TYPE, {}).setdefault(record.id, record.path)
    for record in records:
        for alias in record.aliases:
            found[record.TYPE].setdefault(alias, record.path)
    for document in documents:
        if kind := types.get(document.path):
            stated = values.text(document.data.get("id"))
            identity = stated or derived_id(document.key, RECORDS[kind].FOLDER)
            found.setdefault(kind, {}).setdefault(identity, document.path)
    return found
