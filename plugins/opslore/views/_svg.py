"""Bars as inline SVG: shapes only, so that they pass the sanitiser; the table holds the words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH, HEIGHT, GAP = 640, 120, 4
NARROW = 160  # of a picture in a row of a table


def columns(values: Sequence[Sequence[float]], kinds: Sequence[str]) -> str:
    """Return stacked columns; the classes `ol-bar-KIND` give each part its colour and pattern."""
    if not values:
        return ""
    highest = max(max((sum(parts) for parts in values), default=0), 1)
    step = WIDTH / len(values)
    shapes = [_line(HEIGHT)]
    for place, parts in enumerate(values):
        bottom = float(HEIGHT)
        for kind, part in zip(kinds, parts, strict=True):
            height = part / highest * (HEIGHT - 8)
            if height:
                bottom -= height
                shapes.append(
                    f'<rect class="ol-bar-{kind}" x="{place * step + GAP / 2:.1f}" '
                    f'y="{bottom:.1f}" width="{step - GAP:.1f}" height="{height:.1f}"/>'
                )
    return _svg(HEIGHT + 1, shapes)


def rows(values: Sequence[tuple[float, float]]) -> tuple[str, ...]:
    """Return one small picture a row: a bar for now above, one for the time before below."""
    highest = max([1.0, *(value for pair in values for value in pair)])
    return tuple(
        _svg(
            17,
            [
                f'<rect class="ol-bar-{kind}" x="0" y="{below * 9}" '
                f'width="{value / highest * NARROW:.1f}" height="8"/>'
                for below, (kind, value) in enumerate(zip(("now", "before"), pair, strict=True))
            ],
            NARROW,
        )
        for pair in values
    )


def ranges(values: Sequence[tuple[float, float, float] | None]) -> tuple[str, ...]:
    """Return one small picture a row: a bar between the quartiles, a mark at the median."""
    highest = max([1.0, *(upper for each in values if each for upper in each)])
    return tuple(_range(each, highest) if each else "" for each in values)


def _range(each: tuple[float, float, float], highest: float) -> str:
    lower, middle, upper = (value / highest * (NARROW - 3) for value in each)
    wide = max(upper - lower, 1)
    return _svg(
        16,
        [
            f'<rect class="ol-bar-range" x="{lower:.1f}" y="3" width="{wide:.1f}" height="10"/>',
            f'<rect class="ol-bar-middle" x="{middle:.1f}" y="0" width="3" height="16"/>',
        ],
        NARROW,
    )


def _line(y: int) -> str:
    return f'<line class="ol-axis" x1="0" y1="{y}" x2="{WIDTH}" y2="{y}"/>'


def _svg(height: int, shapes: list[str], width: int = WIDTH) -> str:
    return (
        f'<svg class="ol-chart" viewBox="0 0 {width} {height}" aria-hidden="true">'
        f"{''.join(shapes)}</svg>"
    )
