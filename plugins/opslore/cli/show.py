"""`opslore show`: one document in a terminal, with its parameters filled in."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import click

from opslore.cli import _complete, _library
from opslore.cli._failure import Failure
from opslore.cli._fill import filled
from opslore.cli._names import refuse_unknown
from opslore.cli._output import emit, wants_colour
from opslore.cli._paper import Paper, printable
from opslore.cli._records import find
from opslore.records import OnCallPolicy, Runbook
from opslore.views.facets import facets
from opslore.views.on_call import policy_block

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue
    from opslore.document import Body, Document
    from opslore.records import Record

EPILOG = """\b
Examples:
  opslore show connection-pool
  opslore show runbook/payments-api/connection-pool --section mitigation
  opslore show booking-api/rollback --set revision=1339
  opslore show postmortem/2026-05-28-payments-webhook-retry-storm | less -R

Values are checked against the pattern of their parameter and quoted for a shell.
"""
_H1 = re.compile(r"\s*#[ \t][^\n]*(?:\n|\Z)")
_HEADING = re.compile(r"#{1,6} ")
_FENCE = re.compile(r"\s*(```+|~~~+)")


@click.command(epilog=EPILOG)
@click.argument("identity", metavar="ID", shell_complete=_complete.ids)
@click.option("--section", metavar="NAME", help="Only this section, such as `mitigation`.")
@click.option("--set", "given", metavar="NAME=VALUE", multiple=True, help="A parameter's value.")
@click.option("--as-of", metavar="DAY", help="The day on which trust is judged.")
def command(identity: str, section: str | None, given: tuple[str, ...], as_of: str | None) -> int:
    """Print a document: whether to trust it, its text, and for a runbook whom to page next."""
    library = _library.here()
    day, _ = _library.choose_day(as_of, library.settings)
    catalogue = library.load(day, int)
    record = find(catalogue, identity, library)
    values = _values(record, given)
    document = record.document
    text = document.text[document.body_offset :]
    if section:
        text = _section(document, section)
    paper = Paper.of(sys.stdout, colour=wants_colour(sys.stdout))
    head = list(_head(record, catalogue, paper))
    body = filled(_H1.sub("", text, count=1) if not section else text, values)
    lines = printable(body.replace("\r\n", "\n").strip("\n")).split("\n")
    foot = list(_foot(record, catalogue, paper))
    emit("\n".join([*head, "", *_painted(lines, paper), *foot]) + "\n")
    return 0


def _head(record: Record, catalogue: Catalogue, paper: Paper) -> Iterator[str]:
    meta = dict(facets(record, catalogue).meta)
    yield from paper.wrapped(record.title, "", paper.strong)
    facts = [meta.get(name, "") for name in ("severity", "day", "services")]
    yield paper.faint(" · ".join([record.ref, *(fact for fact in facts if fact)]))
    if isinstance(record, Runbook):
        trust = f"{meta['state']}: {meta['trust']}" if "trust" in meta else ""
        risk = f"risk: {record.risk}" if record.risk else ""
        for line in (trust, risk):
            if line:
                yield from paper.wrapped(line, "", paper.strong)
        for param in record.params:
            example = f", for example {param.example}" if param.example else ""
            yield from paper.wrapped(f"--set {param.name}=  {param.description}{example}", "  ")


def _foot(record: Record, catalogue: Catalogue, paper: Paper) -> Iterator[str]:
    policy = (
        catalogue.find(OnCallPolicy, record.escalation) if isinstance(record, Runbook) else None
    )
    if policy is None or policy.restricted:
        return
    yield ""
    rungs = policy_block(policy, catalogue).rungs
    reached = "; ".join(f"{rung.after} {rung.target}" for rung in rungs)
    yield from paper.wrapped(f"Not fixed? {policy.title}: {reached}", "", paper.strong)


def _values(record: Record, given: tuple[str, ...]) -> dict[str, str]:
    params = {p.name: p for p in record.params} if isinstance(record, Runbook) else {}
    values = {}
    for item in given:
        name, equals, value = item.partition("=")
        if not equals:
            raise Failure(f"--set {item!r} has no value; write --set {name}=VALUE")
        if name not in params:
            if not params:
                raise Failure(f"{record.ref} has no parameters, so --set {name} means nothing")
            refuse_unknown("parameter", name, sorted(params))
        pattern = params[name].pattern or "[^\\n\\r]+"
        try:
            fits = re.fullmatch(pattern, value) and printable(value) == value and "\n" not in value
        except re.error as error:
            raise Failure(f"the pattern of {name} cannot be read: {error}") from error
        if not fits:
            raise Failure(f"{value!r} does not fit the form of {name}: {pattern}")
        values[name] = value
    return values


def _section(document: Document, name: str) -> str:
    """Return the text of a section; a name may be cut short, as in `mit`."""
    body: Body = document.body
    section = body.section(name)
    if section is None:
        begun = [s for s in body.sections if s.title.lower().startswith(name.lower())]
        if not begun:
            refuse_unknown("section", name, [s.title for s in body.sections])
        section = begun[0]
    return "\n".join(document.line(n) for n in range(section.line, section.end_line))


def _painted(lines: list[str], paper: Paper) -> Iterator[str]:
    """Yield lines, headings made to stand out; a comment in a command is no heading."""
    fence = ""
    for line in lines:
        mark = _FENCE.match(line)
        if mark and not fence:
            fence = mark[1]
        elif fence and line.strip().startswith(fence):
            fence = ""
        yield paper.strong(line) if _HEADING.match(line) and not fence else line
