"""One field is wrong: one finding says so, and no rule judges what it could not read."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from opslore import settings
from opslore.catalogue import changed, load
from opslore.document import parse
from opslore.records import RECORDS
from opslore.rules import engine

REPO = Path(__file__).parent.parent
SCHEMA = frozenset(
    {"unknown-key", "wrong-type", "invalid-value", "invalid-format", "missing-fields"}
)
# A waiver that cannot be read excuses nothing, and what it excused is true.
LEFT_OUT = re.compile(r"waivers|x-|superseded_by")


@cache
def library():
    told = settings.load(REPO)
    return load(REPO, told.as_of, told)


def findings(catalogue, path):
    result = engine.check(catalogue, paths={path})
    assert not result.crashes
    return {
        (f.rule, f.location.line, f.location.column, f.message)
        for f in result.findings
        if not f.waived and f.rule != "unused-waiver"
    }


def fields(value, steps=()):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*steps, key), inner
            yield from fields(inner, (*steps, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from fields(inner, (*steps, index))


def index_of(document, place):
    return sum(map(len, document.text.splitlines(True)[: place.line - 1])) + place.column - 1


def damaged(kind):
    """Yield each kind of field once, with a document whose field of that kind is wrong."""
    done = set()
    for document in library().documents:
        if library().types.get(document.path) != kind or not document.data:
            continue
        for steps, value in fields(document.data):
            general = tuple("#" if isinstance(step, int) else step for step in steps)
            if general in done or LEFT_OUT.search(str(steps[0])):
                continue
            done.add(general)
            key = document.at(*steps, key=True)
            start = index_of(document, key)
            end = start + len(steps[-1])
            if document.text[start:end] != steps[-1]:
                continue
            shorter = steps[-1][:-1] if len(steps[-1]) > 3 else f"{steps[-1]}x"
            renamed = document.text[:start] + shorter + document.text[end:]
            yield f"{'.'.join(general)} misspelt", document, renamed, key
            place = document.at(*steps)
            if isinstance(value, (str, int, float, bool)) and place.line == place.end_line:
                first = index_of(document, place)
                last = first + place.end_column - place.column
                listed = f"{document.text[:first]}[[a]]{document.text[last:]}"
                yield f"{'.'.join(general)} as a list", document, listed, key


@pytest.mark.parametrize("kind", RECORDS)
def test_one_finding_tells_of_a_wrong_field(kind):
    looked = 0
    for name, document, text, key in damaged(kind):
        catalogue = changed(library(), document.path, parse(document.path, text.encode()))
        found = findings(catalogue, document.path) - findings(library(), document.path)
        # The keys of the answers are ids, and an unknown one is told as such.
        names = {rule for rule, *_ in found} - {"unknown-reference"}
        assert names <= SCHEMA, (name, found)
        assert len(found) == 1, (name, found)
        told = next(iter(found))
        assert told[1] == key.line, (name, told)
        looked += 1
    assert looked >= 4


@pytest.mark.parametrize(
    ("front_matter", "expected"),
    [
        ("sevrity: sev3\nservices: [checkout]\nstarted_at: 2026-02-20T10:00Z", {"unknown-key"}),
        (
            "severity: sev3\nsevices: [checkuot]\nstarted_at: 2026-02-20T10:00Z",
            {"unknown-key", "unknown-reference"},
        ),
        ("severity: sev3\nservices: [checkout]\nstarted_at: 9026-02-20T10:00Z", {"invalid-format"}),
        ("severity: sev3\nservices: [checkout]\nstarted_at: 0026-02-20T10:00Z", {"invalid-format"}),
    ],
)
def test_what_is_meant_is_looked_at_all_the_same(tmp_path, front_matter, expected):
    path = "postmortems/2026/2026-02-20-slow.md"
    text = f"---\n{front_matter}\nresolved_at: 2026-02-20T11:00Z\n---\n\n# Card payments failed in the checkout\n\nSo.\n"
    day = settings.to_day("2026-03-01")
    (tmp_path / "services").mkdir()
    service = "---\nowner: shop\ntier: 3\n---\n\n# Checkout\n\nTakes orders.\n"
    (tmp_path / "services/checkout.md").write_text(service)
    held = {path: text.encode()}
    result = engine.check(load(tmp_path, day, held=held), paths={path})
    assert {f.rule for f in result.findings} == expected
    for finding in result.findings:
        written = text.splitlines()[finding.location.line - 1]
        marked = written[finding.location.column - 1 : finding.location.end_column - 1]
        assert marked in {"sevrity", "sevices", "checkuot"} or "026-02-20T10:00Z" in marked


def test_what_is_meant_to_be_restricted_is(tmp_path):
    (tmp_path / "guides").mkdir()
    guide = "---\nvisibilty: restricted\n---\n\n# Pay\n\nWhat a turn on call is worth.\n"
    (tmp_path / "guides/pay.md").write_text(guide)
    catalogue = load(tmp_path, settings.to_day("2026-03-01"))
    assert [record.restricted for record in catalogue.records] == [True]
