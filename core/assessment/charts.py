"""Line charts for a page: numbers become paths, ticks and labels in pixels, ready for an SVG template."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

Point = tuple[float, float]
Range = tuple[float, float]

_LEFT, _RIGHT, _TOP, _BOTTOM = 62.0, 10.0, 12.0, 42.0  # room for the axes' labels
_MIN_STEPS = 3
_MIN_PLAIN = 0.01  # smaller numbers are written with an exponent


@dataclass(frozen=True)
class Line:
    """One line in data coordinates; points with nan break it. ``dots``: mark the points, their radii in pixels."""

    name: str
    points: Sequence[Point]
    color: str
    dashed: bool = False
    dots: Sequence[float] = ()
    width: float = 1.8


@dataclass(frozen=True)
class Chart:
    """A chart in pixels.

    Attributes:
        frame: Left, top, right, bottom of the plot.
        lines: (path, colour, dashed, width) each; dots: (x, y, radius, colour) each.
        x_ticks, y_ticks: (pixel, text).
        legend: (name, colour, dashed) of the lines that have a name, each name once.
    """

    title: str
    width: float
    height: float
    frame: tuple[float, float, float, float]
    lines: tuple[tuple[str, str, bool, float], ...]
    dots: tuple[tuple[float, float, float, str], ...]
    x_ticks: tuple[tuple[float, str], ...]
    y_ticks: tuple[tuple[float, str], ...]
    x_label: str
    y_label: str
    legend: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True)
class Axes:
    """Size and axes of a chart; a range of None fits the data."""

    title: str
    x_label: str
    y_label: str
    x_range: Range | None = None
    y_range: Range | None = None
    width: float = 296.0
    height: float = 220.0


def line_chart(axes: Axes, lines: Sequence[Line]) -> Chart:
    """Draw lines; a chart without a finite point has only its axes."""
    points = [p for line in lines for p in line.points if _is_finite(p)] or [(0.0, 0.0)]
    xs, ys = (
        (axes.x_range or _span([p[0] for p in points])),
        (axes.y_range or _span([p[1] for p in points])),
    )
    frame = (_LEFT, _TOP, axes.width - _RIGHT, axes.height - _BOTTOM)

    def place(point: Point) -> Point:
        return (
            frame[0] + (point[0] - xs[0]) / (xs[1] - xs[0]) * (frame[2] - frame[0]),
            frame[3] - (point[1] - ys[0]) / (ys[1] - ys[0]) * (frame[3] - frame[1]),
        )

    return Chart(
        axes.title,
        axes.width,
        axes.height,
        frame,
        tuple(
            (_path([place(p) for p in line.points]), line.color, line.dashed, line.width)
            for line in lines
        ),
        tuple(
            (*place(p), radius, line.color)
            for line in lines
            for p, radius in zip(line.points, line.dots, strict=False)
            if _is_finite(p)
        ),
        tuple((place((x, ys[0]))[0], _text(x)) for x in ticks(xs)),
        tuple((place((xs[0], y))[1], _text(y)) for y in ticks(ys)),
        axes.x_label,
        axes.y_label,
        tuple(
            {
                line.name: (line.name, line.color, line.dashed) for line in lines if line.name
            }.values()
        ),
    )


def ticks(reach: Range) -> list[float]:
    """Return round numbers inside a range: the largest steps of which at least three fit."""
    low, high = reach
    power = 10.0 ** math.floor(math.log10(high - low))
    step = next(s * power for s in (1, 0.5, 0.2, 0.1) if high - low >= _MIN_STEPS * s * power)
    first = math.ceil(low / step - 1e-9)
    return [i * step for i in range(first, math.floor(high / step + 1e-9) + 1)]


def _span(values: Sequence[float]) -> Range:
    """Return the range of values, never empty."""
    low, high = min(values), max(values)
    room = (high - low) * 0.05 or max(abs(high), 1.0) * 0.05
    return (low if low == 0 else low - room), high + room


def _path(places: Sequence[Point]) -> str:
    """Return path data, lifted where a point has no place."""
    parts, pen = [], "M"
    for x, y in places:
        if not _is_finite((x, y)):
            pen = "M"
            continue
        parts.append(f"{pen}{x:.1f},{y:.1f}")
        pen = "L"
    return "".join(parts)


def _is_finite(point: Point) -> bool:
    return all(map(math.isfinite, point))


def _text(value: float) -> str:
    """Return a tick's number as short as possible: 0.15, 20, 5e-4."""
    if value == 0 or abs(value) >= _MIN_PLAIN:
        return f"{value:.3g}"
    mantissa, exponent = f"{value:.1e}".split("e")
    return f"{float(mantissa):g}e{int(exponent)}"
