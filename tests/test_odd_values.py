"""Values of the wrong kind in any field: findings, never a fault of figures, digests or exports."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from opslore import settings
from opslore.catalogue import load
from opslore.catalogue.loading import assemble
from opslore.document import parse
from opslore.exchange import formats, published
from opslore.exchange.digest import forms
from opslore.exchange.digest._place import place
from opslore.metrics.digest import digests
from opslore.metrics.newsletter import newsletter
from opslore.render import render
from opslore.views import _digest, _newsletter, actions, backlog, freshness, trends
from opslore.views import digests as digests_view

ROOT = Path(__file__).parents[1]
ODD = (-1, ["x"], {"a": 1}, [None, {}, [1]], "9999-12-31T23:59Z")


@pytest.fixture(scope="module")
def sample():
    return load(ROOT, settings.load(ROOT).as_of)


def smaller(sample):
    """Return the path, the front matter and the body of the richest document of each type."""
    of: dict[str, list] = {}
    for record in sample.records:
        of.setdefault(record.TYPE, []).append(record.document)
    for documents in of.values():
        document = max(documents, key=lambda document: len(document.data))
        yield document.path, document.data, document.text[document.body_offset :]


def everything(catalogue):
    """Make all figures, digests, pages and exports."""
    for form in formats().values():
        form.export(catalogue)
    assert [asset.raw for asset in published.assets(catalogue)]
    for digest in list(digests(catalogue).values())[-3:]:
        briefs = (
            _digest.brief(digest, catalogue),
            _newsletter.brief(newsletter(digest, catalogue), catalogue.as_of),
        )
        for brief in briefs:
            for form in forms().values():
                form.write([brief], place(catalogue.settings))
    for view in (digests_view, actions, freshness, backlog, trends):
        for page in view.pages(catalogue):
            render(page)


@pytest.mark.parametrize("odd", ODD, ids=str)
def test_no_value_anywhere_is_a_fault(odd, sample):
    """Of every type one document has the odd value in one field, each field in turn."""
    told = list(smaller(sample))
    data = [document for key, document in sample.data.items() if key.endswith(".yml")]
    fields = {path: list(front) for path, front, _ in told}
    for turn in range(max(map(len, fields.values()))):
        documents = []
        for path, front, body in told:
            field = fields[path][turn % len(front)]
            text = json.dumps({**front, field: odd}, ensure_ascii=False)
            documents.append(parse(path, f"---\n{text}\n---\n{body}"))
        everything(assemble(ROOT, sample.as_of, sample.settings, documents, data=data))
