"""What a rule is, and how a catalogue is checked with all of them.

The folder is the registry: every module of it that holds a :class:`Rule` is one. A rule's `on`
says what it is called with: a record class, `Record` (every record), `Document` (every document
and data file, readable or not), `Settings`, `Catalogue` (once), or `Findings` (once, at the end).
"""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import replace
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any, TypeVar

from opslore import rules
from opslore.catalogue import Catalogue
from opslore.document import Document
from opslore.findings import Finding, Level, Problem
from opslore.frozen import dataclass
from opslore.records import Record
from opslore.rules import _echoes
from opslore.rules._finished import ALWAYS, UNWAIVABLE, finished
from opslore.rules._secrets import masked
from opslore.settings import Settings
from opslore.workers import spread

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from opslore.baseline import Baseline

T = TypeVar("T")
Check = "Callable[[Any, Catalogue], Iterator[Problem]]"

FAMILIES = {
    "CFG": "settings",
    "SRC": "source and encoding",
    "SCH": "fields and values",
    "REF": "references",
    "LNK": "links and anchors",
    "SEC": "secrets and markup",
    "REV": "review and waivers",
    "ACT": "action items",
    "PM": "postmortems",
    "BL": "blameless wording",
    "RB": "runbooks",
    "OC": "on-call policies",
    "PRR": "readiness reviews",
    "NM": "near misses",
    "SVC": "services",
    "DR": "drills",
    "INV": "investments",
    "ALR": "alert rules",
    "TXT": "text and how it is rendered",
}
# Codes of rules that are gone; a code is never given to another rule.
RETIRED: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: people write the name, machines and links keep the code."""

    code: str
    name: str
    on: type[Any]
    level: Level
    time: bool  # depends on the day
    off: bool  # only when the settings ask for it
    since: str
    doc: str  # the module's docstring: its page
    check: Callable[[Any, Catalogue], Iterator[Problem]]
    needs: tuple[str, ...] = ()  # fields without which nothing can be said

    @property
    def summary(self) -> str:
        """The first line of the page."""
        return self.doc.split("\n", 1)[0]

    @property
    def default(self) -> str:
        """The level without any settings, `off` where they have to ask for the rule."""
        return "off" if self.off else self.level.value


@dataclass(frozen=True, slots=True)
class Findings:
    """All findings of the other rules, for the few rules about findings themselves."""

    all: tuple[Finding, ...]
    ran: frozenset[str]  # names of the rules that looked
    baseline: Baseline | None = None  # what it lists is not left out yet


@dataclass(frozen=True, slots=True)
class Crash:
    """A rule that failed on a document: our fault, never the author's."""

    rule: str
    path: str
    error: str
    trace: str


@dataclass(frozen=True, slots=True)
class Result:
    """What a check found, in the order of every output."""

    findings: tuple[Finding, ...]
    crashes: tuple[Crash, ...] = ()
    accepted: int = 0  # how many findings the baseline left out


