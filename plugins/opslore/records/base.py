"""What every document has: the envelope, and the derivation of what nobody should type twice."""

from __future__ import annotations

import re
from dataclasses import field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Self

from opslore.frozen import dataclass
from opslore.records import values
from opslore.settings import Review

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from opslore.document import Document
    from opslore.findings import Location

Steps = tuple[str | int, ...]
DESCRIPTION_LENGTH = 200
LONGEST_INTERVAL = 3650  # days; as the schemas say
CRITICAL_KINDS = frozenset({"alert", "failover", "restore"})


class Reference(NamedTuple):
    """One name of another thing: its kind, its id, and where it is written.

    Kinds: the document types, and `team`, `person`, `person-or-team`, `failure-mode`, `trigger`,
    `detection-source`, `checklist-item`, `severity`, `any` (a free `type/id`).
    """

    kind: str
    id: str
    steps: Steps


@dataclass(frozen=True, slots=True)
class Verification:
    """Somebody ran or read the document on a day, and can show it."""

    steps: Steps
    by: str | None
    at: date | None
    how: str | None  # read, dry-run, game-day, used-in-incident, automated
    evidence: str | None


@dataclass(frozen=True, slots=True)
class Waiver:
    """A rule that may stay broken in this document until a day, for a reason."""

    steps: Steps
    rule: str | None
    until: date | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class WebLink:
    """A link of the front matter."""

    url: str
    title: str


@dataclass(frozen=True, slots=True)
class Known:
    """What services and policies have told before other documents are read."""

    owners: Mapping[str, str] = field(default_factory=dict)  # service -> team
    tiers: Mapping[str, int] = field(default_factory=dict)  # service -> 1 to 4
    policies: Mapping[str, str] = field(default_factory=dict)  # service -> on-call policy
    review: Review = field(default_factory=Review)


@dataclass(frozen=True, kw_only=True)
class Record:
    """The envelope of a document, derived fields filled; types add their own fields."""

    TYPE: ClassVar[str] = ""
    FOLDER: ClassVar[str] = ""
    NOUN: ClassVar[str] = ""  # how one is called in the midst of a sentence
    NOUNS: ClassVar[str] = ""  # and several

    document: Document
    id: str
    title: str
    description: str
    owner: str | None
    services: tuple[str, ...]
    tags: tuple[str, ...]
    status: str
    verified: tuple[Verification, ...]
    review_interval: int  # days
    visibility: str
    aliases: tuple[str, ...]
    links: tuple[WebLink, ...]
    superseded_by: str | None
    waivers: tuple[Waiver, ...]

    @property
    def ref(self) -> str:
        """`type/id`, unique in the library."""
        return f"{self.TYPE}/{self.id}"

    @property
    def path(self) -> str:
        """The file, relative to the project root."""
        return self.document.path

    @property
    def key(self) -> str:
        """The file, relative to the content folder."""
        return self.document.key

    @property
    def outdated(self) -> bool:
        """Whether it is no longer to be followed: deprecated, or replaced by another."""
        return self.status == "deprecated" or self.superseded_by is not None

    @property
    def in_force(self) -> bool:
        """Whether people go by it: it is neither a draft nor outdated."""
        return self.status != "draft" and not self.outdated

    @property
    def restricted(self) -> bool:
        """Counted, but never rendered, indexed or exported."""
        return self.visibility != "public-in-company"

    @classmethod
    def read(cls, document: Document, known: Known) -> Self:
        """Return the record of a document; what cannot be read is None or empty."""
        return cls(**envelope(cls, document, known))

    def at(self, *steps: str | int, key: bool = False) -> Location:
        """Return where a value (or, with `key`, its name) stands in the file."""
        return self.document.at(*steps, key=key)

    def references(self) -> Iterator[Reference]:
        """Yield every reference of the front matter; types add theirs."""
        data = self.document.data
        yield from named(data, "team", "owner")
        yield from listed(data, "service", "services")
        yield from named(data, "any", "superseded_by")
        for review in self.verified:
            if review.by:
                yield Reference("person-or-team", review.by, (*review.steps, "by"))


def named(data: Mapping[str, Any], kind: str, *steps: str | int) -> Iterator[Reference]:
    """Yield the reference at `steps`, if there is a text."""
    value: Any = data
    for step in steps:
        value = value.get(step) if isinstance(value, dict) else None
    if found := values.text(value):
        yield Reference(kind, found, steps)


