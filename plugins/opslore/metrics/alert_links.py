"""Alert rules and runbooks: which rule leads where, and which runbook no rule leads to."""

from __future__ import annotations

import posixpath
from functools import lru_cache
from typing import TYPE_CHECKING

from opslore.alerts.inference import infer, lower_cased
from opslore.alerts.pages import Shelf
from opslore.alerts.targets import Outcome, Place, Status, resolve, split
from opslore.frozen import dataclass
from opslore.records import Runbook

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from opslore.alerts import AlertRule, Annotation
    from opslore.catalogue import Catalogue

ORDER = tuple(Status)


@dataclass(frozen=True, slots=True)
class Closure:
    """One alert rule and where its annotation leads."""

    rule: AlertRule
    annotation: Annotation | None
    outcome: Outcome

    @property
    def status(self) -> Status:
        """What became of the annotation."""
        return self.outcome.status

    @property
    def url(self) -> str:
        """The annotation's text; empty if there is none."""
        return self.annotation.text.strip() if self.annotation else ""


@dataclass(frozen=True, slots=True)
class Links:
    """All rules with their runbooks, and by which places that was told."""

    closures: tuple[Closure, ...]
    shelves: tuple[Shelf, ...]
    places: tuple[Place, ...]

    def targets(self) -> frozenset[tuple[int, str]]:
        """Return (number of the shelf, path) of every page some rule leads to."""
        known = {id(shelf): number for number, shelf in enumerate(self.shelves)}
        return frozenset(
            (known[id(c.outcome.shelf)], c.outcome.target)
            for c in self.closures
            if c.outcome.shelf is not None and c.outcome.target
        )


def follow(
    rules: Iterable[AlertRule],
    keys: tuple[str, ...],
    shelves: tuple[Shelf, ...],
    places: tuple[Place, ...],
    root: str,
) -> Links:
    """Return where rules lead; what `places` do not know is inferred from the data.

    Paths of rule files count from `root`.
    """
    annotated = [(rule, rule.runbook(keys)) for rule in rules]
    told = [(rule.name, found.text) for rule, found in annotated if found]
    places = tuple(_settled(place, told) for place in places)
    unknown = [
        (name, text)
        for name, text in told
        if resolve(text, "", (), places).status is Status.EXTERNAL
    ]
    inferred = tuple(place for shelf in shelves for place in infer(unknown, shelf))
    everywhere = (*places, *inferred)
    closures = tuple(
        Closure(
            rule,
            found,
            resolve(found.text, posixpath.join(root, rule.at.path), shelves, everywhere)
            if found
            else Outcome(Status.NONE),
        )
        for rule, found in annotated
    )
    return Links(closures, shelves, everywhere)


def _settled(place: Place, told: Iterable[tuple[str, str]]) -> Place:
    """Return a place with what the addresses below it say of its case."""
    base = split(place.prefix)
    prefix = tuple(part for part in base.path.split("/") if part)
    below = []
    for _, text in told:
        address = split(text.strip())
        parts = tuple(part for part in address.path.split("/") if part)
        if address.base == base.base and parts[: len(prefix)] == prefix:
            below.append(parts)
    lower = lower_cased(base.base, prefix, below, place.parts, place.shelf)
    return Place(place.prefix, place.shelf, place.folder, lower, place.inferred)


@lru_cache(maxsize=2)
def of_library(catalogue: Catalogue) -> Links:
    """Return where the rules of `[alerts].files` lead in this library."""
    shelf = shelf_of(catalogue)
    keys = catalogue.settings.alerts.annotations
    rules = catalogue.rule_files.rules
    return follow(rules, keys, (shelf,), places_of(catalogue, shelf), str(catalogue.root))