def rule(
    code: str,
    *,
    on: type[T],
    level: Level,
    time: bool = False,
    off: bool = False,
    needs: tuple[str, ...] = (),
    since: str = "0.1",
) -> Callable[[Callable[[T, Catalogue], Iterator[Problem]]], Rule]:
    """Make a rule of a generator `check(thing, catalogue)`; its module's docstring is its page.

    Where one of the fields that it `needs` is told to be wrong, the rule waits until it is mended.
    """

    def made(check: Callable[[T, Catalogue], Iterator[Problem]]) -> Rule:
        name = check.__name__.replace("_", "-")
        doc = importlib.import_module(check.__module__).__doc__ or ""
        return Rule(code, name, on, level, time, off, since, doc, check, needs)

    return made


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return every rule of the folder, sorted by code."""
    found: list[Rule] = []
    for module in pkgutil.iter_modules(rules.__path__):
        loaded = importlib.import_module(f"{rules.__name__}.{module.name}")
        found += [value for value in vars(loaded).values() if isinstance(value, Rule)]
    return tuple(sorted(found, key=lambda rule: rule.code))


def letters(code: str) -> str:
    """Return the letters of a code, which name its family: `PM` of `PM004`."""
    return code.rstrip("0123456789")


def find(name: str) -> Rule | None:
    """Return the rule with a name or a code."""
    return next((r for r in all_rules() if name in (r.name, r.code)), None)


def _no_step() -> None:
    """Do nothing: nobody watches."""


def check(
    catalogue: Catalogue,
    *,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    waivers: bool = True,
    baseline: Baseline | None = None,
    renamed: Mapping[str, str] | None = None,
    step: Callable[[], object] = _no_step,
    jobs: int = 1,
    paths: Collection[str] = (),
    frugal: bool = False,
) -> Result:
    """Return all findings of a catalogue; with `paths`, those in some files only.

    `select` and `ignore` name rules, codes or the letters of a family. With `waivers` off,
    a waived finding counts like any other. What `baseline` lists is left out. `renamed` (path
    in this catalogue -> path now) makes fingerprints those of the file's present path. `step`
    is called after each subject, for a progress bar. `jobs` processes give the same result.
    `frugal` drops what was made of each document once it is checked, for who needs no more of it.
    """
    chosen = _chosen(catalogue, tuple(select), tuple(ignore))
    last = [r for r in chosen if r.on is Findings]
    ran = frozenset(r.name for r in chosen)
    findings, crashes = _checked(catalogue, chosen, step, jobs, paths, frugal=frugal)
    if paths:  # rules over the whole library look everywhere
        findings = [f for f in findings if f.location.path in paths]
    findings = finished(findings, catalogue, renamed or {}, waivers=waivers)
    for each in last:
        found: list[Finding] = []
        _run((each,), Findings(tuple(findings), ran, baseline), "", catalogue, found, crashes)
        found = [f for f in found if not paths or f.location.path in paths]
        findings += finished(found, catalogue, renamed or {}, waivers=waivers)
    accepted = baseline.fingerprints if baseline else frozenset()
    kept = [f for f in findings if f.fingerprint not in accepted or f.code in UNWAIVABLE]
    return Result(
        tuple(sorted(kept, key=lambda f: f.order)), tuple(crashes), len(findings) - len(kept)
    )


def _checked(
    catalogue: Catalogue,
    chosen: list[Rule],
    step: Callable[[], object],
    jobs: int,
    paths: Collection[str],
    *,
    frugal: bool,
) -> tuple[list[Finding], list[Crash]]:
    """Run each rule on each of its subjects; every process takes each `jobs`-th document."""
    subjects = list(_subjects(catalogue, chosen))
    if paths:
        subjects = [s for s in subjects if s[1] in paths or isinstance(s[0], Catalogue)]
    # What is made of a document serves all that is to be checked in it.
    together = [list(same) for _, same in groupby(subjects, key=lambda s: s[1])]

    def work(share: int) -> tuple[list[Finding], list[Crash]]:
        findings: list[Finding] = []
        crashes: list[Crash] = []
        for same in together[share::jobs]:
            first, told = same[0][0], len(findings)
            violations = _echoes.wrong(first, catalogue)
            for subject, path, applicable in same:
                able = _echoes.able(applicable, violations)
                _run(able, subject, path, catalogue, findings, crashes)
                for _ in range(0 if share else jobs):  # the others are about as far
                    step()
                if frugal and isinstance(subject, Record):
                    subject.document.forget()
            if violations:
                findings[told:] = _echoes.first_told(findings[told:], violations, first, catalogue)
        return findings, crashes

    shares = spread(jobs, work)
    return (
        [finding for found, _ in shares for finding in found],
        sorted((c for _, crashed in shares for c in crashed), key=lambda c: (c.rule, c.path)),
    )


def _chosen(catalogue: Catalogue, select: tuple[str, ...], ignore: tuple[str, ...]) -> list[Rule]:
    chosen = []
    for each in all_rules():
        names = (each.name, each.code, letters(each.code))
        stated = _stated(each, catalogue)
        # A rule named on the command line runs even where the settings turn it off.
        on = any(n in select for n in names) if select else stated != "off"
        if each.off and not select and stated is None:
            on = False
        if on and not any(n in ignore for n in names):
            chosen.append(each)
    return chosen


def _stated(each: Rule, catalogue: Catalogue) -> str | None:
    """Return the level that the settings give a rule, by name or by code."""
    levels = catalogue.settings.levels
    return levels.get(each.name) or levels.get(each.code)


def _subjects(
    catalogue: Catalogue, chosen: list[Rule]
) -> Iterator[tuple[object, str, tuple[Rule, ...]]]:
    """Yield what is to be checked with which rules; records of one class share a tuple."""
    of: dict[type[Any], list[Rule]] = {}
    for each in chosen:
        of.setdefault(each.on, []).append(each)
    yield catalogue.settings, catalogue.settings.file, tuple(of.get(Settings, ()))
    on_document = tuple(of.get(Document, ()))
    source = tuple(r for r in on_document if r.code.startswith("SRC"))
    secrets = tuple(r for r in on_document if r.code == ALWAYS)
    sound = tuple(r for r in on_document if r not in source)
    everywhere = of.get(Record, [])
    by_class: dict[type[Record], tuple[Rule, ...]] = {}
    for document in (*catalogue.data.values(), *catalogue.documents):
        # A file that cannot be read gets its one finding; what is known of it is half a truth.
        rest = secrets if document.broken else sound
        yield document, document.path, (*source, *rest) if document.faults else rest
        record = catalogue.by_path.get(document.path)
        if record is not None:
            kind = type(record)
            if kind not in by_class:
                by_class[kind] = (*everywhere, *of.get(kind, ()))
            yield record, record.path, by_class[kind]
    for page in catalogue.pages:
        yield page, page.path, tuple(r for r in on_document if r.code.startswith(_PAGE_FAMILIES))
    for data in (
        catalogue.directory,
        catalogue.vocabulary,
        catalogue.severities,
        catalogue.checklist,
        catalogue.tickets,
        catalogue.page_counts,
    ):
        if data.document is not None:
            yield data, data.document.path, tuple(of.get(type(data), ()))
    yield catalogue, "", tuple(of.get(Catalogue, ()))


# A plain page has no front matter to complain about; its links and secrets are everybody's.
_PAGE_FAMILIES = ("LNK", "SEC")


def _run(
    applicable: Iterable[Rule],
    subject: object,
    path: str,
    catalogue: Catalogue,
    findings: list[Finding],
    crashes: list[Crash],
) -> None:
    """Run rules on a subject and add what they find, or their crashes."""
    for each in applicable:
        try:
            if problems := list(each.check(subject, catalogue)):
                findings += [_finding(each, problem, catalogue) for problem in problems]
        except Exception as error:  # noqa: BLE001 - a fault of ours is told (exit 101), not hidden
            import traceback

            trace = "".join(traceback.format_exception(error))
            crashes.append(Crash(each.name, path, f"{type(error).__name__}: {error}", trace))


def _finding(each: Rule, problem: Problem, catalogue: Catalogue) -> Finding:
    stated = _stated(each, catalogue)
    # What a team has settled holds for every case of the rule.
    level = Level(stated) if stated and stated != "off" else problem.level or each.level
    in_grace = problem.grace_until is not None and catalogue.as_of <= problem.grace_until
    if in_grace and level is Level.ERROR:
        level = Level.WARNING
    return Finding(
        location=problem.at,
        code=each.code,
        rule=each.name,
        level=level,
        message=masked(problem.message),
        help=masked(problem.help),
        also=problem.also,
        edits=problem.edits,
        time=each.time,
        fingerprint=problem.subject,
    )


def shown(document: Document) -> Document:
    """Return a document as a report may print its lines: secrets are asterisks."""
    text = masked(document.text)
    return document if text is document.text else replace(document, text=text)
