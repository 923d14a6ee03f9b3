"""What a colleague would say about a change: what it adds, and what is known of its surroundings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from opslore.frozen import dataclass
from opslore.metrics.alert_links import pointed
from opslore.metrics.freshness import Freshness, freshness
from opslore.metrics.periods import local_day
from opslore.metrics.related import related
from opslore.metrics.returns import Promise, promises, returns
from opslore.records import Postmortem, Runbook, Service, values

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime

    from opslore.catalogue import Catalogue
    from opslore.changes.base import Change
    from opslore.document import Document
    from opslore.findings import Finding
    from opslore.records import Record
    from opslore.rules.engine import Result

EARLIER = 3  # incidents that are told of for each new one
NEWEST = 5  # new incidents that are compared; a change that brings in old files has hundreds
BUMP = "REV010"


@dataclass(frozen=True, slots=True)
class Changed:
    """One document that the change adds or touches, and what of it."""

    record: Record
    new: bool
    parts: tuple[str, ...] = ()  # fields and headings that differ; () for a new document
    was: str = ""  # its id at the base, if it has another one now


@dataclass(frozen=True, slots=True)
class File:
    """A data file, a plain page, the settings or an unreadable document that the change touches."""

    path: str
    how: str  # new, changed or removed
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Before:
    """An earlier incident that a new one resembles."""

    incident: Record
    earlier: Record
    days: int | None  # from start to start
    reasons: tuple[str, ...]
    night: date | None  # the day on which the promises are judged
    promises: tuple[Promise, ...]


@dataclass(frozen=True, slots=True)
class Trusted:
    """A runbook of a changed service; `found` is None for one that nobody is to follow."""

    runbook: Runbook
    services: tuple[str, ...]
    found: Freshness | None


@dataclass(frozen=True, slots=True)
class Story:
    """All that a comment says."""

    ref: str
    catalogue: Catalogue
    changed: tuple[Changed, ...]
    removed: tuple[Record, ...]
    files: tuple[File, ...]
    restricted: int  # touched documents that are not named
    findings: tuple[Finding, ...]  # new ones, the gravest first
    bumps: tuple[Finding, ...]  # dates that moved alone
    mended: int  # findings of the base that are gone
    earlier: tuple[Before, ...]
    uncompared: int  # new incidents that were left out of it
    alerts: tuple[tuple[str, tuple[Runbook, ...]], ...]  # changed rules and their runbooks
    runbooks: tuple[Trusted, ...]
    bare: tuple[str, ...]  # changed services that have no runbook

    @property
    def empty(self) -> bool:
        """Whether there is nothing to say."""
        return not (
            self.changed
            or self.removed
            or self.files
            or self.restricted
            or self.findings
            or self.bumps
            or self.alerts
        )


def story(catalogue: Catalogue, change: Change, result: Result) -> Story:
    """Return what to say about a change, from the findings of the library with it."""
    touched = [record for record in catalogue.records if record.path in change.touched]
    shown = [record for record in touched if not record.restricted]
    new = [f for f in result.findings if not f.waived and change.adds(f) and _named(f, catalogue)]
    new.sort(key=lambda f: (f.level.weight, f.location.path not in change.touched, f.order))
    there = {f.fingerprint for f in result.findings}
    gone = tuple(_removed(catalogue, change))
    incidents = _new_incidents(shown, change)
    alerts = tuple(_alerts(catalogue, change))
    services = _services(shown, alerts)
    runbooks = tuple(_trusted(services, catalogue))
    covered = {name for each in runbooks for name in each.services}
    return Story(
        ref=change.ref,
        catalogue=catalogue,
        changed=tuple(_changed(record, change, catalogue) for record in shown),
        removed=tuple(record for record in gone if not record.restricted),
        files=tuple(_files(catalogue, change)),
        restricted=sum(record.restricted for record in (*touched, *gone)),
        findings=tuple(f for f in new if f.code != BUMP),
        bumps=tuple(f for f in new if f.code == BUMP),
        mended=sum(not waived and mark not in there for mark, waived in change.found.items()),
        earlier=tuple(_earlier(incidents[:NEWEST], catalogue)),
        uncompared=max(len(incidents) - NEWEST, 0),
        alerts=alerts,
        runbooks=runbooks,
        bare=tuple(name for name in services if name not in covered and catalogue.service(name)),
    )


def _named(finding: Finding, catalogue: Catalogue) -> bool:
    record = catalogue.by_path.get(finding.location.path)
    return record is None or not record.restricted


def _changed(record: Record, change: Change, catalogue: Catalogue) -> Changed:
    before = change.before.get(record.path)
    if before is None:
        return Changed(record, new=True)
    now = catalogue.document(record.key) or record.document  # a record's has misspelt fields mended
    parts = list(_parts(before, now))
    then = change.was.get(record.path)
    old = change.catalogue.by_path.get(then) if then else None
    was = old.id if old and old.id != record.id else ""
    if then and not was:
        parts.append("its place")
    return Changed(record, new=False, parts=tuple(parts), was=was)


def _parts(before: Document, now: Document) -> Iterator[str]:
    """Yield the fields, then the headings, under which something differs."""
    keys = dict.fromkeys((*now.data, *before.data))
    yield from (f"`{key}`" for key in keys if before.data.get(key) != now.data.get(key))
    then, today = _sections(before), _sections(now)
    for title in dict.fromkeys((*today, *then)):
        if then.get(title) != today.get(title):
            yield title or "its first lines"


def _sections(document: Document) -> dict[str, list[str]]:
    """Return the words of each section by its heading; what stands above has no name."""
    starts = {
        heading.line: heading.text for heading in document.body.headings if heading.level <= 2
    }
    found: dict[str, list[str]] = {}
    first = document.text.count("\n", 0, document.body_offset) + 1
    title = ""
    for number, line in enumerate(document.text[document.body_offset :].splitlines(), first):
        title = starts.get(number, title)
        found.setdefault(title, []).extend(line.split())
    return found


def _removed(catalogue: Catalogue, change: Change) -> Iterator[Record]:
    known = {document.path for document in change.before.values()}
    here = {document.path for document in catalogue.documents}
    for record in change.catalogue.records:
        if record.path not in here and record.path not in known:
            yield record


def _files(catalogue: Catalogue, change: Change) -> Iterator[File]:
    """Yield what the change does to files of the library that are no documents of a type."""
    now, then = _plain(catalogue), _plain(change.catalogue)
    hidden = {record.path for record in change.catalogue.records if record.restricted}
    for path in sorted(now.keys() & change.touched):
        before = change.before.get(path)
        if before is not None and before.path in hidden:
            continue
        document = now[path]
        if document.faults and not document.data:
            yield File(
                path, "new" if before is None else "changed", ("no document can be read from it",)
            )
        elif before is None:
            yield File(path, "new")
        elif document.key in catalogue.data:
            yield File(path, "changed", tuple(_entries(before.data, document.data)))
        else:
            yield File(path, "changed", tuple(_parts(before, document)))
    known = {document.path for document in change.before.values()}
    here = {document.path for document in (*catalogue.documents, *now.values())}
    yield from (File(path, "removed") for path in sorted(then.keys() - here - known))
    if catalogue.settings.file == "opslore.toml" and "opslore.toml" in change.touched:
        yield File("opslore.toml", "changed")


def _entries(before: object, now: object) -> Iterator[str]:
    """Yield the fields of a data file under which something differs, with the ids of entries."""
    if not isinstance(before, Mapping) or not isinstance(now, Mapping):
        return
    for key in dict.fromkeys((*now, *before)):
        if before.get(key) != now.get(key):
            then, today = _by_id(before.get(key)), _by_id(now.get(key))
            ids = [f"`{i}`" for i in dict.fromkeys((*today, *then)) if then.get(i) != today.get(i)]
            more = f" and {len(ids) - 5} more" if len(ids) > 5 else ""
            yield f"`{key}` ({', '.join(ids[:5])}{more})" if ids else f"`{key}`"


def _by_id(entries: object) -> dict[str, object]:
    found = values.mappings(entries) if isinstance(entries, list) else ()
    return {name: entry for _, entry in found if (name := values.text(entry.get("id")))}


def _plain(catalogue: Catalogue) -> dict[str, Document]:
    """Return the data files, plain pages and documents that are no records, by path."""
    documents = (*catalogue.data.values(), *catalogue.pages, *catalogue.documents)
    return {d.path: d for d in documents if d.path not in catalogue.by_path}


def _new_incidents(records: Iterable[Record], change: Change) -> list[Postmortem]:
    """Return the postmortems that the change adds, the newest incident first."""
    found = [
        record
        for record in records
        if isinstance(record, Postmortem) and record.path not in change.before
    ]
    found = [record for record in found if record.started_at and not record.duplicate]
    return sorted(found, key=lambda p: (cast("datetime", p.started_at), p.id), reverse=True)


def _earlier(incidents: Iterable[Postmortem], catalogue: Catalogue) -> Iterator[Before]:
    """Yield the nearest earlier incidents of each new one, what came back first."""
    zone = catalogue.settings.zone
    for record in incidents:
        started = cast("datetime", record.started_at)
        night = local_day(started, zone)
        back = returns(catalogue).get(record.ref)
        near = {r.record.ref: (r.record, r.reasons) for r in related(record, catalogue, count=20)}
        if back and not back.earlier.restricted:
            _, reasons = near.pop(back.earlier.ref, (None, ()))
            told = reasons or ("it says so itself",)
            yield Before(record, back.earlier, back.days, told, night, back.promises)
        count = EARLIER - (back is not None)
        for other, reasons in list(near.values()):
            if count == 0 or not isinstance(other, Postmortem) or not other.started_at:
                continue
            if other.started_at >= started:
                continue
            days = (night - local_day(other.started_at, zone)).days
            made = tuple(promises(other, night, catalogue))
            yield Before(record, other, days, reasons, night, made)
            count -= 1


def _alerts(catalogue: Catalogue, change: Change) -> Iterator[tuple[str, tuple[Runbook, ...]]]:
    """Yield the alerts whose rule is new, gone or another one, with the runbooks they concern."""
    then, now = change.catalogue.alerts, catalogue.alerts
    leads = pointed(catalogue)
    for name in sorted({*then, *now}):
        if then.get(name) == now.get(name):
            continue
        concerned = tuple(
            runbook
            for runbook in catalogue.published(Runbook)
            if name in runbook.alerts or name in leads.get(runbook.key, ())
        )
        yield name, concerned


def _services(
    records: Iterable[Record], alerts: Iterable[tuple[str, tuple[Runbook, ...]]]
) -> tuple[str, ...]:
    named: dict[str, None] = {}
    for record in records:
        names = (record.id,) if isinstance(record, Service) else record.services
        named |= dict.fromkeys(names)
    for _, runbooks in alerts:
        for runbook in runbooks:
            named |= dict.fromkeys(runbook.services)
    return tuple(sorted(named))


def _trusted(services: tuple[str, ...], catalogue: Catalogue) -> Iterator[Trusted]:
    """Yield the runbooks of services, those not to be trusted first."""
    found = []
    for runbook in catalogue.published(Runbook):
        of = tuple(name for name in services if name in runbook.services)
        if of and runbook.in_force:
            found.append(Trusted(runbook, of, freshness(runbook, catalogue)))
    found.sort(key=lambda t: (t.found is None or not t.found.bad, t.runbook.path))
    yield from found
