"""The last touches on a page's HTML: milestones in the timeline, output in columns, cells' names."""

from __future__ import annotations

from datetime import datetime

import pytest

from opslore.views.milestones import Milestone
from opslore_mkdocs.finish import gridded, labelled, with_milestones

BLOCK = '<div class="highlight"><pre><span></span><code>{}\n</code></pre></div>'


def milestone(name: str, at: str, *, first_day: bool = True) -> Milestone:
    return Milestone(name, datetime.fromisoformat(at), "", first_day, 0, "")


def timeline(*cells: str) -> str:
    rows = "".join(f"<tr><td>{cell}</td><td>said</td></tr>" for cell in cells)
    return (
        '<h2 id="timeline">Timeline</h2><table><thead><tr><th>Time</th><th>Event</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def marked(html: str) -> list[str]:
    """Return the first cells, a milestone in brackets."""
    cells = [row.partition("</td>")[0].partition("<td>")[2] for row in html.split("<tr>")[2:]]
    return [c.replace(' <span class="ol-chip ol-at">', " [").replace("</span>", "]") for c in cells]


@pytest.mark.parametrize(
    ("cells", "known", "expected"),
    [
        (
            ("10:00", "10:05 UTC"),
            [milestone("started", "2026-01-02T10:00"), milestone("detected", "2026-01-02T10:05")],
            ["10:00 [started]", "10:05 UTC [detected]"],
        ),
        # a minute that no row has
        (
            ("10:00", "10:05"),
            [milestone("detected", "2026-01-02T10:03")],
            ["10:00", "10:03 [detected]", "10:05"],
        ),
        # rows that name their day, over midnight
        (
            ("2026-01-01 09:00", "2026-01-02 23:50", "2026-01-03 00:10"),
            [
                milestone("started", "2026-01-02T23:50"),
                milestone("mitigated", "2026-01-03T00:10", first_day=False),
            ],
            [
                "2026-01-01 09:00",
                "2026-01-02 23:50 [started]",
                "2026-01-03 00:10 [mitigated]",
            ],
        ),
        (
            ("2026-01-02T23:50", "2026-01-03T00:10"),
            [milestone("resolved", "2026-01-03T00:30", first_day=False)],
            ["2026-01-02T23:50", "2026-01-03T00:10", "2026-01-03T00:30 [resolved]"],
        ),
        # over midnight without a day: nobody can say where a row belongs
        (
            ("23:50", "00:10"),
            [milestone("started", "2026-01-02T23:50")],
            ["23:50", "00:10"],
        ),
    ],
)
def test_milestones_stand_in_the_timeline(cells, known, expected):
    assert marked(with_milestones(timeline(*cells), known)) == expected


@pytest.mark.parametrize(
    ("text", "grid"),
    [
        ("NAME      READY\npod-a     1/1", True),
        (" state  | count\n--------+------\n active |   151", True),
        ("FATAL: sorry, too many clients already", False),
        ("LOG:  redo done\nLOG:  archive recovery complete", False),
        ("stanza: db\n    status: ok\n    cipher: none", False),
        ("one   column only here", False),
    ],
)
def test_output_in_columns_is_not_wrapped(text, grid):
    assert ("ol-grid" in gridded(BLOCK.format(text))) is grid


def test_commands_are_wrapped():
    command = BLOCK.format('kubectl get pods   -o wide\n<span class="k">for</span>   i')

    assert gridded(command) == command


def test_cells_bear_the_name_of_their_column():
    html = "<table><thead><tr><th>A</th><th></th></tr></thead><tbody><tr><td>1</td><td>2</td></tr>"
    html += "</tbody></table>"

    assert labelled(html) == (
        "<table><thead><tr><th>A</th><td></td></tr></thead>"
        '<tbody><tr><td data-label="A">1</td><td>2</td></tr></tbody></table>'
    )


def test_a_table_that_no_phone_has_room_for_is_told():
    html = "<table><thead><tr>{}</tr></thead><tbody></tbody></table>"

    assert "data-wide" not in labelled(html.format("<th>a</th>" * 3))
    assert labelled(html.format("<th>a</th>" * 4)).startswith("<table data-wide><thead>")
