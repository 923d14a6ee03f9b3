"""What every format is made of."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from opslore.findings import Level
from opslore.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from opslore.catalogue import Catalogue
    from opslore.findings import Finding
    from opslore.rules.engine import Crash


def _unchanged(path: str) -> str:
    return path


@dataclass(frozen=True, slots=True)
class PlanItem:
    """A finding that depends on the day, and when it appears."""

    week: date | None  # the Monday of the week; None: it stands already
    team: str  # who owns the document; empty if nobody does
    finding: Finding


@dataclass(frozen=True, slots=True)
class Report:
    """The findings of one check, in the order of every output, and what surrounds them."""

    findings: tuple[Finding, ...]
    catalogue: Catalogue
    checked: tuple[str, ...] = ()  # the documents that were reported on, by path
    fail_on: Level = Level.ERROR
    changed: frozenset[str] = frozenset()  # files that a change touches
    crashes: tuple[Crash, ...] = ()
    show: Callable[[str], str] = _unchanged  # a path as people at this place write it
    repository: str = ""  # the project's folder in its repository, with a closing slash
    colour: bool = False
    plan: tuple[PlanItem, ...] | None = None  # instead of the findings that depend on the day
    since: date | None = None  # the day on which the plan begins

    def fails(self, finding: Finding) -> bool:
        """Whether the check fails because of a finding."""
        if finding.waived or finding.level is Level.ADVICE:
            return False
        return finding.level.weight <= self.fail_on.weight

    @property
    def counts(self) -> Counter[str]:
        """How many findings there are of each level, and how many waived ones."""
        return Counter("waived" if f.waived else f.level.value for f in self.findings)

    @property
    def total(self) -> str:
        """All findings counted by their level, in words."""
        counts = self.counts
        parts = [number(counts["error"], "error"), number(counts["warning"], "warning")]
        parts.append(f"{counts['advice'] or 'no'} advice")
        if counts["waived"]:
            parts.append(f"{counts['waived']} waived")
        return ", ".join(parts)


def number(count: int, noun: str) -> str:
    """Return `no errors`, `1 error`, `12 errors`."""
    return f"{count or 'no'} {noun}{'' if count == 1 else 's'}"
