"""A service: who owns it, how much hangs on it, and what it hangs on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar, Self

from opslore.frozen import dataclass
from opslore.records import values
from opslore.records.base import Known, Record, Reference, Steps, envelope

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from opslore.document import Document

TIERS = range(1, 5)


@dataclass(frozen=True, slots=True)
class Dependency:
    """Another service this one needs; hard: it fails with it."""

    steps: Steps
    service: str
    criticality: str  # hard, soft
    fallback: str | None


@dataclass(frozen=True, slots=True)
class Objective:
    """A service level objective: percent of good events in a window."""

    steps: Steps
    name: str
    objective: float | None  # percent, 99.9
    window: str | None  # 30d


@dataclass(frozen=True, kw_only=True)
class Service(Record):
    """One service."""

    TYPE: ClassVar[str] = "service"
    FOLDER: ClassVar[str] = "services"
    NOUN: ClassVar[str] = "service"
    NOUNS: ClassVar[str] = "services"

    tier: int | None  # 1 (everything stops) to 4; None where no such number stands
    lifecycle: str | None
    depends_on: tuple[Dependency, ...]
    slos: tuple[Objective, ...]
    rpo: int | None  # minutes
    rto: int | None  # minutes
    repositories: tuple[str, ...]
    dashboards: tuple[str, ...]
    data_classification: str | None

    @classmethod
    def read(cls, document: Document, known: Known) -> Self:
        """Return the record of a document; what cannot be read is None or empty."""
        data = document.data
        identity = values.text(data.get("id")) or ""
        base = envelope(cls, document, known)
        base["services"] = (identity or base["id"],)
        return cls(
            **base,
            tier=tier if (tier := values.whole(data.get("tier"))) in TIERS else None,
            lifecycle=values.text(data.get("lifecycle")),
            depends_on=_dependencies(data),
            slos=_objectives(data),
            rpo=values.minutes(data.get("rpo")),
            rto=values.minutes(data.get("rto")),
            repositories=values.texts(data.get("repositories")),
            dashboards=values.texts(data.get("dashboards")),
            data_classification=values.text(data.get("data_classification")),
        )

    def references(self) -> Iterator[Reference]:
        """Yield every reference of the front matter."""
        yield from super().references()
        for dependency in self.depends_on:
            yield Reference("service", dependency.service, (*dependency.steps, "service"))


def _dependencies(data: Mapping[str, Any]) -> tuple[Dependency, ...]:
    return tuple(
        Dependency(
            ("depends_on", index),
            service,
            values.text(item.get("criticality")) or "hard",
            values.text(item.get("fallback")),
        )
        for index, item in values.mappings(data.get("depends_on"))
        if (service := values.text(item.get("service")))
    )


def _objectives(data: Mapping[str, Any]) -> tuple[Objective, ...]:
    return tuple(
        Objective(
            ("slos", index),
            values.text(item.get("name")) or "",
            _percent(item.get("objective")),
            values.text(item.get("window")),
        )
        for index, item in values.mappings(data.get("slos"))
    )


def _percent(value: Any) -> float | None:
    if isinstance(value, str) and (match := re.fullmatch(r"(\d{1,3}(?:\.\d+)?)\s*%", value)):
        return float(match[1])
    return values.number(value)
