"""What a colleague would say about a change: what it adds, and what is known of its surroundings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.frozen import dataclass
from opslore.metrics.alert_links import pointed
from opslore.metrics.freshness import Freshness, freshness
from opslore.metrics.periods import local_day
from opslore.metrics.related import related
from opslore.metrics.returns import Promise, promises, returns
from opslore.records import Postmortem, Runbook, Service

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from opslore.catalogue import Catalogue
    from opslore.changes.base import Change
    from opslore.document import Document
    from opslore.findings import Finding
    from opslore.records import Record
    from opslore.rules.engine import Result

EARLIER = 3  # incidents that are told of for each new one
BUMP = "REV010"


@dataclass(frozen=True, slots=True)
class Changed:
    """One document that the change adds or touches, and what of it."""

    record: Record
    new: bool
    parts: tuple[str, ...] = ()  # fields and headings that differ; () for a new document


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
    removed: tuple[str, ...]  # titles
    restricted: int  # touched documents that are not named
    findings: tuple[Finding, ...]  # new ones, the gravest first
    bumps: tuple[Finding, ...]  # dates that moved alone
    mended: int  # findings of the base that are gone
    earlier: tuple[Before, ...]
    alerts: tuple[tuple[str, tuple[Runbook, ...]], ...]  # changed rules and their runbooks
    runbooks: tuple[Trusted, ...]
    bare: tuple[str, ...]  # changed services that have no runbook

    @property
    def empty(self) -> bool:
        """Whether there is nothing to say."""
        return not (
            self.changed
            or self.removed
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
    new.sort(key=lambda f: (f.level.weight, f.order))
    there = {f.fingerprint for f in result.findings}
    alerts = tuple(_alerts(catalogue, change))
    services = _services(shown, alerts)
    runbooks = tuple(_trusted(services, catalogue))
    covered = {name for each in runbooks for name in each.services}
    return Story(
        ref=change.ref,
        catalogue=catalogue,
        changed=tuple(_changed(record, change) for record in shown),
        removed=tuple(_removed(catalogue, change)),
        restricted=len(touched) - len(shown),
        findings=tuple(f for f in new if f.code != BUMP),
        bumps=tuple(f for f in new if f.code == BUMP),
        mended=sum(not waived and mark not in there for mark, waived in change.found.items()),
        earlier=tuple(_earlier(shown, change, catalogue)),
        alerts=alerts,
        runbooks=runbooks,
        bare=tuple(name for name in services if name not in covered and catalogue.service(name)),
    )


def _named(finding: Finding, catalogue: Catalogue) -> bool:
    record = catalogue.by_path.get(finding.location.path)
    return record is None or not record.restricted


def _changed(record: Record, change: Change) -> Changed:
    before = change.before.get(record.path)
    if before is None:
        return Changed(record, new=True)
    return Changed(record, new=False, parts=tuple(_parts(before, record.document)))


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


def _removed(catalogue: Catalogue, change: Change) -> Iterator[str]:
    known = {document.path for document in change.before.values()}
    here = {document.path for document in catalogue.documents}
    for record in change.catalogue.records:
        if record.path not in here and record.path not in known and not record.restricted:
            yield record.title


def _earlier(records: Iterable[Record], change: Change, catalogue: Catalogue) -> Iterator[Before]:
    """Yield the nearest earlier incidents of each new one, what came back first."""
    zone = catalogue.settings.zone
    for record in records:
        if not isinstance(record, Postmortem) or record.path in change.before or record.duplicate:
            continue
        night = local_day(record.started_at, zone) if record.started_at else None
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
            if record.started_at is None or other.started_at >= record.started_at or night is None:
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
        if of and runbook.status not in ("draft", "deprecated") and not runbook.superseded_by:
            found.append(Trusted(runbook, of, freshness(runbook, catalogue)))
    found.sort(key=lambda t: (t.found is None or not t.found.bad, t.runbook.path))
    yield from found
