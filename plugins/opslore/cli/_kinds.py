"""What is asked for a new document of each type, and where it is filed."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from opslore.cli import _found
from opslore.cli._failure import Failure
from opslore.cli._names import unknown
from opslore.frozen import dataclass
from opslore.records import RECORDS, OnCallPolicy, Postmortem, Service, values
from opslore.records.severities import SEVERITIES
from opslore.schema.words import scalar
from opslore.settings import to_day

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from opslore.catalogue import Catalogue
    from opslore.settings import Settings

SLUG_LENGTH = 60
_ID = re.compile(r"[a-z0-9]+([._/-]+[a-z0-9]+)*", re.IGNORECASE)


class Ask(NamedTuple):
    """One thing to be told: an option, and a question on a terminal."""

    name: str
    what: str  # help and question
    many: bool = False
    needed: bool = True
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """How a document of a type is begun."""

    type: str
    asks: tuple[Ask, ...]
    model: Callable[[Mapping[str, Any], Catalogue], dict[str, Any]]  # for the template
    file: Callable[[dict[str, Any]], str]  # below the type's folder, without suffix
    example: str


TITLE = Ask("title", "the title: what failed and how, or what the document is for")
SERVICES = Ask("service", "the services, by their ids", many=True)
SERVICE = Ask("service", "the service, by its id")
OWNER = Ask("owner", "the team that owns it, by its id")
DAY = Ask("on", "the day, such as 2026-03-01; today, if not said", needed=False)
STAGES = ("design", "pre-launch", "launch", "periodic")
CAUGHT_BY = ("automation", "redundancy", "review", "test", "human", "luck", "quiet-hours")
PROCEDURES = ("procedure", "failover", "restore", "credential-rotation", "decision-tree")
DUE = timedelta(days=60)
YEAR = timedelta(days=365)


def slug(text: str, given: str | None = None) -> str:
    """Return the file name for a title; raises Failure where no letter of it can stand there."""
    plain = unicodedata.normalize("NFKD", given or text).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain.lower())
    while len("-".join(words)) > SLUG_LENGTH and len(words) > 1:
        words.pop()
    if not words:
        raise Failure(f"no file name can be made of {text!r}; say one with --name")
    return "-".join(words)


def _base(told: Mapping[str, Any], catalogue: Catalogue) -> dict[str, Any]:
    day = _day(told.get("on"), catalogue)
    services = told.get("service") or ()
    services = (services,) if isinstance(services, str) else tuple(services)
    for service in services:
        _known("service", service, catalogue.of(Service))
    owner = told.get("owner")
    if owner:
        _known_id("team", owner, catalogue.directory.teams)
    return {
        "title": _title(told.get("title")),
        "name": told.get("name"),
        "status": "draft",
        "services": [scalar(service) for service in services],
        "service": services[0] if services else None,
        "owner": owner,
        "day": day.isoformat(),
        "on": told.get("on"),
        "due": (day + DUE).isoformat(),
    }


def _postmortem(told: Mapping[str, Any], catalogue: Catalogue) -> dict[str, Any]:
    severity = told["severity"]
    levels = catalogue.severities.by_id or dict.fromkeys(SEVERITIES)
    _known_id("severity", severity, levels)
    start = values.instant(told["started_at"])
    if start is None:
        raise Failure(
            f"--started-at is {told['started_at']!r}, expected an instant such as "
            "2026-03-01T10:00Z or 2026-03-01T12:00+02:00"
        )
    base = _base(told, catalogue)
    return base | {
        "severity": severity,
        "level": "brief" if (found := catalogue.severities.level(severity)) == "none" else found,
        "day": start.date().isoformat(),
        "due": (start.date() + DUE).isoformat(),
        "time": f"{start:%H:%M}",
    }


def _runbook(told: Mapping[str, Any], catalogue: Catalogue) -> dict[str, Any]:
    if origin := told.get("from"):
        found = catalogue.find(Postmortem, origin.removeprefix("postmortem/"))
        if found is None:
            ids = [p.id for p in catalogue.of(Postmortem)]
            raise Failure(unknown("postmortem", origin, ids))
        wanted = next((use.wanted for use in found.runbooks_used if use.wanted), None)
        commands = _found.steps(found, catalogue)
        told = dict(told) | {
            "looks": [step for step in commands if not step.changes],
            "acts": [step for step in commands if step.changes],
            "restricted": found.restricted,
            "seen": "" if found.restricted else found.key,
            "seen_title": found.title,
            "title": told.get("title") or wanted or found.title,
            "service": told.get("service") or found.services[:1],
            "alert": told.get("alert") or [a for a in (found.detection_alert,) if a],
        }
    base = _base(told, catalogue)
    acts = told.get("acts") or ()
    return base | {
        "alerts": [scalar(alert) for alert in told.get("alert") or ()],
        "kind": told.get("kind") or PROCEDURES[0],
        "risk": "destructive" if any(step.destroys for step in acts) else "reversible",
        "looks": told.get("looks") or (),
        "acts": acts,
        "restricted": told.get("restricted"),
        "seen": told.get("seen"),
        "seen_title": told.get("seen_title"),
    }


def _policy(told: Mapping[str, Any], catalogue: Catalogue) -> dict[str, Any]:
    owner = told["owner"]
    team = catalogue.directory.teams.get(owner)
    covered = {s for policy in catalogue.of(OnCallPolicy) for s in policy.covers}
    own = [s.id for s in catalogue.of(Service) if s.owner == owner and s.id not in covered]
    told = dict(told) | {
        "title": told.get("title") or f"{team.name if team else owner} on call",
        "service": told.get("service") or own,
    }
    members = told.get("member") or (team.members if team else ())
    return _base(told, catalogue) | {"members": [scalar(member) for member in members]}


def _review(told: Mapping[str, Any], catalogue: Catalogue) -> dict[str, Any]:
    service = catalogue.service(told["service"])
    title = service.title if service else told["service"]
    told = dict(told) | {"title": told.get("title") or f"{title}: {told['stage']} review"}
    tier = service.tier if service else None
    items = [
        item.id
        for item in catalogue.checklist.items.values()
        if item.applies(tier) and not item.computed
    ]
    return _base(told, catalogue) | {"stage": told["stage"], "items": items}


def _near_miss(told: Mapping[str, Any], catalogue: Catalogue) -> dict[str, Any]:
    day = _day(told.get("on"), catalogue)
    if day > catalogue.as_of:
        raise Failure(f"--on is {day}, which is after {catalogue.as_of}: a near miss has happened")
    return _base(told, catalogue) | {
        "title": told["what"],
        "what_failed": scalar(_line(told["what"])),
        "caught_by": told["caught_by"],
        "corrective_action": scalar(_line(told["fix"])),
    }


def _service(told: Mapping[str, Any], catalogue: Catalogue) -> dict[str, Any]:
    name = told["id"]
    title = told.get("title") or name.replace("-", " ").capitalize()
    return _base(dict(told) | {"title": title, "name": name}, catalogue) | {"tier": told["tier"]}


def _investment(told: Mapping[str, Any], catalogue: Catalogue) -> dict[str, Any]:
    base = _base(told, catalogue)
    return base | {"due": (date.fromisoformat(base["day"]) + YEAR).isoformat()}


def _dated(model: dict[str, Any]) -> str:
    name = slug(model["title"], model["name"])
    return f"{model['day'][:4]}/{model['day']}-{name}"


def _plain(model: dict[str, Any]) -> str:
    return slug(model["title"], model["name"])


def _of_service(model: dict[str, Any]) -> str:
    name = slug(model["title"], model["name"])
    return f"{model['service']}/{name}" if model["service"] else name


KINDS = {
    kind.type: kind
    for kind in (
        Kind(
            "postmortem",
            (
                TITLE,
                Ask("severity", "the severity, such as sev2; it decides how much is asked"),
                SERVICES,
                Ask("started-at", "when users first suffered, such as 2026-03-01T10:00Z"),
            ),
            _postmortem,
            _dated,
            "postmortem --severity sev2 --service checkout --started-at 2026-03-01T10:00Z "
            '--title "Checkout waited for connections"',
        ),
        Kind(
            "runbook",
            (
                TITLE,
                SERVICES._replace(needed=False),
                Ask("alert", "the alerts that lead to it, by name", many=True, needed=False),
                Ask("kind", "what it is, without an alert", needed=False, choices=PROCEDURES),
                Ask(
                    "from",
                    "the postmortem that showed that it was missing; its alert, service and commands are taken",
                    needed=False,
                ),
            ),
            _runbook,
            _of_service,
            'runbook --service checkout --alert CheckoutPoolFull --title "The pool is full"',
        ),
        Kind(
            "on-call-policy",
            (
                OWNER,
                TITLE._replace(needed=False),
                SERVICES._replace(needed=False),
                Ask("member", "who takes turns; the team, if not said", many=True, needed=False),
            ),
            _policy,
            lambda model: slug(model["owner"], model["name"]),
            "on-call-policy --owner payments",
        ),
        Kind(
            "readiness-review",
            (
                SERVICE,
                Ask("stage", "the stage", choices=STAGES),
                TITLE._replace(needed=False),
                DAY,
            ),
            _review,
            lambda model: f"{model['service']}/{model['stage']}-{model['day']}",
            "readiness-review --service checkout --stage launch",
        ),
        Kind(
            "near-miss",
            (
                SERVICES,
                Ask("what", "what failed"),
                Ask("caught-by", "what kept it from hurting a user", choices=CAUGHT_BY),
                Ask("fix", "what was done so that it does not happen again"),
                DAY,
            ),
            _near_miss,
            _dated,
            'near-miss --service checkout --what "The nightly backup was empty" '
            '--caught-by human --fix "The job fails when the file is too small"',
        ),
        Kind(
            "drill",
            (TITLE, SERVICES, DAY),
            _base,
            _dated,
            'drill --service checkout --title "Losing a database replica"',
        ),
        Kind(
            "service",
            (
                Ask("id", "its id, such as checkout-api"),
                OWNER,
                Ask("tier", "its tier: 1 if most depends on it, to 4", choices=tuple("1234")),
                TITLE._replace(needed=False),
            ),
            _service,
            lambda model: model["name"],
            "service --id checkout-api --owner payments --tier 1",
        ),
        Kind(
            "case-study",
            (TITLE, Ask("on", "the day it began, such as 2025-11-18", needed=False)),
            _base,
            _plain,
            'case-study --on 2025-11-18 --title "A change that reached every server at once"',
        ),
        Kind(
            "investment",
            (TITLE, SERVICES, OWNER),
            _investment,
            _plain,
            'investment --service checkout --owner payments --title "Limits in every pool"',
        ),
        Kind(
            "guide",
            (TITLE, OWNER),
            _base,
            _plain,
            'guide --owner platform --title "How we choose a severity"',
        ),
        Kind(
            "onboarding-path",
            (TITLE, OWNER),
            _base,
            _plain,
            'onboarding-path --owner platform --title "Your first rotation"',
        ),
    )
}


def path_of(kind: Kind, model: dict[str, Any], settings: Settings) -> str:
    """Return where a new document is filed, relative to the project root; raises Failure."""
    name = kind.file(model)
    if not _ID.fullmatch(name):
        raise Failure(f"{name!r} is no file name; write letters, digits and hyphens")
    return f"{settings.prefix}{RECORDS[kind.type].FOLDER}/{name}.md"


def _day(option: str | None, catalogue: Catalogue) -> date:
    if not option:
        return catalogue.as_of
    try:
        return to_day(option)
    except ValueError as error:
        raise Failure(f"--on {error}") from error


def _title(text: str | None) -> str:
    return _line(text or "")


def _line(text: str) -> str:
    plain = " ".join(text.split())
    if bad := [char for char in plain if not char.isprintable() or char in "<>"]:
        raise Failure(f"{text!r} holds {bad[0]!r}, which has no place in a title")
    return plain


def known(name: str, catalogue: Catalogue) -> list[str]:
    """Return the ids that can be the answer to a question; empty if anything can."""
    directory = catalogue.directory
    found: Mapping[str, object] = {
        "service": dict.fromkeys(service.id for service in catalogue.of(Service)),
        "owner": directory.teams,
        "member": directory.people if directory.complete else {},
        "severity": catalogue.severities.by_id,
        "from": dict.fromkeys(postmortem.id for postmortem in catalogue.of(Postmortem)),
    }.get(name, {})
    return sorted(found)


def _known(what: str, name: str, records: Sequence[Service]) -> None:
    _known_id(what, name, {record.id: record for record in records})


def _known_id(what: str, name: str, known: Mapping[str, object]) -> None:
    """Refuse a name that leads nowhere, as long as there are any that do."""
    if not _ID.fullmatch(name):
        raise Failure(f"{name!r} is no id of a {what}; ids are letters, digits and hyphens")
    if known and name not in known:
        raise Failure(unknown(what, name, sorted(known)))
