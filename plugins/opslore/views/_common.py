"""What the frames of all types share: chips, facts, trust, neighbours."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opslore.frozen import dataclass
from opslore.metrics.freshness import State, freshness
from opslore.metrics.related import related
from opslore.metrics.topics import topics_of
from opslore.records import OnCallPolicy, Service
from opslore.views.base import Link, link_to

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from opslore.catalogue import Action, Catalogue
    from opslore.records import Record

TYPE_NAMES = {
    "postmortem": "Postmortem",
    "runbook": "Runbook",
    "on-call-policy": "On-call policy",
    "readiness-review": "Readiness review",
    "near-miss": "Near miss",
    "drill": "Drill",
    "service": "Service",
    "case-study": "Case study",
    "investment": "Investment",
    "guide": "Guide",
    "onboarding-path": "Onboarding path",
}
_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
# Words for a reader; the state itself is the freshness metric's.
STATE_WORDS = {
    State.GOOD: "good",
    State.DUE: "due",
    State.STALE: "stale",
    State.FAILED: "failed last time",
    State.CHANGED: "alert changed since test",
    State.NEVER: "never tested",
}
STATE_CLASSES = {
    State.GOOD: "good",
    State.DUE: "due",
    State.STALE: "stale",
    State.FAILED: "failed",
    State.CHANGED: "changed",
    State.NEVER: "never",
}


@dataclass(frozen=True, slots=True)
class Chip:
    """A short word that is told apart by its text and shape, never by colour alone."""

    text: str
    kind: str  # the CSS class behind `ol-`


@dataclass(frozen=True, slots=True)
class Fact:
    """A label with its values."""

    label: str
    values: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Trust:
    """How far a document can be trusted, in one sentence."""

    chip: Chip
    sentence: str
    todo: str
    alarming: bool  # failed last time, or its alert changed


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another document and why it stands here."""

    link: Link
    kind: str
    reasons: str


@dataclass(frozen=True, slots=True)
class Common:
    """The part of a record page that all types have."""

    kind: str
    id: str
    facts: tuple[Fact, ...]
    topics: tuple[Link, ...]
    trust: Trust | None
    notices: tuple[str, ...]
    related: tuple[Neighbour, ...]
    backlinks: tuple[Neighbour, ...]
    links: tuple[Link, ...]  # to other hosts: `key` is the address
    edit: Link


def common(record: Record, catalogue: Catalogue) -> Common:
    """Return what every frame shows of a record."""
    edit = catalogue.settings.site.edit_url
    return Common(
        kind=TYPE_NAMES[record.TYPE],
        id=record.id,
        facts=tuple(_facts(record, catalogue)),
        topics=topic_links(record, catalogue),
        trust=trust(record, catalogue),
        notices=tuple(_notices(record, catalogue)),
        related=tuple(
            Neighbour(link_to(r.record), TYPE_NAMES[r.record.TYPE], "; ".join(r.reasons))
            for r in related(record, catalogue)
        ),
        backlinks=tuple(_backlinks(record, catalogue)),
        links=tuple(Link(link.url, link.title) for link in record.links),
        edit=Link(f"{edit.rstrip('/')}/{record.key}" if edit else "", "Edit this page"),
    )


def trust(record: Record, catalogue: Catalogue) -> Trust | None:
    """Return the trust line of a document that is asked for evidence."""
    found = freshness(record, catalogue)
    if found is None:
        return None
    return Trust(
        Chip(STATE_WORDS[found.state], f"state-{STATE_CLASSES[found.state]}"),
        found.reason[:1].upper() + found.reason[1:] + ".",
        found.next,
        found.state in {State.FAILED, State.CHANGED},
    )


def told(reasons: Iterable[str]) -> str:
    """Return reasons as one line of prose; metrics quote names as findings do, in backticks."""
    return "; ".join(reasons).replace("`", "")


def proof_link(text: str) -> Link:
    """Return evidence as a link: an address, or words with an address in them, or only words."""
    found = _ADDRESS.search(text)
    if found is None:
        return Link("", text)
    address = found[0].rstrip(".,;)")
    words = " ".join(text.replace(address, " ").split()).strip(" .,;:()")
    return Link(address, words or address.rstrip("/").rpartition("/")[2] or address)


def service_links(names: Iterable[str], catalogue: Catalogue) -> tuple[Link, ...]:
    """Return links to services; a name without an entry stays a name."""
    found = ((name, catalogue.service(name)) for name in names)
    return tuple(
        Link(service.key, service.id) if service and not service.restricted else Link("", name)
        for name, service in found
    )


def team_link(team: str | None, catalogue: Catalogue) -> Link | None:
    """Return a team's name, leading to its on-call policy where it has one."""
    if team is None:
        return None
    known = catalogue.directory.teams.get(team)
    name = known.name if known else team
    policy = catalogue.find(OnCallPolicy, team)
    return Link(policy.key if policy and not policy.restricted else "", name)


def topic_links(record: Record, catalogue: Catalogue) -> tuple[Link, ...]:
    """Return links to the topics a record bears."""
    return tuple(Link(topic.key, topic.title) for topic in topics_of(record, catalogue))


def severity_chip(severity: str | None) -> Chip:
    """Return the chip of a severity."""
    return Chip(severity or "no severity", f"sev-{(severity or 'none').removeprefix('sev')}")


def status_chip(status: str) -> Chip:
    """Return the chip of a document's or action item's status."""
    return Chip(status.replace("-", " "), f"status-{status}")


def action_chip(action: Action, overdue_days: int) -> Chip:
    """Return the chip of an action item: overdue and to assign go before its status."""
    if overdue_days:
        days = f"{overdue_days} day" + ("s" if overdue_days > 1 else "")
        return Chip(f"{days} overdue", "status-overdue")
    if action.to_assign:
        return Chip("to assign", "status-to-assign")
    return status_chip(action.status)


def person_name(person: str | None, catalogue: Catalogue) -> str:
    """Return a person's name, or the id where the directory does not know it."""
    if person is None:
        return ""
    known = catalogue.directory.people.get(person)
    if known is None:
        return person
    return f"{known.name} (left)" if known.gone(catalogue.as_of) else known.name


def _facts(record: Record, catalogue: Catalogue) -> Iterator[Fact]:
    if record.services and not isinstance(record, Service):
        label = "Service" if len(record.services) == 1 else "Services"
        yield Fact(label, service_links(record.services, catalogue))
    owner = team_link(record.owner, catalogue)
    if owner:
        yield Fact("Team", (owner,))


def _notices(record: Record, catalogue: Catalogue) -> Iterator[str]:
    if record.superseded_by:
        yield "Superseded: read the document that replaces this one."
    if record.status == "deprecated":
        yield "Deprecated: do not follow it any more."
    if record.status == "draft":
        yield "Draft: facts and wording may still change."
    for waiver in record.waivers:
        if waiver.until and waiver.until >= catalogue.as_of and waiver.rule:
            yield f"Waived until {waiver.until}: {waiver.rule}. {waiver.reason or ''}".strip()


def _backlinks(record: Record, catalogue: Catalogue) -> Iterator[Neighbour]:
    seen = set()
    for link in catalogue.backlinks.get(record.ref, ()):
        if link.source.restricted or link.source.ref in seen:
            continue
        seen.add(link.source.ref)
        field = link.field.replace("_", " ")
        yield Neighbour(link_to(link.source), TYPE_NAMES[link.source.TYPE], field or "in its text")
