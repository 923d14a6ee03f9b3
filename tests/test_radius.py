"""The picture of who is hit when a service fails, and the lists it stands below."""

from __future__ import annotations

import pytest

from cases import DAY, case, project
from opslore import views
from opslore.catalogue import load
from opslore.render import around
from opslore.views._radius import MOST, picture

HARD = (("a", "b"), ("a", "b", "c"), ("a", "d"))
SOFT = (("a", "b", "e"),)
ALL = set("abcde")


def rows(found):
    return [[node.name for node in column.nodes] for column in found.columns]


def test_each_service_stands_at_its_distance_beside_the_first_behind_it():
    found = picture(HARD, SOFT, ALL)
    assert rows(found) == [["a", "", ""], ["b", "", "d"], ["c", "e", ""]]
    assert found.soft
    assert [node.soft for node in found.columns[2].nodes] == [False, True, False]


def test_lines_lead_from_row_to_row():
    lines = [stroke.path for stroke in picture(HARD, SOFT, ALL).columns[2].strokes]
    assert lines == ["M0 5C10 5 10 5 20 5", "M0 5C10 5 10 15 20 15"]


def test_a_single_line_is_no_picture():
    assert picture(HARD[:1], (), ALL) is None


def test_a_way_by_what_is_not_shown_is_left_out():
    assert rows(picture((*HARD, ("a", "f")), SOFT, ALL - {"b"} | {"f"})) == [["a", ""], ["d", "f"]]


def test_of_many_the_first():
    names = [f"s{number:02}" for number in range(40)]
    found = picture([("a", name) for name in names], (), {"a", *names})
    assert (len(found.columns[1].strokes), found.more) == (MOST, 40 - MOST)


def test_a_chain_of_a_thousand_is_no_fault():
    names = [f"s{number}" for number in range(1000)]
    ways = [tuple(names[: end + 1]) for end in range(1, 1000)]
    assert picture(ways, (), set(names)).more == 999 - MOST


@pytest.mark.parametrize("visibility", ["public-in-company", "restricted"])
def test_a_restricted_service_on_the_way_is_not_named(visibility, tmp_path):
    root = project(case(""), tmp_path)
    for name, needs in {"heron": "search", "wren": "heron", "robin": "search"}.items():
        hidden = f"visibility: {visibility}\n" * (name == "heron")
        (root / f"content/services/{name}.md").write_text(
            f"---\nid: {name}\nowner: platform\n{hidden}"
            f"depends_on:\n  - {{service: {needs}, criticality: hard}}\n---\n\n# {name}\n"
        )
    catalogue = load(root, DAY)
    found = next(f for f in views.frames(catalogue) if f.key == "services/search.md")
    below = around(found)[1]
    assert "wren.md" in below
    assert 'role="img"' in below
    assert ("heron" in below) == (visibility == "public-in-company")
