"""The newsletter: what others may learn from, with nobody in it.

It has no field in which a person could stand: counts, services, failure modes, minutes, and first
sentences that `anonymous` let through. Its links are opaque: `p/` and a number made of a
document's reference, which only the site can resolve.
"""

from __future__ import annotations

from collections import Counter
from hashlib import blake2b
from typing import TYPE_CHECKING

from opslore.frozen import dataclass
from opslore.metrics.anonymous import ROLES, Anonymous, names
from opslore.metrics.digest import worth_reading
from opslore.metrics.durations import Spread, minutes_to, spread_of
from opslore.records.severities import SEVERITIES
from opslore.records.vocabulary import UNCLASSIFIED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from opslore.catalogue import Catalogue
    from opslore.metrics.anonymous import Names
    from opslore.metrics.digest import Digest
    from opslore.metrics.periods import Period
    from opslore.records import Postmortem, Record

MOST = 3


class NamesSomebody(Exception):  # noqa: N818 - it is no error of the program
    """The newsletter would name somebody; its text says where and what."""


@dataclass(frozen=True, slots=True)
class Story:
    """One incident worth reading."""

    permalink: str  # 12 hexadecimal digits
    severity: str  # one of SEVERITIES, or empty
    services: tuple[Anonymous, ...]
    failure_modes: tuple[Anonymous, ...]
    minutes: int | None  # until users were no longer hurt
    sentence: Anonymous | None  # None: it could not be told without naming somebody
    data_lost: bool


@dataclass(frozen=True, slots=True)
class Newsletter:
    """One period, told to everybody."""

    period: Period
    name: Anonymous  # of the site
    current: bool
    incidents: int
    before: int  # in the period before
    severities: tuple[tuple[str, int], ...]
    came_back: int
    near_misses: int
    drills: int
    drills_refuted: int
    done: int  # action items
    failure_modes: tuple[tuple[Anonymous, int], ...]  # the most frequent first
    mitigate: Spread | None  # minutes; None below five incidents
    stories: tuple[Story, ...]
    lessons: tuple[Anonymous, ...]  # of near misses, one sentence each


def newsletter(digest: Digest, catalogue: Catalogue) -> Newsletter:
    """Return the newsletter of a period; raises NamesSomebody where a name cannot be left out."""
    people = names(catalogue)
    url = catalogue.settings.site.url
    if found := people.leak(url.partition("://")[2].replace("/", " ")):
        at = catalogue.settings.at("url", "site")
        raise NamesSomebody(
            f"{at}: the newsletter would name somebody: every link begins with `url`, which"
            f" holds `{found}`"
        )
    counted = Counter(p.severity or "" for p in digest.incidents)
    told = sorted(digest.near_misses, key=lambda n: n.caught_by != "luck")
    sentences = (people.sentence(n.what_failed) for n in told if not n.restricted)
    return Newsletter(
        period=digest.period,
        name=people.label(catalogue.settings.site.name or "Operations", "Operations"),
        current=digest.current,
        incidents=len(digest.incidents),
        before=digest.before,
        severities=tuple((name, counted[name]) for name in SEVERITIES if counted[name]),
        came_back=len(digest.returns),
        near_misses=len(digest.near_misses),
        drills=len(digest.drills),
        drills_refuted=sum(d.result == "refuted" for d in digest.drills),
        done=len(digest.done),
        failure_modes=_modes(digest.incidents, catalogue, people),
        mitigate=spread_of(digest.incidents, "mitigate"),
        stories=tuple(_story(p, catalogue, people) for p in worth_reading(digest.incidents)),
        lessons=tuple(s for s in sentences if s)[:MOST],
    )


def permalink(record: Record) -> str:
    """Return twelve hexadecimal digits that stand for a document and say nothing of it."""
    return blake2b(record.ref.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def _story(incident: Postmortem, catalogue: Catalogue, people: Names) -> Story:
    minutes = minutes_to(incident, "mitigate")
    had = {person: ROLES[role] for role, person in incident.roles.items() if role in ROLES}
    return Story(
        permalink=permalink(incident),
        severity=incident.severity if incident.severity in SEVERITIES else "",
        services=_services(incident.services, people),
        failure_modes=tuple(title for title, _ in _modes((incident,), catalogue, people)),
        minutes=minutes_to(incident, "resolve") if minutes is None else minutes,
        sentence=people.sentence(incident.description, had),
        data_lost=bool(incident.impact.data_loss),
    )


def _services(services: Iterable[str], people: Names) -> tuple[Anonymous, ...]:
    return tuple(dict.fromkeys(people.label(name, "a service") for name in services))


def _modes(
    incidents: Iterable[Postmortem], catalogue: Catalogue, people: Names
) -> tuple[tuple[Anonymous, int], ...]:
    modes = catalogue.vocabulary.failure_modes
    counted = Counter(mode for p in incidents for mode in catalogue.failure_modes(p))
    del counted[UNCLASSIFIED]
    titled: Counter[Anonymous] = Counter()
    for mode, count in sorted(counted.items()):
        title = modes[mode].title if mode in modes else mode.replace("-", " ")
        titled[people.label(title, "another failure mode")] += count
    return tuple(sorted(titled.items(), key=lambda pair: (-pair[1], pair[0])))
