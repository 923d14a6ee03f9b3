"""The commands that a postmortem tells of, as steps of the runbook that was missing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opslore.frozen import dataclass
from opslore.metrics.commands import SESSIONS, SQL, Block, blocks, read, transcript
from opslore.records import Runbook

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opslore.catalogue import Catalogue
    from opslore.metrics.commands import Reading
    from opslore.records import Postmortem

_CODE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")


@dataclass(frozen=True, slots=True)
class Step:
    """One command, or several that stood together."""

    language: str
    lines: tuple[str, ...]
    changes: bool  # the system; else it only looks
    destroys: str  # what, as the end of "this command …"; empty: nothing


def steps(postmortem: Postmortem, catalogue: Catalogue) -> tuple[Step, ...]:
    """Return the commands of a postmortem in the order of its text, each once.

    Blocks in a shell's language or in SQL, and commands in the midst of a sentence, where they
    begin with a program that some runbook of the library calls.
    """
    document = postmortem.document
    found = [(block.fence.line, _of_block(block)) for block in blocks(document)]
    fenced = {n for f in document.body.fences for n in range(f.line, f.end_line)}
    programs = _programs(catalogue) | {c.name for b in blocks(document) for c in b.calls}
    first = document.text.count("\n", 0, document.body_offset) + 1
    for number, line in enumerate(document.text[document.body_offset :].splitlines(), first):
        if number not in fenced:
            found += [(number, step) for step in _of_line(line, programs)]
    found.sort(key=lambda pair: pair[0])
    return tuple(dict.fromkeys(step for _, step in found if step.lines))


def _of_block(block: Block) -> Step:
    code = block.fence.code
    language = block.fence.language.lower()
    commands = transcript(code) if language not in SQL else None
    lines = (commands or code).splitlines()
    shown = tuple(line.strip() if commands else line.rstrip() for line in lines if line.strip())
    return _step("bash" if language in SESSIONS else language, shown, block.reading)


def _of_line(line: str, programs: set[str]) -> Iterator[Step]:
    for text in _CODE.findall(line):
        if " " in text.strip() and text.split()[0] in programs and (said := read("bash", text)):
            yield _step("bash", (text.strip(),), said)


def _step(language: str, lines: tuple[str, ...], said: Reading) -> Step:
    destroys = said.destructive[0][1] if said.destructive else ""
    return Step(language, lines, bool(said.changing), destroys)


def _programs(catalogue: Catalogue) -> set[str]:
    """Return the programs that the runbooks of a library call."""
    return {
        call.name
        for runbook in catalogue.of(Runbook)
        for block in blocks(runbook.document)
        for call in block.calls
    }
