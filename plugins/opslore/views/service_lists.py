"""What stands on the page of a service in lists: runbooks, incidents, open action items, its like.

The page of a service is an author's, with a frame around it; here its long lists are cut, for the
frame, and go on for the site.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from opslore.frozen import dataclass
from opslore.metrics.dependencies import blast_radius
from opslore.metrics.happened import day_of
from opslore.records import Drill, NearMiss, Service
from opslore.views._long import FIRST, Cut, Line, Listing, cut, in_library, line_of
from opslore.views.actions import line as action_line
from opslore.views.base import Link, link_to
from opslore.views.services import runbooks_by_service

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from opslore.catalogue import Action, Catalogue
    from opslore.metrics.dependencies import Hit
    from opslore.records import Postmortem, Record, Runbook
    from opslore.views.base import Page

INCIDENTS = 12  # on the page of a service

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class ServiceLists:
    """The lists of one service, cut where they are long."""

    runbooks: Cut[Runbook]
    incidents: Cut[Postmortem]
    others: Cut[NearMiss | Drill]
    actions: Cut[Action]
    hard: Cut[tuple[Service, str]]  # who fails with it, and the way the failure takes
    soft: Cut[tuple[Service, str]]

    @property
    def pages(self) -> Iterator[Page]:
        """The parts of all lists."""
        for found in (
            self.runbooks,
            self.incidents,
            self.others,
            self.actions,
            self.hard,
            self.soft,
        ):
            yield from found.pages


def pages(catalogue: Catalogue) -> Iterator[Page]:
    """Yield the parts of long lists of services."""
    for found in lists(catalogue).values():
        yield from found.pages


@lru_cache(maxsize=2)
def lists(catalogue: Catalogue) -> Mapping[str, ServiceLists]:
    """Return the lists of each service that may be shown."""
    others = _others(catalogue)
    runbooks = runbooks_by_service(catalogue)
    return {
        service.id: _lists(service, runbooks.get(service.id, ()), others, catalogue)
        for service in catalogue.published(Service)
    }


def _lists(
    service: Service,
    runbooks: Sequence[Runbook],
    others: Mapping[str, list[NearMiss | Drill]],
    catalogue: Catalogue,
) -> ServiceLists:
    incidents = [p for p in reversed(catalogue.postmortems_of(service.id)) if not p.restricted]
    actions = [a for a in catalogue.open_actions_of(service.id) if not a.source.restricted]
    radius = blast_radius(service.id, catalogue)

    def told(record: Record) -> Line:
        return line_of(record, catalogue)

    def hit(pair: tuple[Service, str]) -> Line:
        return Line(link_to(pair[0]), (), None, pair[1])

    def short(
        items: Sequence[_T], name: str, line: Callable[[_T], Line], type_: str = ""
    ) -> Cut[_T]:
        search = in_library(Type=[type_], Service=[service.id]) if type_ else None
        return cut(items, FIRST, _listing(service, name, line, search))

    def day(postmortem: Postmortem) -> date | None:
        return day_of(postmortem, catalogue)

    search = in_library(Type=["Postmortem"], Service=[service.id])
    past: Listing[Postmortem] = _listing(service, "incidents", told, search)
    return ServiceLists(
        short(runbooks, "runbooks", told, "Runbook"),
        cut(incidents, INCIDENTS, past._replace(order="newest", day=day)),
        short(others.get(service.id, ()), "near misses and drills", told),
        short(actions, "action items", lambda action: action_line(action, catalogue)),
        short(tuple(_hits(radius.hard, catalogue)), "services that fail with it", hit),
        short(tuple(_hits(radius.soft, catalogue)), "services that go on without it", hit),
    )


def _listing(
    service: Service, name: str, line: Callable[[_T], Line], search: Link | None
) -> Listing[_T]:
    return Listing(
        f"{service.key.removesuffix('.md')}/{name.replace(' ', '-')}",
        f"{service.title}: {name}",
        link_to(service),
        line,
        search=search,
    )


def _others(catalogue: Catalogue) -> Mapping[str, list[NearMiss | Drill]]:
    """Return the near misses of each service, and its drills, the newest first."""
    found: dict[str, list[NearMiss | Drill]] = {}
    happened: Iterable[NearMiss | Drill] = (
        *reversed(catalogue.published(NearMiss)),
        *reversed(catalogue.published(Drill)),
    )
    for record in happened:
        for service in dict.fromkeys(record.services):
            found.setdefault(service, []).append(record)
    return found


def _hits(hits: tuple[Hit, ...], catalogue: Catalogue) -> Iterator[tuple[Service, str]]:
    """Yield who is hit and the way; none where it goes by a service that is not shown."""
    hidden = {service.id for service in catalogue.of(Service) if service.restricted}
    for hit in hits:
        other = catalogue.find(Service, hit.service)
        if other and not other.restricted:
            named = len(hit.path) > 2 and not any(name in hidden for name in hit.path)
            yield other, " → ".join(hit.path) if named else ""
