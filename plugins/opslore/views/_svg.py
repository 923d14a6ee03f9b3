"""Bars as inline SVG: shapes only, so that they pass the sanitiser; the table holds the words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH, HEIGHT, GAP = 640, 120, 4


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


def rows(values: Sequence[tuple[float, float]]) -> str:
    """Return a pair of bars a row: now above, the time before below."""
    if not values:
        return ""
    highest = max(1, *(value for pair in values for value in pair))
    shapes = []
    for place, pair in enumerate(values):
        for below, (kind, value) in enumerate(zip(("now", "before"), pair, strict=True)):
            shapes.append(
                f'<rect class="ol-bar-{kind}" x="0" y="{place * 22 + below * 9}" '
                f'width="{value / highest * WIDTH:.1f}" height="8"/>'
            )
    return _svg(len(values) * 22, shapes)


def ranges(values: Sequence[tuple[float, float, float]]) -> str:
    """Return quartiles: a bar from the lower to the upper, a mark at the median."""
    if not values:
        return ""
    highest = max(1, *(upper for _, _, upper in values))
    shapes = []
    for place, (lower, middle, upper) in enumerate(values):
        left, right = lower / highest * WIDTH, upper / highest * WIDTH
        at = middle / highest * (WIDTH - 4)
        shapes.append(
            f'<rect class="ol-bar-range" x="{left:.1f}" y="{place * 22}" '
            f'width="{max(right - left, 1):.1f}" height="16"/>'
        )
        shapes.append(
            f'<rect class="ol-bar-middle" x="{at:.1f}" y="{place * 22}" width="4" height="16"/>'
        )
    return _svg(len(values) * 22, shapes)


def _line(y: int) -> str:
    return f'<line class="ol-axis" x1="0" y1="{y}" x2="{WIDTH}" y2="{y}"/>'


def _svg(height: int, shapes: list[str]) -> str:
    return (
        f'<svg class="ol-chart" viewBox="0 0 {WIDTH} {height}" role="presentation" '
        f'aria-hidden="true">{"".join(shapes)}</svg>'
    )
