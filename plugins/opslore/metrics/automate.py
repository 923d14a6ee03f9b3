"""What to write or automate next: runbooks that were missing, and manual ones that cost most."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from opslore.metrics.evidence import evidence
from opslore.metrics.windows import within
from opslore.records import Drill, Postmortem, Runbook

if TYPE_CHECKING:
    from opslore.catalogue import Catalogue
    from opslore.records import Record

YEAR = 365


@dataclass(frozen=True, slots=True)
class Wanted:
    """A runbook somebody lacked, and where."""

    title: str
    times: int
    sources: tuple[Record, ...]  # those that may be shown


@dataclass(frozen=True, slots=True)
class Manual:
    """A manual runbook: how often it was used in a year, and how many minutes that took."""

    runbook: Runbook
    uses: int
    minutes: int  # uses x expected duration


def wanted(catalogue: Catalogue) -> tuple[Wanted, ...]:
    """Return the runbooks that were missing and still are, the most often missed first."""
    titles = {runbook.title.lower() for runbook in catalogue.of(Runbook)}
    counts: Counter[str] = Counter()
    sources: dict[str, list[Record]] = {}
    records: list[Postmortem | Drill] = [*catalogue.of(Postmortem), *catalogue.of(Drill)]
    for record in records:
        for use in record.runbooks_used:
            if use.wanted and use.wanted.lower() not in titles:
                counts[use.wanted] += 1
                if not record.restricted:
                    sources.setdefault(use.wanted, []).append(record)
    return tuple(
        Wanted(title, times, tuple(sources.get(title, ())))
        for title, times in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        if title in sources
    )


def manual(catalogue: Catalogue) -> tuple[Manual, ...]:
    """Return manual runbooks used in the last year, the most minutes first."""
    found = []
    for runbook in catalogue.published(Runbook):
        if runbook.automation == "automated" or runbook.status != "active":
            continue
        uses = sum(
            item.how in ("worked", "partly", "failed", "used-in-incident")
            and within(item.day, catalogue.as_of, YEAR)
            for item in evidence(runbook, catalogue)
        )
        if uses and runbook.expected_minutes:
            found.append(Manual(runbook, uses, uses * runbook.expected_minutes))
    return tuple(sorted(found, key=lambda m: (-m.minutes, m.runbook.id)))
