"""What `opslore check` does, without click."""

from __future__ import annotations

import gc
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from opslore import report as formats
from opslore import workers
from opslore.catalogue import lock
from opslore.cli import INTERNAL, _library, _replay
from opslore.cli._asked import LEVELS, Asked
from opslore.cli._failure import Failure
from opslore.cli._output import emit, tell, wants_colour
from opslore.cli._progress import Progress
from opslore.findings import Level
from opslore.rules import engine
from opslore.rules._finished import UNWAIVABLE

if TYPE_CHECKING:
    from opslore.baseline import Baseline
    from opslore.catalogue import Catalogue
    from opslore.changes import Change
    from opslore.cli._library import Library
    from opslore.report import Report
    from opslore.rules.engine import Result


def run(asked: Asked, arguments: list[str] | None = None) -> int:
    """Check a library and print what was found; returns the exit code; raises Failure.

    With `arguments`, as they were typed, the run is recorded for the next one like it.
    """
    _refuse_nonsense(asked)
    library = _library.find(asked.paths, asked.stdin_filename)
    day, why = _library.choose_day(asked.as_of, library.settings)
    # Documents and findings hold no cycles; looking for some is a third of the run time.
    gc.disable()
    # Before anything is read: what changes meanwhile makes the record useless, never wrong.
    seen = _signature(asked, library) if arguments is not None else None
    baseline = _baseline(asked, library)
    progress = Progress("opslore check")
    catalogue = library.load(day, progress.step, int(asked.jobs or 0))
    if not _has_something(catalogue, library) and not asked.allow_empty:
        raise Failure(_nothing(library))
    change = None
    if asked.base:
        change = _change(asked, library, catalogue)
        catalogue = replace(catalogue, before=change.before)
    progress.total = 2 * len(catalogue.documents) + 20
    jobs = int(asked.jobs or 0) or workers.best(len(catalogue.documents))
    result = engine.check(
        catalogue,
        select=asked.select,
        ignore=asked.ignore,
        waivers=not asked.ignore_waivers,
        baseline=baseline,
        step=progress.step,
        jobs=jobs,
        frugal=True,
    )
    progress.close()
    if asked.write_baseline:
        return _write_baseline(asked, library, result)
    report = _report(asked, library, catalogue, result, change)
    text = formats.render(asked.format, report)
    emit(text, asked.output)
    _append_summary(report, asked)
    told = _summary(report, asked, result, why)
    tell(told)
    code = _code(report, asked)
    if seen and arguments is not None and not result.crashes:
        _replay.keep(arguments, {**seen, "out": text, "err": f"{told}\n", "exit": code})
    return code


def _signature(asked: Asked, library: Library) -> dict[str, object] | None:
    settings = library.settings
    if settings.alerts.files:
        return None  # they lie anywhere below the root
    more = [library.root / lock.FILE]
    if asked.baseline:
        more.append(_library.absolute(library.cwd, asked.baseline))
    free = not (settings.as_of or asked.as_of or os.environ.get("SOURCE_DATE_EPOCH"))
    relative = _library.is_distance(asked.as_of) and not settings.as_of
    content = str(library.root / settings.content)
    try:
        return {
            "zone": settings.timezone,
            "day": _replay.today(settings.timezone) if free or relative else None,
            "files": _replay.watched([str(start) for start in library.starts], [*map(str, more)]),
            "content": content,
            "tree": _replay.tree(content),
        }
    except OSError:
        return None


def _refuse_nonsense(asked: Asked) -> None:
    from opslore.cli._names import refuse_unknown

    if asked.format not in formats.formats():
        refuse_unknown("format", asked.format, formats.formats())
    if asked.fail_on and asked.fail_on not in LEVELS[:2]:
        raise Failure(f"--fail-on is {asked.fail_on!r}, expected error or warning")
    if asked.jobs and not asked.jobs.isdecimal():
        raise Failure(f"--jobs is {asked.jobs!r}, expected a number of processes, 0 or more")
    if asked.base is not None and not asked.base.strip():
        raise Failure("--base is empty; name the branch the work is to join, such as origin/main")
    if asked.write_baseline and (asked.paths or asked.select or asked.base):
        raise Failure("--write-baseline lists the whole library; leave out PATH, --select, --base")
    known = {
        name
        for rule in engine.all_rules()
        for name in (rule.name, rule.code, engine.letters(rule.code))
    }
    for name in (*asked.select, *asked.ignore):
        if name not in known:
            refuse_unknown("rule", name, sorted(known))


def _baseline(asked: Asked, library: Library) -> Baseline | None:
    if not asked.baseline or asked.write_baseline:
        return None
    from opslore import baseline

    place = _library.absolute(library.cwd, asked.baseline)
    try:
        name = place.relative_to(library.root).as_posix()
    except ValueError:
        name = place.as_posix()
    try:
        return baseline.read(name, place.read_bytes())
    except FileNotFoundError:
        raise Failure(
            f"there is no baseline {asked.baseline}; --write-baseline makes one"
        ) from None
    except baseline.BaselineError as error:
        raise Failure(str(error)) from error


