"""`opslore search`: the library in a terminal, without a network."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from opslore.cli import _library
from opslore.cli._names import refuse_unknown
from opslore.cli._output import emit, tell, wants_colour
from opslore.cli._paper import Paper
from opslore.metrics.search import grouped, search
from opslore.views.facets import FACETS, facets

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from opslore.catalogue import Catalogue
    from opslore.metrics.search import Hit
    from opslore.views.facets import Facets

EPILOG = """\b
Examples:
  opslore search pool exhausted
  opslore search expired certificate --type runbook
  opslore search rollback --service booking-api --limit 3
  opslore search who do I page for payments
  opslore search disk --open-actions yes --format json

Values of an option are written as the library shows them or as ids; several options must all
hold. `opslore show ID` prints a document.
"""
POOL = 400  # hits among which the options choose


def _facet_options(function: Callable[..., int]) -> Callable[..., int]:
    for name in reversed(FACETS):
        option = f"--{name.lower().replace(' ', '-')}"
        function = click.option(option, _field(name), metavar="VALUE", multiple=True)(function)
    return function


def _field(facet: str) -> str:
    return f"facet_{facet.lower().replace(' ', '_')}"


@click.command(epilog=EPILOG)
@click.argument("words", nargs=-1, required=True)
@_facet_options
@click.option("--limit", type=click.IntRange(1, 100), default=8, show_default=True)
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text")
@click.option("--as-of", metavar="DAY", help="The day on which trust is judged.")
def command(
    words: tuple[str, ...], limit: int, form: str, as_of: str | None, **chosen: tuple[str, ...]
) -> int:
    """Search runbooks, postmortems and everything else; what helps most stands first.

    Exit code 1 when nothing is found.
    """
    library = _library.here()
    day, _ = _library.choose_day(as_of, library.settings)
    catalogue = library.load(day, int)
    query = " ".join(words)
    titles = _titles(catalogue)
    wanted = {
        name: tuple(titles.get((name, value), value) for value in given)
        for name in FACETS
        if (given := chosen[_field(name)])
    }
    _refuse_unknown_values(wanted, catalogue)
    told = [(hit, facets(hit.record, catalogue)) for hit in search(query, catalogue, limit=POOL)]
    fitting = [(hit, known) for hit, known in told if _fits(known, wanted)]
    known_of = {hit.record.ref: known for hit, known in fitting}
    groups = grouped([hit for hit, _ in fitting[:limit]], query, catalogue)
    hits = [hit for _, each in groups for hit in each]
    if form == "json":
        values = [_told(hit, known_of[hit.record.ref]) for hit in hits]
        emit(json.dumps(values, ensure_ascii=False, indent=2) + "\n")
        return 0 if hits else 1
    if not hits:
        tell("nothing found; fewer words or options may find more")
        return 1
    paper = Paper.of(sys.stdout, colour=wants_colour(sys.stdout))
    lines: list[str] = []
    for kind, each in groups:
        lines += [paper.strong(kind.NOUNS.capitalize()), ""]
        for hit in each:
            lines += [*_lines(hit, dict(known_of[hit.record.ref].meta), paper), ""]
    emit("\n".join(lines))
    if len(fitting) > len(hits):
        tell(f"{len(hits)} of {len(fitting)} results; --limit shows more")
    return 0


def _lines(hit: Hit, meta: Mapping[str, str], paper: Paper) -> list[str]:
    facts = [meta.get(name, "") for name in ("severity", "state", "day", "services")]
    said = " · ".join(fact for fact in facts if fact)
    lines = paper.wrapped(hit.record.title, "  ", paper.strong)
    lines += paper.wrapped(f"{hit.record.ref}  {said}".rstrip(), "    ", paper.faint)
    if hit.sentence and hit.sentence != hit.record.title:
        lines += paper.wrapped(hit.sentence, "    ")
    if meta.get("trust"):
        lines += paper.wrapped(meta["trust"], "    ", paper.faint)
    if meta.get("done"):
        lines += paper.wrapped(f"done about it: {meta['done']}", "    ", paper.faint)
    return lines


def _told(hit: Hit, known: Facets) -> dict[str, Any]:
    return {
        "ref": hit.record.ref,
        "path": hit.record.path,
        "score": round(hit.score, 2),
        "sentence": hit.sentence,
        **{name: value for name, value in known.meta if name not in ("shape", "description")},
    }


def _fits(known: Facets, wanted: Mapping[str, tuple[str, ...]]) -> bool:
    for name, values in wanted.items():
        own = {_plain(value) for facet, value in known.filters if facet == name}
        if not own & {_plain(value) for value in values}:
            return False
    return True


def _refuse_unknown_values(wanted: Mapping[str, tuple[str, ...]], catalogue: Catalogue) -> None:
    if not wanted:
        return
    shown = (facets(r, catalogue) for r in catalogue.records if not r.restricted)
    values = {pair for known in shown for pair in known.filters}
    for name, given in wanted.items():
        existing = sorted({value for facet, value in values if facet == name})
        for value in given:
            if _plain(value) not in map(_plain, existing):
                refuse_unknown(name.lower(), value, existing)


def _titles(catalogue: Catalogue) -> dict[tuple[str, str], str]:
    """Return what ids of terms and teams are called in the library, by option and id."""
    words = catalogue.vocabulary
    found = {
        (name, term.id): term.title
        for name, terms in (
            ("Failure mode", words.failure_modes),
            ("Trigger", words.triggers),
            ("Detected by", words.detection_sources),
        )
        for term in terms.values()
    }
    return found | {("Team", t.id): t.name for t in catalogue.directory.teams.values()}


def _plain(value: str) -> str:
    """Return a value as it is compared: `near-miss`, `Near miss` and `near miss` are one."""
    return " ".join(value.lower().replace("-", " ").split())
