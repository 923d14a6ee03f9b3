"""One thing is broken in a copy of each sample document: what is said is enough to mend it.

Each kind of damage is done to every document that it can be done to. The finding names file, line
and column of the damage, what is wrong and the way out, word for word as in the table, and nothing
else is said of the document.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from damages import DAMAGES
from opslore import settings
from opslore.catalogue import changed, load
from opslore.document import parse
from opslore.records import RECORDS
from opslore.rules import engine

REPO = Path(__file__).parent.parent
# What a waiver excused may be gone with the damage; no other finding may come with it.
COMPANIONS = frozenset({"unused-waiver"})


@cache
def library():
    told = settings.load(REPO)
    return load(REPO, told.as_of, told)


def findings(catalogue, path):
    return {
        (f.rule, f.location.line, f.location.column, f.message, f.help)
        for f in engine.check(catalogue, paths={path}).findings
        if not f.waived
    }


@cache
def before(path):
    return findings(library(), path)


def known_of(document):
    """Return what a message may say of the document itself."""
    body = document.body
    steps = sorted({step.number for step in body.steps if step.depth == 0})
    kind = library().types[document.path]
    said = kind.replace("-", " ")
    taken = {item.get("id") for item in document.data.get("action_items", ())}
    headings = [f"`#{heading.slug}`" for heading in body.headings]
    return {
        "kind": f"{'an' if said[0] in 'aeiou' else 'a'} {said}",
        "folder": document.key.rpartition("/")[0] + "/",
        "first": str(steps[0]) if steps else "",
        "last": str(steps[-1]) if steps else "",
        "free": next(f"A{n}" for n in range(1, 99) if f"A{n}" not in taken - {"A2"}),
        "headings": ", ".join(headings[:6]) or "no headings: link to the page, without `#`",
    }


@pytest.mark.parametrize("name", DAMAGES)
def test_what_is_said_is_enough_to_mend_it(name):
    damage = DAMAGES[name]
    done = 0
    for document in library().documents:
        path = document.path
        broken = damage.done(document.text) if path.startswith(damage.only) else None
        if broken is None:
            continue
        raw = broken.text if isinstance(broken.text, bytes) else broken.text.encode()
        found = findings(changed(library(), path, parse(path, raw)), path) - before(path)
        known = known_of(document)
        text = raw.decode("utf-8", "replace").lstrip("\ufeff")
        expected = (
            damage.rule,
            text.count("\n", 0, broken.mark) + 1,
            broken.mark - text.rfind("\n", 0, broken.mark),
            damage.message.format(*broken.words, **known),
            damage.help.format(*broken.words, **known),
        )
        told = sorted(f for f in found if f[0] not in COMPANIONS | {*damage.companions})
        assert told == [expected], path
        done += 1
    assert done >= 20


def test_every_type_of_document_is_damaged_in_many_ways():
    for document in library().documents:
        ways = sum(
            document.path.startswith(d.only) and d.done(document.text) is not None
            for d in DAMAGES.values()
        )
        assert ways >= 18, document.path
    assert {library().types[d.path] for d in library().documents} == set(RECORDS)
