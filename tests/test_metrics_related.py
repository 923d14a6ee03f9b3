"""Related documents: the few that are looked for are the first of all that could be."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from opslore import catalogue as catalogues
from opslore import settings
from opslore.metrics.related import SIMILAR, TEXT, _index, related
from opslore.records import CaseStudy, NearMiss, Postmortem

REPO = Path(__file__).parent.parent
KINDS = (Postmortem, NearMiss, CaseStudy)


def similarity(one, other, catalogue):
    """How alike two texts are, 0 to 1: term by term, without the postings."""
    vectors = _index(catalogue).vectors
    first, second = vectors.get(one.ref, {}), vectors.get(other.ref, {})
    return sum(weight * second.get(term, 0.0) for term, weight in first.items())


@pytest.fixture(scope="module")
def catalogue():
    return catalogues.load(REPO, date(2026, 11, 15), settings.load(REPO))


@pytest.fixture(scope="module")
def everything(catalogue):
    """Every record with all that could stand beside it, the nearest first."""
    return [
        (record, related(record, catalogue, count=10**6))
        for kind in KINDS
        for record in catalogue.published(kind)
    ]


def test_the_first_few_are_those_of_all(everything, catalogue):
    for record, every in everything:
        for count in (1, 5, 20):
            assert related(record, catalogue, count=count) == every[:count], record.ref


def test_nearest_first_and_each_with_reasons(everything):
    assert any(len(every) > 10 for _, every in everything)
    for record, every in everything:
        refs = [each.record.ref for each in every]
        assert record.ref not in refs
        assert len(refs) == len(set(refs))
        for one, other in pairwise(every):
            assert (-one.weight, one.record.ref) < (-other.weight, other.record.ref)
        assert all(each.reasons for each in every)


def test_nothing_that_has_a_reason_is_left_out(everything, catalogue):
    for record, every in everything:
        told = {each.record.ref: each for each in every}
        modes = set(getattr(record, "failure_modes", ())) - {"unclassified"}
        for kind in KINDS:
            for other in catalogue.published(kind):
                if other is record:
                    continue
                alike = similarity(record, other, catalogue)
                shared = modes & set(getattr(other, "failure_modes", ()))
                assert not shared or other.ref in told
                assert alike < SIMILAR or "similar text" in told[other.ref].reasons
                if other.ref in told:
                    least = (2.0 if shared else 0.0) + (TEXT * alike if alike >= SIMILAR else 0.0)
                    assert told[other.ref].weight >= least
