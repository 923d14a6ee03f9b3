"""What the frames of all types share: chips, facts, trust, neighbours."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opslore.frozen import dataclass
from opslore.metrics.dates import day as spelled
from opslore.metrics.dates import days
from opslore.metrics.freshness import State, freshness
from opslore.metrics.related import related
from opslore.metrics.topics import page_of, topics_of
from opslore.records import OnCallPolicy, Service
from opslore.views.base import Link, link_to

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from opslore.catalogue import Action, Catalogue
    from opslore.records import Record

_ITEM = re.compile(r"([a-z-]+/[^\s#]+)#(\S+)")
_DURATION = re.compile(r"(\d+)([mhdw])")
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

MENTIONED = 50  # of those that mention a document, on its page; as of other long lists
# Why another document names this one, by the field in which it does; a mention needs no reason.
_NAMED_IN = {
    "weeks": "part of its reading",
    "pin": "one of its five postmortems",
    "runbooks_used": "used it",
    "depends_on": "needs it",
    "promoted_to": "became it",
    "superseded_by": "replaced by this one",
    "related": "related",
}
# Fields whose documents the page of a service lists by themselves, and types it does not.
_OF_A_SERVICE = frozenset({"services", "depends_on", "covers"})
_NOT_LISTED = frozenset({"investment"})


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
class Notice:
    """Something to know before reading, and what to read instead."""

    text: str
    instead: Link | None
    loud: bool  # to follow the page would do harm


@dataclass(frozen=True, slots=True)
class Common:
    """The part of a record page that all types have."""

    kind: str
    id: str
    facts: tuple[Fact, ...]
    topics: tuple[Link, ...]
    trust: Trust | None
    notices: tuple[Notice, ...]
    related: tuple[Neighbour, ...]
    backlinks: tuple[Neighbour, ...]
    mentions: Link | None  # the page of them all, where there are many
    links: tuple[Link, ...]  # to other hosts: `key` is the address
    edit: Link


def common(record: Record, catalogue: Catalogue) -> Common:
    """Return what every frame shows of a record."""
    edit = catalogue.settings.site.edit_url
    naming = tuple(backlinks(record, catalogue))
    many = f"all {len(naming):,}" if len(naming) > MENTIONED else ""
    return Common(
        kind=record.NOUN.capitalize(),
        id=record.id,
        facts=tuple(_facts(record, catalogue)),
        topics=topic_links(record, catalogue),
        trust=trust(record, catalogue),
        notices=tuple(_notices(record, catalogue)),
        related=tuple(
            Neighbour(link_to(r.record), r.record.NOUN.capitalize(), "; ".join(r.reasons))
            for r in related(record, catalogue)
        ),
        backlinks=naming[:MENTIONED],
        mentions=Link(f"{mentions_folder(record)}/1.md", many) if many else None,
        links=tuple(Link(link.url, link.title) for link in record.links),
        edit=Link(f"{edit.rstrip('/')}/{record.key}" if edit else "", "Edit this page"),
    )


def trust(record: Record, catalogue: Catalogue) -> Trust | None:
    """Return the trust line of a document that is asked for evidence."""
    found = freshness(record, catalogue)
    if found is None:
        return None
    return Trust(
        state_chip(found.state),
        found.reason[:1].upper() + found.reason[1:] + ".",
        found.next,
        found.state in {State.FAILED, State.CHANGED},
    )


def told(reasons: Iterable[str], catalogue: Catalogue) -> str:
    """Return reasons as one line of prose.

    Metrics quote names as findings do, in backticks, and name an action item by its id; a reader
    knows it by the title of its document.
    """

    def title(found: re.Match[str]) -> str:
        record = catalogue.named(found[1])
        shown = record is not None and not record.restricted
        return f"{found[2]} of “{record.title}”" if record and shown else found[0]

    return _ITEM.sub(title, "; ".join(reasons).replace("`", ""))


def lasting(text: str) -> str:
    """Return a duration of the front matter in words: `30d` is `30 days`."""
    found = _DURATION.fullmatch(text)
    if found is None:
        return text
    unit = {"m": "minute", "h": "hour", "d": "day", "w": "week"}[found[2]]
    return f"{found[1]} {unit}" + ("" if found[1] == "1" else "s")


def proof_link(text: str) -> Link:
    """Return evidence as a link: an address, or words with an address in them, or only words."""
    found = _ADDRESS.search(text)
    if found is None:
        return Link("", text)
    address = found[0].rstrip(".,;)")
    words = " ".join(text.replace(address, " ").split()).strip(" .,;:()")
    return Link(address, words or short(address))


def short(address: str) -> str:
    """Return the telling end of an address: its last part, with the one before a bare number."""
    parts = [part for part in address.split("/")[3:] if part]
    if len(parts) > 1 and parts[-1].isdecimal():
        return f"{parts[-2].removesuffix('s').replace('_', ' ')} {parts[-1]}"
    return parts[-1] if parts else address


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
    policy = catalogue.find(OnCallPolicy, team)
    return Link(policy.key if policy and not policy.restricted else "", team_name(team, catalogue))


def team_name(team: str | None, catalogue: Catalogue) -> str:
    """Return a team's name, or the id where the directory does not know it; empty for none."""
    known = catalogue.directory.teams.get(team or "")
    return known.name if known else team or ""


