"""What the search on the site knows of a document beside its text: facets, words, what was done."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from opslore.frozen import dataclass
from opslore.metrics.dates import day as spelled
from opslore.metrics.freshness import freshness
from opslore.metrics.happened import day_of
from opslore.metrics.impact import score
from opslore.metrics.search import ASKS, KINDS, failure_modes, names
from opslore.metrics.terms import STOP
from opslore.records import (
    NearMiss,
    OnCallPolicy,
    Postmortem,
    Runbook,
)
from opslore.views._common import STATE_CLASSES, STATE_WORDS, team_link
from opslore.views._runbook import mitigation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from opslore.catalogue import Catalogue
    from opslore.records import Record
    from opslore.records.vocabulary import Term

DONE = 2  # action items told with a result
_PLAIN = re.compile(r"[^\W_]+(?:[._-][^\W_]+)*")
# In the order in which they help to narrow a search.
FACETS = (
    "Type",
    "Service",
    "Failure mode",
    "Severity",
    "Team",
    "Year",
    "Freshness",
    "Open actions",
    "Trigger",
    "Detected by",
)


@dataclass(frozen=True, slots=True)
class Facets:
    """One document as the search index sees it."""

    filters: tuple[tuple[str, str], ...]  # facet, value; a facet may have several values
    hidden: tuple[tuple[str, str], ...]  # the same, of what nobody chooses by
    meta: tuple[tuple[str, str], ...]  # told with a result
    words: str  # synonyms, ids, names: found, but not shown


def facets(record: Record, catalogue: Catalogue) -> Facets:
    """Return how a document is found and told."""
    day = day_of(record, catalogue)
    return Facets(
        tuple(_filters(record, catalogue, day)),
        tuple(_hidden(record, catalogue, day)),
        tuple(_meta(record, catalogue, day)),
        " ".join(_words(record, catalogue)),
    )


def search_words(catalogue: Catalogue) -> dict[str, Any]:
    """Return what the search on the site knows beside its index, as JSON values.

    `kinds` in the order of results, each with what in a query asks for it; `terms` with
    the names under which a query may speak of a failure mode; `stop` words; `facets` in order.
    """
    asks = {kind: pattern for pattern, kind in ASKS}
    return {
        "kinds": [
            {
                "name": kind.NOUN.capitalize(),
                "heading": kind.NOUNS.capitalize(),
                "asks": asks.get(kind, ""),
                "names": _spaced(names(kind, catalogue)),
            }
            for kind in KINDS
            if catalogue.published(kind)
        ],
        "terms": [
            {
                "id": term.id,
                "names": sorted(
                    {
                        " ".join(_PLAIN.findall(name.lower()))
                        for name in (term.title, term.id.replace("-", " "), *term.synonyms)
                    }
                ),
            }
            for term in catalogue.vocabulary.failure_modes.values()
        ],
        "stop": sorted(STOP),
        "facets": FACETS,
    }


def _spaced(names: tuple[str, ...]) -> list[str]:
    """Return names without those that others spell with spaces for hyphens.

    The script compares both spellings of a query.
    """
    return [name for name in names if "-" not in name or name.replace("-", " ") not in names]


def _filters(record: Record, catalogue: Catalogue, day: date | None) -> Iterator[tuple[str, str]]:
    yield "Type", record.NOUN.capitalize()
    for service in record.services:
        yield "Service", service
    for term in _terms(record, catalogue):
        yield "Failure mode", term.title
    if isinstance(record, Postmortem):
        if record.severity:
            yield "Severity", record.severity
        trigger = catalogue.vocabulary.triggers.get(record.trigger or "")
        if trigger:
            yield "Trigger", trigger.title
        source = catalogue.vocabulary.detection_sources.get(record.detection_source or "")
        if source:
            yield "Detected by", source.title
    team = team_link(record.owner, catalogue)
    if team:
        yield "Team", team.title
    if day:
        yield "Year", str(day.year)
    actions = catalogue.actions_of(record)
    if actions:
        is_open = any(not action.finished for action in actions)
        yield "Open actions", "yes" if is_open else "no"
    state = freshness(record, catalogue)
    if state:
        yield "Freshness", STATE_WORDS[state.state]


def _hidden(record: Record, catalogue: Catalogue, day: date | None) -> Iterator[tuple[str, str]]:
    """Yield what a search loads, each a file of its own, when it needs it.

    That is to tell kinds apart, to prefer the failure mode that is asked for, and to sort: every
    query would load the lists of Pagefind's own sorting.
    """
    if not isinstance(record, Postmortem):
        yield "Kind", record.NOUN.capitalize()
    for term in _terms(record, catalogue):
        yield f"Mode {term.id}", "yes"
    if day:
        yield "Day", day.isoformat()
    if isinstance(record, Postmortem):
        yield "Impact", f"{score(record):04d}"


def _meta(record: Record, catalogue: Catalogue, day: date | None) -> Iterator[tuple[str, str]]:
    yield "title", record.title
    yield "type", record.NOUN.capitalize()
    if day:
        yield "day", spelled(day)
    if record.services:
        yield "services", ", ".join(record.services)
    if isinstance(record, Postmortem) and record.severity:
        yield "severity", record.severity
    state = freshness(record, catalogue) if isinstance(record, Runbook) else None
    if state:
        yield "trust", state.reason
        yield "state", STATE_WORDS[state.state]
        yield "shape", STATE_CLASSES[state.state]
    if isinstance(record, Runbook) and record.status == "deprecated":
        yield "state", "deprecated"
        yield "shape", "stale"
    elif isinstance(record, Runbook) and (jump := mitigation(record)):
        yield "jump", jump
    if record.description:
        yield "description", record.description
    actions = sorted(catalogue.actions_of(record), key=lambda a: a.status != "done")
    done = [f"{a.item.title} ({a.status.replace('-', ' ')})" for a in actions[:DONE]]
    if done:
        yield "done", "; ".join(done)
    elif isinstance(record, NearMiss) and record.corrective_action:
        yield "done", record.corrective_action


def _terms(record: Record, catalogue: Catalogue) -> Iterator[Term]:
    modes = catalogue.vocabulary.failure_modes
    for name in failure_modes(record):
        if name in modes:
            yield modes[name]


def _words(record: Record, catalogue: Catalogue) -> Iterator[str]:
    # What slashes join would be one word of the index, and a query has those between them.
    for name in (record.id, record.ref, *record.aliases):
        yield name.replace("/", " ")
    yield record.NOUN.capitalize()
    yield from record.services
    yield from record.tags
    if record.owner:
        yield record.owner
    yield from getattr(record, "alerts", ())
    yield from getattr(record, "covers", ())
    yield from getattr(record, "systems", ())
    if isinstance(record, OnCallPolicy):
        yield "who to page, on call, paged, escalation"
    alert = getattr(record, "detection_alert", None)
    if alert:
        yield alert
    for term in _terms(record, catalogue):
        yield term.title
        yield from term.synonyms
