"""Which alert leads to which runbook, and where the chain is broken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opslore.alerts.targets import Status
from opslore.frozen import dataclass
from opslore.metrics.alert_links import ORDER, of_library, unpointed
from opslore.metrics.freshness import freshness
from opslore.views._common import Chip, state_chip, team_link
from opslore.views._long import Line, Listing, cut, limit, line_of
from opslore.views.base import Link, Page, link_to
from opslore.views.freshness import STATE_WEIGHT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from opslore.catalogue import Catalogue
    from opslore.metrics.alert_links import Closure
    from opslore.records import Runbook
    from opslore.views._long import Rest

KEY, TITLE = "now/alerts.md", "From alert to runbook"
HEADINGS = {
    Status.DANGLING_PAGE: "The runbook is not there",
    Status.DANGLING_ANCHOR: "The heading is not there",
    Status.CASE_DIFFERS: "The address differs in case",
    Status.NONE: "No runbook is named",
    Status.TEMPLATED: "A template decides",
    Status.EXTERNAL: "Somewhere else",
    Status.RESOLVES: "There is a runbook",
}


@dataclass(frozen=True, slots=True)
class AlertRow:
    """One alert rule, its runbook and how far that can be trusted."""

    name: str
    place: str  # file and line
    wakes: str  # the label `severity`
    runbook: Link | None
    address: str  # where it leads if there is no page of ours
    chip: Chip | None


@dataclass(frozen=True, slots=True)
class AlertGroup:
    """The rules of one status."""

    heading: str
    count: int
    rows: tuple[AlertRow, ...]
    rest: Rest | None


@dataclass(frozen=True, slots=True)
class Unreached:
    """A runbook for alerts to which no rule leads."""

    link: Link
    alerts: str
    team: Link | None


@dataclass(frozen=True, slots=True)
class AlertsModel:
    """All that the template can see."""

    as_of: date
    total: int
    good: int  # rules that lead to a runbook
    trusted: int  # of these, to one that can be trusted today
    groups: tuple[AlertGroup, ...]
    unreached: tuple[Unreached, ...]
    more_unreached: Rest | None
    unread: tuple[str, ...]  # files that could not be read


def pages(catalogue: Catalogue) -> Iterator[Page]:
    """Yield the list of all alert rules; none where no rule files are configured."""
    if not catalogue.rule_files.files:
        return
    closures = of_library(catalogue).closures
    groups, parts = [], []
    for status in ORDER:
        of_status = [closure for closure in closures if closure.status is status]
        if of_status:
            # Within a group, what cannot be trusted stands first.
            of_status.sort(key=lambda closure: -_worry(closure, catalogue))
            found = cut(of_status, limit(len(closures)), _listing(status, catalogue))
            rows = tuple(_row(closure, catalogue) for closure in found.first)
            groups.append(AlertGroup(HEADINGS[status], len(of_status), rows, found.rest))
            parts.append(found.pages)
    alone = [runbook for runbook in unpointed(catalogue) if not runbook.restricted]
    unreached = cut(alone, limit(len(alone)), _unreached(catalogue))
    good = [closure for closure in closures if closure.status is Status.RESOLVES]
    model = AlertsModel(
        catalogue.as_of,
        len(closures),
        len(good),
        sum(_trusted(closure, catalogue) for closure in good),
        tuple(groups),
        tuple(
            Unreached(
                link_to(runbook), ", ".join(runbook.alerts), team_link(runbook.owner, catalogue)
            )
            for runbook in unreached.first
        ),
        unreached.rest,
        tuple(f"{p.at.path}:{p.at.line}" for p in catalogue.rule_files.problems),
    )
    yield Page(KEY, "alerts.md.jinja", model, TITLE, hide=("toc",))
    for pages_ in (*parts, unreached.pages):
        yield from pages_


def _listing(status: Status, catalogue: Catalogue) -> Listing[Closure]:
    heading = HEADINGS[status]
    return Listing(
        f"now/alerts/{heading.lower().replace(' ', '-')}",
        f"{TITLE}: {heading[:1].lower()}{heading[1:]}",
        Link(KEY, TITLE),
        lambda closure: _line(closure, catalogue),
    )


def _line(closure: Closure, catalogue: Catalogue) -> Line:
    row = _row(closure, catalogue)
    where = row.runbook.title if row.runbook else row.address
    words = ", ".join(filter(None, (where, row.place)))
    key = row.runbook.key if row.runbook else ""
    return Line(Link(key, row.name), (row.chip,) if row.chip else (), None, words)


def _unreached(catalogue: Catalogue) -> Listing[Runbook]:
    return Listing(
        "now/alerts/runbooks-that-no-rule-leads-to",
        "Runbooks that no rule leads to",
        Link(f"{KEY}#runbooks-that-no-rule-leads-to", TITLE),
        lambda runbook: line_of(runbook, catalogue),
    )


def _row(closure: Closure, catalogue: Catalogue) -> AlertRow:
    rule = closure.rule
    target = closure.outcome.target
    record = catalogue.by_key(target) if target else None
    hidden = record is not None and record.restricted
    link, chip, address = None, None, closure.url
    if hidden:
        address = "a restricted document"
    elif target:
        document = catalogue.document(target)
        link = link_to(record) if record else Link(target, document.key if document else target)
        found = freshness(record, catalogue) if record else None
        if found:
            chip = state_chip(found.state)
    place = f"{rule.at.path}:{rule.at.line}"
    return AlertRow(rule.name, place, rule.labels.get("severity", ""), link, address, chip)


def _worry(closure: Closure, catalogue: Catalogue) -> int:
    record = catalogue.by_key(closure.outcome.target or "")
    found = freshness(record, catalogue) if record else None
    return STATE_WEIGHT[found.state] if found else 0


def _trusted(closure: Closure, catalogue: Catalogue) -> bool:
    record = catalogue.by_key(closure.outcome.target or "")
    found = freshness(record, catalogue) if record else None
    return found is not None and not found.bad
