"""How a long list is cut: its first entries, and parts by year, quarter, month or in pieces."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from opslore.views._long import Line, Listing, cut, limit
from opslore.views.base import Link


def dated(days) -> list[tuple[int, date | None]]:
    return list(enumerate(days))


def shown(items, *, order="newest", day=lambda item: item[1], name=None):
    back = Link("library/index.md", "Library")
    listing = Listing(
        "library/x",
        "Things",
        back,
        lambda item: Line(Link("", str(item[0])), (), item[1], ""),
        order,
        day,
        name,
    )
    return cut(items, limit(len(items)), listing)


def every(start: str, step: int, count: int) -> list[date]:
    first = date.fromisoformat(start)
    return [first + timedelta(days=step * n) for n in range(count)][::-1]


class TestCut:
    @pytest.mark.parametrize("count", [0, 1, 50, 250])
    def test_a_list_up_to_the_bound_stays_whole(self, count):
        items = dated(every("2024-01-01", 1, count))
        assert shown(items) == (items, None, ())

    @pytest.mark.parametrize(
        ("days", "wanted"),
        [
            (every("2024-01-01", 1, 251), ["2024"]),
            # Years that fit on one page share it, from the oldest on.
            (every("2019-01-01", 10, 300), ["2019-2027"]),
            (every("2023-01-01", 2, 500), ["2023-2025"]),
            (every("2023-01-01", 2, 501), ["2025", "2023-2024"]),
            ([date(2025, 3, 1)] * 300 + [date(2024, 12, 31)] * 200, ["2024-2025"]),
            ([date(2025, 3, 1)] * 301 + [date(2024, 12, 31)] * 200, ["2025", "2024"]),
            # A year with too many goes by quarter, a quarter by month, a month in pieces.
            (
                [date(2025, 9, 1)] * 251 + [date(2025, 2, 1)] * 250,
                ["2025-q3", "2025-q1"],
            ),
            (
                [date(2025, 9, 1)] * 300 + [date(2025, 7, 1)] * 300 + [date(2025, 2, 1)],
                ["2025-09", "2025-07", "2025-q1"],
            ),
            ([date(2025, 9, 1)] * 1001, ["2025-09-1", "2025-09-2", "2025-09-3"]),
            # What has no day, and what has an impossible one.
            ([None] * 3 + [date(2025, 9, 1)] * 300, ["undated", "2025"]),
            ([None] * 600, ["undated-1", "undated-2"]),
            ([date.max] * 501 + [date.min] * 2, ["9999-1", "9999-2", "0001"]),
        ],
    )
    def test_parts(self, days, wanted):
        items = dated(days)
        found = shown(items)
        assert list(found.first) == items[:50]
        assert [page.path for page in found.pages] == [f"library/x/{slug}.md" for slug in wanted]
        listed = [line.link.title for page in found.pages for line in page.model.lines]
        assert listed == [str(n) for n, _ in items]
        assert max(len(page.model.lines) for page in found.pages) <= 500

    def test_the_oldest_first(self):
        items = dated(every("2022-01-01", 1, 1461)[::-1])
        found = shown(items, order="most overdue")
        assert [page.path[-7:-3] for page in found.pages] == ["2022", "2023", "2024", "2025"]
        listed = [line.link.title for page in found.pages for line in page.model.lines]
        assert listed == [str(n) for n, _ in items]

    def test_the_past_stays_where_it_is(self):
        before = shown(dated(every("2020-01-01", 1, 366 + 365)))
        after = shown(dated(every("2020-01-01", 1, 366 + 365 + 365)))
        assert [page.path for page in before.pages] == [page.path for page in after.pages][1:]

    def test_pieces_say_where_they_begin_and_end(self):
        items = [(n, None) for n in range(1200)]
        found = shown(items, day=None, name=lambda item: f"service-{item[0] // 300}")
        assert [page.title for page in found.pages] == [
            "Things, service-0 to service-1",
            "Things, service-1 to service-3",
            "Things, 1,001 to 1,200",
        ]

    def test_words(self):
        found = shown(dated(every("2022-01-01", 1, 1461)))
        assert found.rest.words == "The newest 50 of 1,461. All of them:"
        assert [(link.title, number) for link, number in found.rest.parts] == [
            ("2025", "365"), ("2024", "366"), ("2023", "365"), ("2022", "365"),
        ]  # fmt: skip
        alone = shown(dated(every("2022-01-01", 1, 300)))
        assert alone.rest.words == "The newest 50 of 300:"
        assert [(link.title, number) for link, number in alone.rest.parts] == [("all of them", "")]
