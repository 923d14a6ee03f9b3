"""What to write or automate next: runbooks that were missing, and manual ones that cost most."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from opslore.frozen import dataclass
from opslore.metrics.evidence import evidence
from opslore.metrics.windows import YEAR, within
from opslore.records import Drill, Postmortem, Runbook

if TYPE_CHECKING:
    from collections.abc import Mapping

    from opslore.catalogue import Catalogue
    from opslore.records import Record, RunbookUse


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
    counts: Counter[str] = Counter()
    sources: dict[str, list[Record]] = {}
    records: list[Postmortem | Drill] = [*catalogue.of(Postmortem), *catalogue.of(Drill)]
    for record in records:
        for use in record.runbooks_used:
            if use.wanted and written_since(use, record, catalogue) is None:
                counts[use.wanted] += 1
                if not record.restricted:
                    sources.setdefault(use.wanted, []).append(record)
    return tuple(
        Wanted(title, times, tuple(sources.get(title, ())))
        for title, times in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        if title in sources
    )


def written(catalogue: Catalogue) -> int:
    """Return how many uses there were of runbooks that were missing and exist today."""
    records: list[Postmortem | Drill] = [*catalogue.of(Postmortem), *catalogue.of(Drill)]
    return sum(
        use.wanted is not None and written_since(use, record, catalogue) is not None
        for record in records
        for use in record.runbooks_used
    )


def written_since(
    use: RunbookUse, source: Postmortem | Drill, catalogue: Catalogue
) -> Runbook | None:
    """Return the runbook that somebody wrote because it had been missing; None: it still is.

    It has the wanted title, or its id stands in the note of the use ("written afterwards as
    checkout/pool") or in an action item of the same document ("write the runbook checkout/pool").
    """
    known = _written(catalogue)
    if found := known.get((use.wanted or "").casefold()):
        return found
    items = (action.title for action in source.action_items if _WRITE.match(action.title))
    for text in (use.note or "", *items):
        for word in _ID.findall(text):
            if found := known.get(word.casefold()):
                return found
    return None


_WRITE = re.compile(r"(?:write|draft|add|create)\b", re.IGNORECASE)
_ID = re.compile(r"[\w.-]+(?:/[\w.-]*\w)+")


@lru_cache(maxsize=2)
def _written(catalogue: Catalogue) -> Mapping[str, Runbook]:
    """Return title and id of every runbook that somebody could follow today -> the runbook."""
    there = [runbook for runbook in catalogue.of(Runbook) if runbook.status == "active"]
    return {name.casefold(): runbook for runbook in there for name in (runbook.title, runbook.id)}


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
