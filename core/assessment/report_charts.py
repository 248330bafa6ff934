"""The report's charts: the reliability diagram and the training curves."""

import math
from collections.abc import Mapping, Sequence

from ..scores.calibration import Reliability
from .calibration import Calibration
from .charts import COLORS, Axes, Chart, Line, line_chart
from .evaluation_result import Curve

_GREY, _BLUE, _LIGHT = "#98a2ad", "#2f6db3", "#c9d0d8"
_LARGEST_DOT, _SMALLEST_DOT = 14.0, 2.0  # radii in pixels for all samples and for nearly none


def reliability_chart(calibration: Calibration) -> Chart:
    """Draw accuracy over confidence, before and after calibration.

    The area of a dot is the fraction of the samples in its bin.
    """
    diagonal = Line("Perfect calibration", [(0.0, 0.0), (1.0, 1.0)], _LIGHT, dashed=True)
    lines = [diagonal, _reliability_line("Before", calibration.before, _GREY)]
    if calibration.after is not None:
        lines.append(_reliability_line("After", calibration.after, _BLUE))
    axes = Axes(
        title="Reliability diagram: accuracy over confidence",
        x_label="Confidence",
        y_label="Accuracy",
        x_range=(0.0, 1.0),
        y_range=(0.0, 1.0),
        width=372.0,
        height=334.0,
    )
    return line_chart(axes, lines)


def curve_charts(curves: Sequence[Curve]) -> list[Chart]:
    """Draw one chart per measure; a line has the same colour in all charts."""
    by_measure: dict[str, list[Curve]] = {}
    colors: dict[str, str] = {}
    for curve in curves:
        by_measure.setdefault(curve.measure, []).append(curve)
        colors.setdefault(curve.name, COLORS[len(colors) % len(COLORS)])
    return [_curve_chart(measure, own, colors) for measure, own in by_measure.items()]


def _curve_chart(measure: str, curves: Sequence[Curve], colors: Mapping[str, str]) -> Chart:
    lines = []
    for curve in curves:
        points = list(zip(map(float, curve.epochs), curve.values, strict=True))
        lines.append(Line(curve.name, points, colors[curve.name]))
    names = ", ".join(line.name for line in lines)
    return line_chart(Axes(f"{measure} by epoch: {names}", "Epoch", measure), lines)


def _reliability_line(name: str, reliability: Reliability, color: str) -> Line:
    points, radii = [], []
    bins = zip(reliability.confidence, reliability.accuracy, reliability.fraction, strict=True)
    for confidence, accuracy, fraction in bins:
        if not math.isnan(confidence):  # the bin has samples
            points.append((confidence, accuracy))
            radii.append(max(_SMALLEST_DOT, _LARGEST_DOT * math.sqrt(fraction)))
    return Line(name, points, color, dots=radii)
