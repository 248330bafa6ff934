"""Line charts: data become paths, ticks and labels in pixels, ready for an SVG template."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

# Paul Tol's bright scheme: distinct without colour vision, on screen and in print
COLORS = ("#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377", "#e08e45", "#777777")

Point = tuple[float, float]
Range = tuple[float, float]

_LEFT, _RIGHT, _TOP, _BOTTOM = 62.0, 10.0, 12.0, 42.0  # margins for the labels of the axes
_MIN_STEPS = 3
_MIN_PLAIN = 0.01  # smaller numbers are written with an exponent


@dataclass(frozen=True)
class Line:
    """One line in data coordinates; points with nan interrupt it.

    Attributes:
        name: Text in the legend.
        points: (x, y) each.
        color: As ``#rrggbb``.
        dashed: Whether the line is dashed.
        dots: Radii in pixels of dots at the points; empty = no dots.
        width: Of the line, in pixels.
    """

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
        lines: (path, colour, dashed, width) each.
        dots: (x, y, radius, colour) each.
        x_ticks, y_ticks: (pixel, text) each.
        legend: (name, colour, dashed) of each line with a name, each name once.
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
    """Size and axes of a chart; without a range, an axis covers the data."""

    title: str
    x_label: str
    y_label: str
    x_range: Range | None = None
    y_range: Range | None = None
    width: float = 296.0
    height: float = 220.0


def line_chart(axes: Axes, lines: Sequence[Line]) -> Chart:
    """Draw lines; a chart without a finite point has only its axes."""
    plot = _Plot.of(axes, lines)
    x_ticks = [(plot.x_pixel(x), _text(x)) for x in ticks(plot.x_range)]
    y_ticks = [(plot.y_pixel(y), _text(y)) for y in ticks(plot.y_range)]
    return Chart(
        title=axes.title,
        width=axes.width,
        height=axes.height,
        frame=plot.frame,
        lines=tuple((plot.path(line), line.color, line.dashed, line.width) for line in lines),
        dots=tuple(dot for line in lines for dot in plot.dots(line)),
        x_ticks=tuple(x_ticks),
        y_ticks=tuple(y_ticks),
        x_label=axes.x_label,
        y_label=axes.y_label,
        legend=_legend(lines),
    )


@dataclass(frozen=True)
class _Plot:
    """Conversion of data coordinates to pixels."""

    frame: tuple[float, float, float, float]
    x_range: Range
    y_range: Range

    @classmethod
    def of(cls, axes: Axes, lines: Sequence[Line]) -> "_Plot":
        points = [point for line in lines for point in line.points if _is_finite(point)]
        xs, ys = zip(*points, strict=True) if points else ((0.0,), (0.0,))
        frame = (_LEFT, _TOP, axes.width - _RIGHT, axes.height - _BOTTOM)
        return cls(frame, axes.x_range or _span(xs), axes.y_range or _span(ys))

    def x_pixel(self, x: float) -> float:
        (low, high), (left, _, right, _) = self.x_range, self.frame
        return left + (x - low) / (high - low) * (right - left)

    def y_pixel(self, y: float) -> float:
        (low, high), (_, top, _, bottom) = self.y_range, self.frame
        return bottom - (y - low) / (high - low) * (bottom - top)

    def path(self, line: Line) -> str:
        """Return SVG path data, interrupted at points with nan."""
        parts, command = [], "M"
        for x, y in line.points:
            if _is_finite((x, y)):
                parts.append(f"{command}{self.x_pixel(x):.1f},{self.y_pixel(y):.1f}")
                command = "L"
            else:
                command = "M"
        return "".join(parts)

    def dots(self, line: Line) -> list[tuple[float, float, float, str]]:
        """Return (x, y, radius, colour) of a line's dots."""
        dots = []
        for (x, y), radius in zip(line.points, line.dots, strict=False):
            if _is_finite((x, y)):
                dots.append((self.x_pixel(x), self.y_pixel(y), radius, line.color))
        return dots


def ticks(span: Range) -> list[float]:
    """Return round numbers inside a range: the largest step of which at least three fit."""
    low, high = span
    power = 10.0 ** math.floor(math.log10(high - low))
    steps = [factor * power for factor in (1, 0.5, 0.2, 0.1)]
    step = next(step for step in steps if high - low >= _MIN_STEPS * step)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [number * step for number in range(first, last + 1)]


def _legend(lines: Sequence[Line]) -> tuple[tuple[str, str, bool], ...]:
    entries = {line.name: (line.name, line.color, line.dashed) for line in lines if line.name}
    return tuple(entries.values())


def _span(values: Sequence[float]) -> Range:
    """Return the range of values with a margin, never empty."""
    low, high = min(values), max(values)
    margin = (high - low) * 0.05 or max(abs(high), 1.0) * 0.05
    return (low if low == 0 else low - margin), high + margin


def _is_finite(point: Point) -> bool:
    return all(map(math.isfinite, point))


def _text(value: float) -> str:
    """Return a tick's number as short as possible: 0.15, 20, 5e-4."""
    if value == 0 or abs(value) >= _MIN_PLAIN:
        return f"{value:.3g}"
    mantissa, exponent = f"{value:.1e}".split("e")
    return f"{float(mantissa):g}e{int(exponent)}"