def _write_baseline(asked: Asked, library: Library, result: Result) -> int:
    from opslore import baseline

    target = asked.baseline or str(library.root / baseline.NAME)
    kept = [f for f in result.findings if not f.waived and f.code not in UNWAIVABLE]
    emit(baseline.write(kept), target)
    left = sum(not f.waived for f in result.findings) - len(kept)
    never = f"; {left} can be in no baseline and go on failing" if left else ""
    tell(f"wrote {formats.number(len(kept), 'finding')} to {os.path.relpath(target)}{never}")
    return _crashes(result)


def _has_something(catalogue: Catalogue, library: Library) -> bool:
    files = [document.path for document in (*catalogue.documents, *catalogue.pages)]
    if library.scope:
        files += [document.path for document in catalogue.data.values()]
        files += [library.settings.file, lock.FILE]
    return any(map(library.covers, filter(None, files)))


def _nothing(library: Library) -> str:
    settings = library.settings
    folder = library.show(settings.content)
    if library.scope:
        return (
            f"nothing to check: none of the paths given holds a document of the library in {folder}/"
            " (documents are Markdown files, *.md; --allow-empty accepts none)"
        )
    lack = "document in" if (library.root / settings.content).is_dir() else "folder"
    told = (
        f"nothing to check: there is no {lack} {folder}/; "
        "`opslore init` makes a library, --allow-empty accepts none"
    )
    for problem in settings.problems:  # the folder may be misspelt there
        place = f"{library.show(problem.at.path)}:{problem.at.line}:{problem.at.column}"
        told += f"\n{place}: {problem.message}" + (f"; {problem.help}" if problem.help else "")
    return told


def _change(asked: Asked, library: Library, catalogue: Catalogue) -> Change:
    from opslore import changes

    def check(base: Catalogue, renamed: object) -> Result:
        return engine.check(
            base,
            select=asked.select,
            ignore=asked.ignore,
            waivers=not asked.ignore_waivers,
            renamed=renamed,  # type: ignore[arg-type]
            jobs=int(asked.jobs or 0) or workers.best(len(base.documents)),
        )

    try:
        return changes.since(
            library.root, asked.base or "", library.settings, catalogue.as_of, check
        )
    except changes.GitError as error:
        raise Failure(f"--base {asked.base}: {error}") from error


def _report(
    asked: Asked, library: Library, catalogue: Catalogue, result: Result, change: Change | None
) -> Report:
    found = tuple(
        finding
        for finding in result.findings
        if (change is None or change.adds(finding))
        and (library.covers(finding.location.path) or not finding.location.path)
    )
    report = formats.Report(
        findings=found,
        catalogue=catalogue,
        checked=tuple(d.path for d in catalogue.documents if library.covers(d.path)),
        fail_on=Level(asked.fail_on) if asked.fail_on else library.settings.fail_on,
        changed=change.touched if change else frozenset(),
        crashes=result.crashes,
        show=library.show,
        repository=_library.repository_prefix(library.root),
        colour=wants_colour(sys.stdout) and not asked.output,
    )
    if asked.format == "text" and _library.is_distance(asked.as_of):
        from opslore.cli._plan import plan

        since, _ = _library.choose_day(None, library.settings)
        items = plan(catalogue, since, found, waivers=not asked.ignore_waivers)
        return replace(report, plan=items, since=since)
    return report


def _append_summary(report: Report, asked: Asked) -> None:
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if asked.format == "github" and summary:
        from opslore.report import github

        with Path(summary).open("a", encoding="utf-8", newline="") as file:
            file.write(github.summary(report))


def _summary(report: Report, asked: Asked, result: Result, why: str) -> str:
    _crashes(result)
    if "-" in asked.paths and not asked.stdin_filename:
        tell("--stdin-filename says where the text belongs; the folder tells what it is")
    parts = [report.total]
    if result.accepted:
        parts.append(f"{result.accepted} in the baseline")
    new = f" new since {asked.base}" if asked.base else ""
    documents = formats.number(len(report.checked), "document")
    return f"{documents}: {', '.join(parts)}{new}; as of {report.catalogue.as_of} ({why})"


def _code(report: Report, asked: Asked) -> int:
    if report.crashes:
        return INTERNAL
    if asked.exit_zero:
        return 0
    return int(any(map(report.fails, report.findings)))


def _crashes(result: Result) -> int:
    told: set[str] = set()
    for crash in result.crashes:
        place = f" on {crash.path}" if crash.path else ""
        failed = f"opslore: internal error: rule {crash.rule} failed{place}"
        # One fault of ours may show in a hundred files.
        again = crash.error in told
        tell(f"{failed}, as above" if again else f"{crash.trace.rstrip()}\n{failed}")
        told.add(crash.error)
    return INTERNAL if result.crashes else 0
