"""The catalogue's value and what can be asked of it."""

from __future__ import annotations

from dataclasses import field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

from opslore import schema
from opslore.alerts.model import RuleFiles
from opslore.catalogue import links
from opslore.catalogue.actions import Action, actions
from opslore.catalogue.lock import Lock
from opslore.document import Document
from opslore.frozen import dataclass
from opslore.records import NearMiss, Postmortem, Record, Runbook, Service
from opslore.records.checklist import Checklist
from opslore.records.directory import Directory
from opslore.records.pages import Pages
from opslore.records.severities import Severities
from opslore.records.tickets import Tickets
from opslore.records.vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from pathlib import Path

    from opslore.schema import Violation
    from opslore.settings import Settings

R = TypeVar("R", bound=Record)


class Backlink(NamedTuple):
    """Another document that names this one."""

    source: Record
    field: str  # the front matter field, or empty for a link in the text


@dataclass(frozen=True, eq=False)  # compared by identity, so that metrics can keep results
class Catalogue:
    """One library on one day."""

    root: Path
    as_of: date
    settings: Settings
    documents: tuple[Document, ...]  # in the order of their paths, broken ones included
    records: tuple[Record, ...]  # of the readable ones
    types: Mapping[str, str]  # path -> type, of documents whose type is known
    ids: Mapping[str, Mapping[str, str]]  # type -> id -> path, broken ones included
    pages: tuple[Document, ...] = ()  # plain pages
    data: Mapping[str, Document] = field(default_factory=dict)  # data file name -> file
    assets: frozenset[str] | None = None  # keys of all other files; None: nobody looked
    directory: Directory = field(default_factory=Directory)
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    severities: Severities = field(default_factory=Severities)
    checklist: Checklist = field(default_factory=Checklist)
    tickets: Tickets = field(default_factory=Tickets)
    page_counts: Pages = field(default_factory=Pages)
    # Path -> the document at the base of a change; empty unless a change is checked.
    before: Mapping[str, Document] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)  # what runbooks depended on when they were tested
    alerts: Mapping[str, str] = field(default_factory=dict)  # alert name -> fingerprint of its rule
    rule_files: RuleFiles = field(default_factory=RuleFiles)  # of [alerts].files

    @cached_property
    def _by_type(self) -> dict[type[Record], tuple[Record, ...]]:
        found: dict[type[Record], list[Record]] = {}
        for record in self.records:
            found.setdefault(type(record), []).append(record)
        return {kind: tuple(records) for kind, records in found.items()}

    @cached_property
    def _by_id(self) -> dict[tuple[str, str], Record]:
        found: dict[tuple[str, str], Record] = {}
        for record in self.records:
            found.setdefault((record.TYPE, record.id), record)
        for record in self.records:
            for alias in record.aliases:
                found.setdefault((record.TYPE, alias), record)
        return found

    @cached_property
    def by_path(self) -> dict[str, Record]:
        """Records by the path of their file."""
        return {record.path: record for record in self.records}

    @cached_property
    def _violations(self) -> dict[str, tuple[Violation, ...]]:
        return {}  # filled as documents are asked for; five rules ask for each of them

    def violations(self, document: Document) -> tuple[Violation, ...]:
        """Return what the schema of a document's type, or of a data file, has against it."""
        found = self._violations.get(document.path)
        if found is None:
            # A record's document may have the fields that were meant instead.
            document = self._document_by_key.get(document.key, document)
            found = schema.violations(document, self.schema_of(document))
            self._violations[document.path] = found
        return found

    def schema_of(self, document: Document) -> str:
        """Return the name of the schema that holds for a document; empty if none does."""
        if document.key in self.data:
            return "" if document.key == "pages.csv" else document.key.partition(".")[0]
        return self.types.get(document.path, "")

    def of(self, kind: type[R]) -> tuple[R, ...]:
        """Return all records of a class, in the order of their paths."""
        return cast("tuple[R, ...]", self._by_type.get(kind, ()))

    def published(self, kind: type[R]) -> tuple[R, ...]:
        """Return the records of a class that may be shown: restricted ones are left out."""
        return tuple(record for record in self.of(kind) if not record.restricted)

    def failure_modes(self, record: Postmortem | NearMiss) -> tuple[str, ...]:
        """Return the failure modes under which a document is counted, each once.

        Of a restricted document only the vocabulary's: its own words are told nowhere.
        """
        known = self.vocabulary.failure_modes
        named = dict.fromkeys(record.failure_modes)
        return tuple(mode for mode in named if mode in known or not record.restricted)

    @cached_property
    def hidden_services(self) -> frozenset[str]:
        """The ids of restricted services."""
        return frozenset(s.id for s in self.of(Service) if s.restricted)

    def tells(self, service: str) -> bool:
        """Whether a service is known to everybody: it has a document that may be shown."""
        return service not in self.hidden_services and self.find(Service, service) is not None

    def find(self, kind: type[R], identity: str | None) -> R | None:
        """Return the record with an id or an alias; None if there is none that can be read."""
        return cast("R | None", self._by_id.get((kind.TYPE, identity or "")))

    def named(self, ref: str) -> Record | None:
        """Return the record of a free reference, `type/id`."""
        kind, _, identity = ref.partition("/")
        return self._by_id.get((kind, identity))

    def service(self, identity: str | None) -> Service | None:
        """Return a service."""
        return self.find(Service, identity)

    def tier(self, record: Record) -> int:
        """Return the gravest tier among a record's services; 4 if none is known."""
        tiers = (self.service(name) for name in record.services)
        return min((s.tier for s in tiers if s and s.tier), default=4)

    @cached_property
    def action_items(self) -> tuple[Action, ...]:
        """Every action item of every source."""
        return tuple(actions(self.records, self.tickets))

    @cached_property
    def _actions_of(self) -> dict[str, tuple[Action, ...]]:
        found: dict[str, list[Action]] = {}
        for action in self.action_items:
            found.setdefault(action.source.path, []).append(action)
        return {path: tuple(items) for path, items in found.items()}

    def actions_of(self, record: Record) -> tuple[Action, ...]:
        """Return the action items of one document."""
        return self._actions_of.get(record.path, ())

    @cached_property
    def _postmortems_of(self) -> dict[str, list[Postmortem]]:
        found: dict[str, list[Postmortem]] = {}
        for postmortem in self.of(Postmortem):
            for service in dict.fromkeys(postmortem.services):
                found.setdefault(service, []).append(postmortem)
        return found

    def postmortems_of(self, service: str) -> tuple[Postmortem, ...]:
        """Return the postmortems that name a service, in the order of their paths."""
        return tuple(self._postmortems_of.get(service, ()))

    @cached_property
    def _open_actions_of(self) -> dict[str, list[Action]]:
        found: dict[str, list[Action]] = {}
        for action in self.action_items:
            if not action.finished:
                for service in dict.fromkeys(action.source.services):
                    found.setdefault(service, []).append(action)
        return found

    def open_actions_of(self, service: str) -> tuple[Action, ...]:
        """Return the unfinished action items of the documents that name a service."""
        return tuple(self._open_actions_of.get(service, ()))

    @cached_property
    def runbook_of_alert(self) -> dict[str, Runbook]:
        """The runbook that answers an alert, by the alert's name; active ones before others."""
        found: dict[str, Runbook] = {}
        for runbook in sorted(self.of(Runbook), key=lambda r: r.status != "active"):
            for alert in runbook.alerts:
                found.setdefault(alert, runbook)
        return found

    @cached_property
    def incidents(self) -> tuple[Postmortem, ...]:
        """All postmortems that count: duplicates are told once; by start, undated ones left out."""
        counted = [p for p in self.of(Postmortem) if p.started_at and not p.duplicate]
        return tuple(sorted(counted, key=lambda p: (cast("Any", p.started_at), p.id)))

    @cached_property
    def incident_refs(self) -> frozenset[str]:
        """`type/id` of every incident, to ask whether a postmortem counts."""
        return frozenset(postmortem.ref for postmortem in self.incidents)

    @cached_property
    def backlinks(self) -> dict[str, tuple[Backlink, ...]]:
        """`type/id` -> who refers to it, by front matter or by a link in the text."""
        found: dict[str, dict[tuple[str, str], Backlink]] = {}
        for target, link in self._links():
            if target is not link.source:
                key = (link.source.ref, link.field)
                found.setdefault(target.ref, {}).setdefault(key, link)
        return {ref: tuple(named.values()) for ref, named in found.items()}

    def _links(self) -> Iterator[tuple[Record, Backlink]]:
        for record in self.records:
            for reference in record.references():
                target = (
                    self.named(reference.id)
                    if reference.kind == "any"
                    else self._by_id.get((reference.kind, reference.id))
                )
                if target:
                    yield target, Backlink(record, str(reference.steps[0]))
            for link in record.document.body.links:
                key = links.resolve(record.key, link.target).key
                target = self._by_key.get(key) if key else None
                if target:
                    yield target, Backlink(record, "")

    @cached_property
    def _by_key(self) -> dict[str, Record]:
        return {record.key: record for record in self.records}

    def by_key(self, key: str) -> Record | None:
        """Return the record of a file below the content folder."""
        return self._by_key.get(key)

    @cached_property
    def _document_by_key(self) -> dict[str, Document]:
        return {document.key: document for document in (*self.documents, *self.pages)}

    @cached_property
    def sources(self) -> dict[str, Document]:
        """Everything in which a finding can stand, by path: documents, data files, settings."""
        found = {d.path: d for d in (*self.documents, *self.pages, *self.data.values())}
        if self.settings.file:
            found[self.settings.file] = Document(
                self.settings.file, "", self.settings.text, {}, False
            )
        return found

    def document(self, key: str) -> Document | None:
        """Return the document or plain page at a path below the content folder."""
        return self._document_by_key.get(key)

    @cached_property
    def keys(self) -> frozenset[str]:
        """All documents and plain pages, as paths below the content folder."""
        return frozenset(document.key for document in (*self.documents, *self.pages))
