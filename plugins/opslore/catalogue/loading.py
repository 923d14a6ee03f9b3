"""From a folder to a catalogue."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from opslore import document as reader
from opslore import settings as configuration
from opslore import workers
from opslore.alerts import RuleFiles, fingerprints
from opslore.catalogue import lock as locking
from opslore.catalogue.data import told
from opslore.catalogue.deriving import ids_of, records_of, settled, type_of
from opslore.catalogue.files import files, kind_of
from opslore.catalogue.model import Catalogue
from opslore.document import Document, Fault, key_of
from opslore.findings import Location

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
    kinds = {path: kind_of(key_of(path, content), settings) for path in new}
    # A text that has no file yet may have any name; it is looked at all the same.
    paths = [*found.documents, *(p for p in new if kinds[p] not in {"data", "page"})]
    jobs = jobs or workers.best(len(paths))

    def share(number: int) -> list[Document]:
        return [read(path, steps=0 if number else jobs) for path in paths[number::jobs]]

    locked = (_locked(path, key_of(path, content)) for path in found.locked)
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
    taken = (settled(document) for document in documents)
    ordered = tuple(sorted((d for d in taken if d is not None), key=lambda d: d.path))
    types = {d.path: kind for d in ordered if (kind := type_of(d))}
    records = records_of(ordered, types, settings)
    named = {d.key: d for d in data}
    return Catalogue(
        root=root,
        as_of=as_of,
        settings=settings,
        documents=ordered,
        records=records,
        types=types,
        ids=ids_of(ordered, types, records),
        pages=tuple(sorted(pages, key=lambda d: d.path)),
        data=named,
        assets=None if assets is None else frozenset(assets),
        lock=lock or locking.Lock(),
        alerts=fingerprints(alerts.rules) if alerts else {},
        rule_files=alerts or RuleFiles(),
        **told(named, settings.zone),
    )
