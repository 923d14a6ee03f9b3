"""Results by day and by impact, against what the documents say."""

from __future__ import annotations

from pathlib import Path

import pytest
from results import GROUPS

from opslore import settings as configuration
from opslore.catalogue import load
from opslore.metrics.happened import day_of
from opslore.metrics.impact import score
from opslore.records import Postmortem
from opslore.views.facets import facets

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def values():
    """Return what documents are sorted by: their path on the site -> order -> value."""
    settings = configuration.load(ROOT)
    sample = load(ROOT, settings.as_of, settings)
    found = {}
    for record in (each for each in sample.records if not each.restricted):
        day = day_of(record, sample)
        found[f"/{record.key.removesuffix('.md')}/"] = {
            "date": day.isoformat() if day else "",
            "impact": score(record) if isinstance(record, Postmortem) else -1,
            "filters": set(facets(record, sample).filters),
        }
    return found


@pytest.mark.parametrize("order", ["date", "impact"])
@pytest.mark.parametrize("facet", ["Severity=sev2", "Service=payments-api", ""])
def test_order_shows_the_largest_values_first(order, facet, library, page, values):
    library(f"?sort={order}&{facet}")
    name, _, value = facet.partition("=")
    total = int(page.inner_text(".ol-count").split()[0])
    groups = page.evaluate(GROUPS)

    fitting = {path for path, own in values.items() if not facet or (name, value) in own["filters"]}
    assert total == len(fitting)
    assert "Postmortems" in [heading for heading, _ in groups]
    for _, paths in groups:
        kind = [own for own in values[paths[0]]["filters"] if own[0] == "Type"]
        all_of = [path for path in fitting if values[path]["filters"].issuperset(kind)]
        expected = sorted((values[path][order] for path in all_of), reverse=True)
        assert [values[path][order] for path in paths] == expected[: len(paths)]


@pytest.mark.parametrize("order", ["date", "impact"])
def test_order_of_what_a_query_finds(order, library, page, values):
    def found(query):
        library(query)
        ((_, paths),) = page.evaluate(GROUPS)
        return paths

    relevant = found("?q=deploy&Type=Postmortem")
    ordered = found(f"?q=deploy&Type=Postmortem&sort={order}")

    of = [values[path][order] for path in ordered]
    assert set(ordered) == set(relevant)
    assert ordered != relevant
    assert of == sorted(of, reverse=True)
    assert len(of) > 5


def test_facets_alone_show_the_newest_first(library, page, values):
    library("?Type=Postmortem")

    ((_, paths),) = page.evaluate(GROUPS)
    days = [values[path]["date"] for path in paths]
    assert days == sorted(days, reverse=True)
    assert len(days) > 20