@lru_cache(maxsize=2)
def shelf_of(catalogue: Catalogue) -> Shelf:
    """Return the library's pages; runbooks go by their ids and aliases as well."""
    names: dict[str, str] = {}
    for runbook in catalogue.of(Runbook):
        for name in (runbook.id, runbook.ref, *runbook.aliases):
            names.setdefault(name, runbook.key)
    root = posixpath.normpath(posixpath.join(str(catalogue.root), catalogue.settings.content))
    pages = [document.key for document in (*catalogue.documents, *catalogue.pages)]
    return Shelf(root, tuple(sorted(pages)), catalogue.document, names)


def places_of(catalogue: Catalogue, shelf: Shelf) -> tuple[Place, ...]:
    """Return what the settings say about addresses: `[alerts].map` and the site's own."""
    settings = catalogue.settings
    said = {url.rstrip("/"): folder for url, folder in settings.alerts.map.items()}
    edit = settings.site.edit_url
    for url in (settings.site.url, edit, edit.replace("/edit/", "/blob/")):
        if url:
            said.setdefault(url.rstrip("/"), "")
    return tuple(Place(url, shelf, folder.strip("/")) for url, folder in sorted(said.items()))


def pointed(catalogue: Catalogue) -> Mapping[str, tuple[str, ...]]:
    """Return key of a runbook -> names of the alert rules that lead there."""
    found: dict[str, set[str]] = {}
    for closure in of_library(catalogue).closures:
        if closure.outcome.target:
            found.setdefault(closure.outcome.target, set()).add(closure.rule.name)
    return {key: tuple(sorted(names)) for key, names in found.items()}


def unpointed(catalogue: Catalogue, known: Collection[str] | None = None) -> tuple[Runbook, ...]:
    """Return the runbooks for alerts to which no rule leads, drafts and outdated ones left out.

    `known` are the keys of those to which one does; without it, by the rules of the settings.
    """
    led = pointed(catalogue) if known is None else known
    return tuple(
        runbook
        for runbook in catalogue.of(Runbook)
        if runbook.alerts and runbook.key not in led and runbook.in_force
    )


def address_of(path: str, shelf: Shelf, links: Links) -> str:
    """Return the address of a page in the form the other rules use; its path if none is known."""
    fits = [
        place
        for place in links.places
        if place.shelf is shelf and (not place.folder or path.startswith(f"{place.folder}/"))
    ]
    if not fits:
        return path
    best = max(fits, key=lambda p: (_used(p, links), len(p.folder), p.prefix))
    rest = path.removeprefix(f"{best.folder}/") if best.folder else path
    if best.blob:
        return f"{best.prefix}/{rest}"
    stem = rest[: rest.rfind(".")] if "." in posixpath.basename(rest) else rest
    stem = stem.lower() if best.lower else stem
    return f"{best.prefix}/{stem}{_ending(best, links)}"


def _used(place: Place, links: Links) -> int:
    return sum(
        closure.url.startswith(place.prefix) and closure.outcome.target is not None
        for closure in links.closures
    )


def _ending(place: Place, links: Links) -> str:
    """Return how addresses below a place end: as most do, else as MkDocs has it."""
    endings = {"/": 0, "": 0, ".html": 0, ".md": 0}
    for closure in links.closures:
        if closure.url.startswith(place.prefix) and closure.outcome.target:
            page = closure.url.partition("#")[0].partition("?")[0]
            ending = next(end for end in ("/", ".html", ".md", "") if page.endswith(end))
            endings[ending] += 1
    return max(endings, key=lambda ending: endings[ending])


def answering(
    closure: Closure, catalogue: Catalogue | None, shelves: Iterable[Shelf]
) -> tuple[Shelf, str] | None:
    """Return the page that is meant for an alert: the runbook that names it, or its namesake."""
    name = closure.rule.name
    for shelf in shelves:
        if catalogue is not None and shelf is shelf_of(catalogue):
            runbook = catalogue.runbook_of_alert.get(name)
            if runbook and not runbook.restricted:
                return shelf, runbook.key
            continue
        found = shelf.by_last.get(name.casefold(), ())
        if len(found) == 1:
            return shelf, shelf.by_segments[found[0]]
    return None
