"""What `opslore alerts` does."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from opslore.alerts import RuleFiles, reading
from opslore.alerts.pages import Shelf, segments
from opslore.alerts.targets import Place, Status
from opslore.cli import _library
from opslore.cli._failure import Failure
from opslore.cli._output import emit, tell
from opslore.counted import counted
from opslore.metrics import alert_links
from opslore.report.text import printable
from opslore.schema.words import scalar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue
    from opslore.metrics.alert_links import Closure, Links

MOST_NAMES = 10  # of alerts in one line
_TO_MEND = (Status.NONE, Status.DANGLING_PAGE, Status.CASE_DIFFERS)
WIDEST = 44  # columns of an alert's name before the table gives way
STDIN = "stdin"  # what the file is called that `-` stands for
_HEADINGS = {  # of one rule, of several
    Status.DANGLING_PAGE: ("leads to no page", "lead to no page"),
    Status.DANGLING_ANCHOR: (
        "leads to a page that has no such heading",
        "lead to a page that has no such heading",
    ),
    Status.CASE_DIFFERS: (
        "leads to a page only where case does not matter",
        "lead to a page only where case does not matter",
    ),
    Status.NONE: ("names no runbook", "name no runbook"),
    Status.TEMPLATED: (
        "is filled in by a template, so nobody can tell",
        "are filled in by a template, so nobody can tell",
    ),
    Status.EXTERNAL: ("leads elsewhere", "lead elsewhere"),
    Status.RESOLVES: ("leads to a runbook", "lead to a runbook"),
}


class Asked(NamedTuple):
    """Arguments and options."""

    rules: tuple[str, ...]
    runbooks: str | None
    maps: tuple[str, ...]
    annotations: tuple[str, ...]
    everything: bool


class Found(NamedTuple):
    """Rules, where they lead, and the library if it was asked."""

    files: RuleFiles
    links: Links
    catalogue: Catalogue | None
    root: Path  # from which paths of rule files count
    keys: tuple[str, ...]  # the annotations that may name a runbook

    def shown(self, path: str) -> str:
        """Return the path of a rule file as people here write it."""
        cwd = Path.cwd()
        if self.root == cwd or path == STDIN:
            return path
        return os.path.relpath(self.root / path, cwd).replace(os.sep, "/")


def find(asked: Asked) -> Found:
    """Read rule files and follow their annotations; raises Failure."""
    cwd = Path.cwd()
    library = _library.here()
    catalogue = None
    shelves: tuple[Shelf, ...] = ()
    places: tuple[Place, ...] = ()
    settings = library.settings.alerts
    if asked.runbooks is None:
        day, _ = _library.choose_day(None, library.settings)
        catalogue = library.load(day, lambda: None)
        shelf = alert_links.shelf_of(catalogue)
        shelves, places = (shelf,), alert_links.places_of(catalogue, shelf)
    else:
        folder = cwd / asked.runbooks
        if not folder.is_dir():
            raise Failure(f"--runbooks {asked.runbooks} is no folder")
        shelves = (Shelf.of_folder(folder.resolve()),)
    for said in asked.maps:
        place = _place(said, shelves[0], cwd)
        if place.shelf not in shelves:
            shelves = (*shelves, place.shelf)
        places = (*(p for p in places if p.prefix != place.prefix), place)
    if asked.rules:
        files, root = _read(asked.rules, cwd), cwd
    elif catalogue and settings.files:
        files, root = catalogue.rule_files, library.root
    elif settings.files:
        files, root = reading.read(library.root, settings.files), library.root
    else:
        raise Failure("which rule files? name them, or set `files` below [alerts] in opslore.toml")
    keys = asked.annotations or settings.annotations
    links = alert_links.follow(files.rules, keys, shelves, places, str(root))
    return Found(files, links, catalogue, root, keys)


def _read(names: tuple[str, ...], cwd: Path) -> RuleFiles:
    places: list[tuple[Path, str]] = []
    shown: dict[str, str] = {}
    given = RuleFiles()
    if _library.STDIN in names:
        given = reading.parse(STDIN, sys.stdin.buffer.read())
    for name in names:
        if name == _library.STDIN:
            continue
        place = _library.absolute(cwd, name)
        if place.is_dir():
            below = list(_rule_files(place))
            if not below:
                suffixes = f"{', '.join(reading.SUFFIXES[:-1])} or {reading.SUFFIXES[-1]}"
                raise Failure(f"there are no rule files in {name}: none ends in {suffixes}")
        elif os.path.lexists(place):
            below = [place]
        else:
            raise Failure(f"there is no file or folder {name}")
        for path in below:
            key = path.as_posix().lstrip("/")
            shown[key] = os.path.relpath(path, cwd).replace(os.sep, "/")
            places.append((Path(path.anchor), key))
    return reading.together(given, reading.read_files(places, shown))


def _rule_files(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(place, name) for name in sorted(names) if name.endswith(reading.SUFFIXES))


def _place(said: str, shelf: Shelf, cwd: Path) -> Place:
    """Return what `--map` says; the folder counts from the runbooks, else from here."""
    prefix, equals, folder = said.rpartition("=")
    if not equals or "://" not in prefix:
        raise Failure(
            f"--map {said!r}: expected URL_PREFIX=FOLDER, such as https://x.example/=runbooks"
        )
    prefix, below = prefix.rstrip("/"), folder.strip("/").removeprefix("./")
    if below in ("", "."):
        return Place(prefix, shelf, "")
    if (Path(shelf.root) / below).is_dir():
        return Place(prefix, shelf, below)
    full = (cwd / folder).resolve()
    if full.is_dir():
        root = Path(shelf.root).resolve()
        if full.is_relative_to(root):
            inside = full.relative_to(root).as_posix()
            return Place(prefix, shelf, "" if inside == "." else inside)
        return Place(prefix, Shelf.of_folder(full), "")
    raise Failure(f"--map {said!r}: there is no folder {folder}")


def told(found: Found, asked: Asked, form: str, output: str | None, *, lines_only: bool) -> int:
    """Print the result; returns the exit code."""
    for problem in found.files.problems:
        at = problem.at
        tell(
            f"{printable(found.shown(at.path))}:{at.line}:{at.column}: {printable(problem.message)}"
        )
        if problem.help:
            tell(f"  help: {printable(problem.help)}")
    if form == "json":
        text = (
            json.dumps([_row(c, found) for c in found.links.closures], ensure_ascii=False, indent=2)
            + "\n"
        )
    elif lines_only:
        text = "".join(f"{line}\n" for line in _missing(found))
    else:
        text = "".join(f"{line}\n" for line in _table(found, everything=asked.everything))
    emit(text.encode("utf-8", "backslashreplace").decode(), output)
    if lines_only:
        _tell_of_others(found)
        return 0
    dangling = any(closure.status.dangling for closure in found.links.closures)
    return int(dangling or bool(found.files.problems))


def _tell_of_others(found: Found) -> None:
    """Say which rules get no line, because no runbook is there for them."""
    others = [c for c in found.links.closures if c.status in _TO_MEND and not _page(c, found)]
    if others:
        names = list(dict.fromkeys(printable(c.rule.name) for c in others))
        more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
        shown = f"{', '.join(names[:MOST_NAMES])}{more}"
        tell(f"no runbook is there for {counted(len(others), 'alert rule')}: {shown}")


def _row(closure: Closure, found: Found) -> dict[str, Any]:
    at = closure.rule.at
    return {
        "alert": closure.rule.name,
        "file": at.path,
        "line": at.line,
        "url": closure.url or None,
        "status": closure.status.value,
        "target": _target(closure, found),
    }


def _target(closure: Closure, found: Found) -> str | None:
    """Return the page a rule leads to, as people here write its path."""
    _, target, shelf = closure.outcome
    if target is None or shelf is None:
        return None
    if found.catalogue and shelf is alert_links.shelf_of(found.catalogue):
        record = found.catalogue.by_key(target)
        if record and record.restricted:
            return None
    return os.path.relpath(os.path.join(shelf.root, target), found.root).replace(os.sep, "/")  # noqa: PTH118


def _table(found: Found, *, everything: bool) -> Iterator[str]:
    by_status: dict[Status, list[Closure]] = {}
    for closure in found.links.closures:
        by_status.setdefault(closure.status, []).append(closure)
    width = min(WIDEST, max((len(c.rule.name) for c in found.links.closures), default=0))
    for status in alert_links.ORDER:
        closures = by_status.get(status, [])
        if not closures or (status is Status.RESOLVES and not everything):
            continue
        yield f"{status} ({len(closures)}): {_HEADINGS[status][len(closures) > 1]}"
        for closure in closures:
            at = closure.rule.at
            name = printable(closure.rule.name)
            yield f"  {name:<{width}}  {printable(found.shown(at.path))}:{at.line}".rstrip()
            if closure.url:
                target = _target(closure, found)
                target = found.shown(target) if target else None
                yield f"      {printable(closure.url)}"
                if target:
                    yield f"      -> {printable(target)}"
        yield ""
    yield from _other_way(found)
    yield from _places(found)
    yield _summary(found, by_status)


def _other_way(found: Found) -> Iterator[str]:
    """Yield the runbooks that no rule leads to."""
    if found.catalogue:
        known = {t for n, t in found.links.targets() if n == 0}
        left = [
            f"{runbook.path}  ({', '.join(runbook.alerts)})"
            for runbook in alert_links.unpointed(found.catalogue, known)
            if not runbook.restricted
        ]
    else:
        left = sorted(_unused(found))
    if left:
        yield (
            f"{len(left)} runbooks for alerts that no rule leads to"
            if len(left) > 1
            else ("1 runbook for an alert that no rule leads to")
        )
        yield from (f"  {printable(line)}" for line in left)
        yield ""


def _unused(found: Found) -> Iterator[str]:
    """Yield the pages beside those that rules lead to, or below them; an index is none."""
    used = found.links.targets()
    for number, shelf in enumerate(found.links.shelves):
        folders = [path.split("/")[:-1] for n, path in used if n == number]
        if not folders:
            continue
        # Where rules lead is where runbooks for alerts lie: other folders hold other things.
        above = os.path.commonprefix(folders)  # noqa: RUF071 - of lists, part by part
        for path in shelf.paths:
            parts = path.split("/")
            index = segments(path) == tuple(parts[:-1])
            if not index and (number, path) not in used and parts[: len(above)] == above:
                yield path


def _places(found: Found) -> Iterator[str]:
    for place in found.links.places:
        if place.inferred or place.lower:
            why = "told from the addresses" if place.inferred else "as mapped"
            case = "; the site publishes paths in lower case" if place.lower else ""
            folder = os.path.relpath(os.path.join(place.shelf.root, place.folder))  # noqa: PTH118
            yield f"{printable(place.prefix)}/ is {printable(folder)}/ ({why}){case}"


def _summary(found: Found, by_status: dict[Status, list[Closure]]) -> str:
    counts = [f"{len(by_status[s])} {s}" for s in alert_links.ORDER if s in by_status]
    files = counted(len(found.files.files), "file")
    more = []
    if found.files.barren:
        more.append(f"{len(found.files.barren)} without alert rules")
    if found.files.problems:
        more.append(f"{len(found.files.problems)} could not be read")
    told_ = f"{counted(len(found.links.closures), 'alert rule')} in {files}"
    inside = f" ({', '.join(more)})" if more else ""
    return f"{told_}{inside}: {', '.join(counts) or 'nothing to follow'}"


def _missing(found: Found) -> Iterator[str]:
    """Yield the annotations that rules lack, each as it would stand in its file."""
    for closure in found.links.closures:
        page = _page(closure, found) if closure.status in _TO_MEND else None
        if page is None:
            continue
        shelf, path = page
        url = alert_links.address_of(path, shelf, found.links)
        if url == closure.url:
            continue
        at = closure.rule.at
        instead = f", instead of {closure.url}" if closure.url else ""
        place = f"{printable(found.shown(at.path))}:{at.line}"
        yield f"# {place} {printable(closure.rule.name)}{printable(instead)}"
        indent = " " * closure.rule.indent
        if not closure.rule.annotated:
            yield f"{indent}annotations:"
        held = (key for key in found.keys if key in closure.rule.annotations)
        yield f"{indent}  {scalar(next(held, found.keys[0]))}: {scalar(url)}"


def _page(closure: Closure, found: Found) -> tuple[Shelf, str] | None:
    """Return the page that a rule is to name."""
    _, target, shelf = closure.outcome
    if shelf and target:
        return shelf, target
    return alert_links.answering(closure, found.catalogue, found.links.shelves)