def topic_links(record: Record, catalogue: Catalogue) -> tuple[Link, ...]:
    """Return links to the topics a record bears."""
    return tuple(Link(topic.key, topic.title) for topic in topics_of(record, catalogue))


def mode_link(mode: str, catalogue: Catalogue) -> Link:
    """Return the link to a failure mode's topic; only its id where the vocabulary has no such."""
    term = catalogue.vocabulary.failure_modes.get(mode)
    return Link(page_of(term.id), term.title) if term else Link("", mode)


def severity_chip(severity: str | None) -> Chip:
    """Return the chip of a severity."""
    return Chip(severity or "no severity", f"sev-{(severity or 'none').removeprefix('sev')}")


def state_chip(state: State) -> Chip:
    """Return the chip of how far a document can be trusted."""
    return Chip(STATE_WORDS[state], f"state-{STATE_CLASSES[state]}")


def status_chip(status: str) -> Chip:
    """Return the chip of a document's or action item's status."""
    return Chip(status.replace("-", " "), f"status-{status}")


def action_chip(action: Action, overdue_days: int) -> Chip:
    """Return the chip of an action item: overdue and to assign go before its status."""
    if overdue_days:
        return Chip(f"{days(overdue_days)} overdue", "status-overdue")
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


def _notices(record: Record, catalogue: Catalogue) -> Iterator[Notice]:
    deprecated = record.status == "deprecated"
    if deprecated or record.superseded_by:
        heir = catalogue.named(record.superseded_by) if record.superseded_by else None
        instead = link_to(heir) if heir and not heir.restricted else None
        said = "Deprecated: do not follow this page." if deprecated else "Replaced."
        yield Notice(said + (" Read instead:" if instead else ""), instead, loud=deprecated)
    if record.status == "draft":
        yield Notice("Draft: facts and wording may still change.", None, loud=False)
    for waiver in record.waivers:
        if waiver.until and waiver.until >= catalogue.as_of and waiver.rule:
            said = f"Waived until {spelled(waiver.until)}: {waiver.rule}. {waiver.reason or ''}"
            yield Notice(said.strip(), None, loud=False)


def mentions_folder(record: Record) -> str:
    """Return where the pages of all documents stand that mention one."""
    return f"{record.key.removesuffix('.md')}/mentioned-in"


def backlinks(record: Record, catalogue: Catalogue) -> Iterator[Neighbour]:
    """Yield the documents that mention one, each once, with the reason where there is one."""
    links = catalogue.backlinks.get(record.ref, ())
    seen = set()
    if isinstance(record, Service):
        seen |= {
            link.source.ref
            for link in links
            if link.field in _OF_A_SERVICE and link.source.TYPE not in _NOT_LISTED
        }
    for link in links:
        if link.source.restricted or link.source.ref in seen:
            continue
        seen.add(link.source.ref)
        reason = _NAMED_IN.get(link.field, "")
        yield Neighbour(link_to(link.source), link.source.NOUN.capitalize(), reason)
