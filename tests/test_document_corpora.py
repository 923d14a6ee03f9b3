"""Real documents of other organisations: read without an exception, and as the page shows them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import html5lib
import pytest
from markdown import Markdown

from opslore.document import Document, read

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

CORPORA = Path(__file__).resolve().parents[1].parent / "shared" / "corpora"

pytestmark = pytest.mark.skipif(
    not CORPORA.is_dir(), reason="the corpora of other organisations are not beside the repository"
)

XHTML = "{http://www.w3.org/1999/xhtml}"
EXTENSIONS = [
    "admonition", "attr_list", "md_in_html", "sane_lists", "tables", "toc", "pymdownx.details",
    "pymdownx.superfences", "pymdownx.highlight", "pymdownx.inlinehilite", "pymdownx.tabbed",
    "pymdownx.tasklist",
]  # fmt: skip
OPTIONS = {
    "pymdownx.tabbed": {"alternate_style": True},
    "pymdownx.highlight": {"anchor_linenums": False},
}

# What no reader of Markdown can know: a list whose lines hold only dashes, which Python-Markdown
# takes for underlines, and a fence that is never closed, whose rest it prints as text.
HEADINGS_APART = {
    "other-languages/fr-cds-snc/docs/modele_de_rapport_dincident_de_produit.md",
    "runbooks/prometheus-operator/content/runbooks/prometheus-operator/PrometheusOperatorNodeLookupErrors.md",
}
# Steps their authors wrote and Python-Markdown does not show as such: no blank line before the
# list, or between a closing fence and the next step, or a list indented by two.
STEPS_APART = {
    "other-languages/ja-pagerduty-postmortems/docs/culture/sharing.md",
    "postmortems/etcd/Documentation/postmortems/v3.5-data-inconsistency.md",
    "postmortems/mybinder/docs/source/incident-reports/2018-02-20-jupyterlab-announcement.md",
    "postmortems/mybinder/docs/source/incident-reports/2018-04-18-cull-flood.md",
    "runbooks/kubevirt/docs/deprecated_runbooks/KubeMacPoolDuplicateMacsFound.md",
    "runbooks/openshift/alerts/cluster-monitoring-operator/PrometheusDuplicateTimestamps.md",
    "runbooks/openshift/alerts/cluster-monitoring-operator/PrometheusScrapeBodySizeLimitHit.md",
}


@pytest.fixture(scope="module")
def documents() -> dict[str, Document]:
    root = CORPORA.parent
    paths = sorted(path.relative_to(root).as_posix() for path in CORPORA.rglob("*.md"))
    return {path.removeprefix("corpora/"): read(root, path, "corpora") for path in paths}


@pytest.fixture(scope="module")
def pages(documents: dict[str, Document]) -> dict[str, Element]:
    """What Python-Markdown makes of each body, with the extensions of our site."""
    renderer = Markdown(extensions=EXTENSIONS, extension_configs=OPTIONS)
    made = {}
    for path, document in documents.items():
        html = renderer.reset().convert(document.text[document.body_offset :])
        made[path] = html5lib.parse(html)
    return made


def test_every_document_is_read(documents: dict[str, Document]) -> None:
    assert len(documents) > 300
    kinds = {fault.kind for document in documents.values() for fault in document.faults}
    assert kinds <= {"no-front-matter", "toml-front-matter"}
    for document in documents.values():
        body = document.body
        assert body.complete
        for number, text in body.prose():
            assert len(text) <= len(document.line(number))


def test_headings_have_the_anchors_of_their_pages(
    documents: dict[str, Document], pages: dict[str, Element]
) -> None:
    apart = set()
    count = 0
    for path, document in documents.items():
        shown = [
            (int(element.tag[-1]), element.get("id"))
            for element in pages[path].iter()
            if re.fullmatch(rf"{re.escape(XHTML)}h[1-6]", str(element.tag)) and element.get("id")
        ]
        count += len(shown)
        if shown != [(heading.level, heading.slug) for heading in document.body.headings]:
            apart.add(path)
    print(f"{count} headings in {len(documents)} documents, {len(apart)} documents apart")
    assert apart == HEADINGS_APART


def test_steps_have_the_numbers_of_their_pages(
    documents: dict[str, Document], pages: dict[str, Element]
) -> None:
    apart = set()
    count = numbered = 0
    for path, document in documents.items():
        shown = sorted(_numbers(pages[path]))
        ours = sorted((step.shown, _first(step.text)) for step in document.body.steps)
        numbered += bool(shown or ours)
        count += len(shown)
        if len(shown) != len(ours) or not all(map(_same, shown, ours)):
            apart.add(path)
    print(f"{count} steps in {numbered} documents, {len(apart)} documents apart")
    assert apart == STEPS_APART


def _numbers(page: Element) -> Iterator[tuple[int, str]]:
    """Yield number and first words of every numbered item of a page."""
    for found in page.iter(f"{XHTML}ol"):
        start = int(found.get("start") or 1)
        for number, item in enumerate(found.findall(f"{XHTML}li"), start):
            yield number, _first("".join(item.itertext()))


def _same(shown: tuple[int, str], ours: tuple[int, str]) -> bool:
    """Whether an item of the page, children included, begins as a step of ours does."""
    return shown[0] == ours[0] and shown[1].startswith(ours[1])


def _first(text: str) -> str:
    return re.sub(r"\W+", "", text)[:12]