def listed(data: Mapping[str, Any], kind: str, *steps: str) -> Iterator[Reference]:
    """Yield a reference for each text of the list at `steps`."""
    value: Any = data
    for step in steps:
        value = value.get(step) if isinstance(value, dict) else None
    if isinstance(value, list):
        for index, item in enumerate(value):
            if found := values.text(item):
                yield Reference(kind, found, (*steps, index))


def envelope(
    cls: type[Record], document: Document, known: Known, *, services: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Return the fields of :class:`Record` for `document`, as keyword arguments.

    `services` holds where the front matter names none.
    """
    data = document.data
    identity = values.text(data.get("id")) or derived_id(document.key, cls.FOLDER)
    services = values.texts(data.get("services")) or services
    owner = values.text(data.get("owner")) or next(
        (known.owners[service] for service in services if service in known.owners), None
    )
    visibility = data.get("visibility", "public-in-company")
    return {
        "document": document,
        "id": identity,
        "title": values.text(data.get("title")) or _title(document, identity),
        "description": values.text(data.get("description")) or _description(document),
        "owner": owner,
        "services": services,
        "tags": values.texts(data.get("tags")),
        "status": values.text(data.get("status")) or "",
        "verified": tuple(_verified(data)),
        "review_interval": _interval(data, services, known),
        # An unreadable word must not publish what somebody meant to keep back.
        "visibility": visibility if visibility == "public-in-company" else "restricted",
        "aliases": values.texts(data.get("aliases")),
        "links": tuple(
            WebLink(item["url"], values.text(item.get("title")) or item["url"])
            for _, item in values.mappings(data.get("links"))
            if values.text(item.get("url"))
        ),
        "superseded_by": values.text(data.get("superseded_by")),
        "waivers": tuple(
            Waiver(
                ("waivers", index),
                values.text(item.get("rule")),
                values.day(item.get("until")),
                values.text(item.get("reason")),
            )
            for index, item in values.mappings(data.get("waivers"))
        ),
    }


@lru_cache(maxsize=16384)  # an editor asks for those of a whole library at every key
def derived_id(key: str, folder: str) -> str:
    """Return the path below the type's folder without suffix and without a year folder."""
    below = key.removeprefix(f"{folder}/")
    stem = below.rsplit(".", 1)[0]
    return re.sub(r"(^|/)\d{4}/(?=[^/]+$)", r"\1", stem)


def _title(document: Document, identity: str) -> str:
    heading = document.heading
    if heading.strip():
        return heading
    words = identity.rsplit("/", 1)[-1].replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def _description(document: Document) -> str:
    """Return the first sentence of the first paragraph, at most 200 characters."""
    plain = " ".join(document.lead.split())
    sentence = re.split(r"(?<=[.!?])\s+(?=[A-Z\"'(])", plain, maxsplit=1)[0]
    if len(sentence) <= DESCRIPTION_LENGTH:
        return sentence
    return sentence[: DESCRIPTION_LENGTH - 1].rsplit(" ", 1)[0] + "…"


def _verified(data: Mapping[str, Any]) -> Iterator[Verification]:
    value = data.get("verified")
    if isinstance(value, dict):  # a single mapping counts as a list of one
        items: list[tuple[Steps, dict[str, Any]]] = [(("verified",), value)]
    else:
        items = [(("verified", index), item) for index, item in values.mappings(value)]
    for steps, item in items:
        yield Verification(
            steps,
            values.text(item.get("by")),
            values.day_or_instant(item.get("at")),
            values.text(item.get("how")),
            values.text(item.get("evidence")),
        )


def _interval(data: Mapping[str, Any], services: tuple[str, ...], known: Known) -> int:
    stated = values.whole(data.get("review_interval"))
    if stated and 0 < stated <= LONGEST_INTERVAL:
        return stated
    tier = min((known.tiers[s] for s in services if s in known.tiers), default=4)
    critical = (
        tier == 1
        or values.text(data.get("kind")) in CRITICAL_KINDS
        or bool(data.get("alerts"))
        or data.get("risk") == "destructive"
    )
    if critical:
        return known.review.critical
    return known.review.tier_2 if tier == 2 else known.review.other
