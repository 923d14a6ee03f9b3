"""From a folder to a catalogue."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from opslore import document as reader
from opslore import schema, workers
from opslore import settings as configuration
from opslore.alerts import RuleFiles, fingerprints
from opslore.catalogue import backstage
from opslore.catalogue import lock as locking
from opslore.catalogue.data import told
from opslore.catalogue.files import BACKSTAGE, files, kind_of
from opslore.catalogue.meant import meant
from opslore.catalogue.model import Catalogue
from opslore.document import Document, Fault
from opslore.findings import Location
from opslore.records import FOLDERS, RECORDS, Known, OnCallPolicy, Record, Service, values
from opslore.records.base import derived_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date
    from pathlib import Path

    from opslore.settings import Settings


def _no_step() -> None:
    """Do nothing: nobody watches."""


def load(
    root: Path,
    as_of: date,
    settings: Settings | None = None,
    *,
    held: Mapping[str, bytes] | None = None,
    step: Callable[[], object] = _no_step,
    jobs: int = 1,
) -> Catalogue:
    """Return the catalogue of the project at `root`.

    `held` maps paths to bytes that stand for the file, or for a file that is not there yet;
    `step` is called after each file, for a progress bar. `jobs` processes read the documents,
    with 0 as many as pay.
    """
    settings = configuration.load(root) if settings is None else settings
    content = settings.content
    found = files(root, settings)
    held = held or {}

    def read(path: str, *, data: bool = False, steps: int = 1) -> Document:
        for _ in range(steps):
            step()  # for the other processes as well, which are about as far
        if path in held:
            return (reader.parse_data if data else reader.parse)(path, held[path], content)
        return (reader.read_data if data else reader.read)(root, path, content)

    new = sorted(held.keys() - {*found.documents, *found.pages, *found.data})
    kinds = {path: kind_of(_key(path, content), settings) for path in new}
    # A text that has no file yet may have any name; it is looked at all the same.
    paths = [*found.documents, *(p for p in new if kinds[p] not in {"data", "page"})]
    jobs = jobs or workers.best(len(paths))

    def share(number: int) -> list[Document]:
        return [read(path, steps=0 if number else jobs) for path in paths[number::jobs]]

    locked = (_locked(path, _key(path, content)) for path in found.locked)
    documents = chain(locked, *workers.spread(jobs, share))
    pages = [read(path) for path in (*found.pages, *(p for p in new if kinds[p] == "page"))]
    named = (*found.data, *(p for p in new if kinds[p] == "data"))
    data = [read(path, data=True) for path in named]
    lock = locking.read(root)
    alerts = rules_of(root, settings)
    return assemble(
        root, as_of, settings, documents, pages, data, lock=lock, assets=found.assets, alerts=alerts
    )


def _locked(folder: str, key: str) -> Document:
    """Return what stands for the documents of a folder that nobody may look into."""
    said = "may not be opened: permission denied"
    way_out = "give its owner's group the right to read and enter it"
    fault = Fault("unreadable-file", Location(folder), said, way_out)
    return Document(folder, key, "", {}, has_front_matter=False, faults=(fault,))


def _key(path: str, content: str) -> str:
    folder = content.strip("/")
    return path if folder in ("", ".") else path.removeprefix(f"{folder}/")


def rules_of(root: Path, settings: Settings) -> RuleFiles:
    """Return the alert rules of the files that the settings name."""
    if not settings.alerts.files:
        return RuleFiles()
    from opslore.alerts import reading  # with PyYAML, which a plain check does without

    return reading.read(root, settings.alerts.files)


def assemble(
    root: Path,
    as_of: date,
    settings: Settings,
    documents: Iterable[Document],
    pages: Iterable[Document] = (),
    data: Iterable[Document] = (),
    *,
    lock: locking.Lock | None = None,
    assets: Iterable[str] | None = None,
    alerts: RuleFiles | None = None,
) -> Catalogue:
    """Return the catalogue of documents already read (an editor holds some in memory)."""
    settled = (_settled(document) for document in documents)
    ordered = tuple(sorted((d for d in settled if d is not None), key=lambda d: d.path))
    types = {d.path: kind for d in ordered if (kind := type_of(d))}
    records = _records(ordered, types, settings)
    named = {d.key: d for d in data}
    return Catalogue(
        root=root,
        as_of=as_of,
        settings=settings,
        documents=ordered,
        records=records,
        types=types,
        ids=_ids(ordered, types, records),
        pages=tuple(sorted(pages, key=lambda d: d.path)),
        data=named,
        assets=None if assets is None else frozenset(assets),
        lock=lock or locking.Lock(),
        alerts=fingerprints(alerts.rules) if alerts else {},
        rule_files=alerts or RuleFiles(),
        **told(named, settings.zone),
    )


def type_of(document: Document) -> str | None:
    """Return the type a document states, else that of its folder; None if neither is one."""
    stated = document.data.get("type")
    if isinstance(stated, str) and stated in RECORDS:
        return stated
    return FOLDERS.get(document.key.split("/", 1)[0]) if "/" in document.key else None


def _settled(document: Document) -> Document | None:
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


def _records(
    documents: tuple[Document, ...], types: Mapping[str, str], settings: Settings
) -> tuple[Record, ...]:
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
            known = _with_services(known, made.values())
        elif cls is OnCallPolicy:
            known = _with_policies(known, made.values())
    return tuple(made[path] for path in sorted(made))


def readable(document: Document) -> bool:
    """Whether there is something to make a record of."""
    return not document.broken and isinstance(document.data, dict)


def _with_services(known: Known, records: Iterable[Record]) -> Known:
    services = [record for record in records if isinstance(record, Service)]
    return Known(
        owners={s.id: s.owner for s in services if s.owner},
        tiers={s.id: s.tier or 4 for s in services},
        review=known.review,
    )


def _with_policies(known: Known, records: Iterable[Record]) -> Known:
    covering: dict[str, str] = {}
    for record in records:
        if isinstance(record, OnCallPolicy):
            for service in record.covers:
                covering.setdefault(service, record.id)
    return Known(known.owners, known.tiers, covering, known.review)


def _ids(
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
