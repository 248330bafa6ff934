"""The report's charts: how far probabilities can be trusted, and how the training went."""

import math
from collections.abc import Sequence

from ..scores.calibration import Reliability
from .calibration import Calibration
from .charts import Axes, Chart, Line, line_chart
from .evaluation_result import Curve

_GREY, _BLUE, _LIGHT = "#98a2ad", "#2f6db3", "#c9d0d8"
# Paul Tol's bright scheme: told apart without colour vision, on screen and in print
_COLORS = ("#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377", "#e08e45", "#777777")
_LARGEST_DOT, _SMALLEST_DOT = 14.0, 2.0  # radii in pixels, of all and of hardly any samples


def reliability_chart(found: Calibration) -> Chart:
    """Draw accuracy over confidence, before and after calibration; a dot's area is the bin's share of samples."""
    diagonal = Line("As sure as right", [(0.0, 0.0), (1.0, 1.0)], _LIGHT, dashed=True)
    lines = [diagonal, _reliability("Before", found.before, _GREY)]
    if found.after is not None:
        lines.append(_reliability("After", found.after, _BLUE))
    title = "Reliability diagram: share that is right over the probability of the class shown"
    axes = Axes(
        title,
        "Probability of the class shown",
        "Share that is right",
        (0.0, 1.0),
        (0.0, 1.0),
        372.0,
        334.0,
    )
    return line_chart(axes, lines)


def curve_charts(curves: Sequence[Curve]) -> list[Chart]:
    """Draw one chart per measure with one line per fit."""
    measures = dict.fromkeys(curve.measure for curve in curves)
    names = list(dict.fromkeys(curve.name for curve in curves))
    return [
        _curve_chart(measure, [c for c in curves if c.measure == measure], names)
        for measure in measures
    ]


def _curve_chart(measure: str, curves: Sequence[Curve], names: Sequence[str]) -> Chart:
    lines = [
        Line(
            c.name,
            list(zip(map(float, c.epochs), c.values, strict=True)),
            _COLORS[names.index(c.name) % len(_COLORS)],
        )
        for c in curves
    ]
    fits = "fit" if len(lines) == 1 else f"{len(lines)} fits"
    return line_chart(Axes(f"{measure} by epoch of {fits}", "Epoch", measure), lines)


def _reliability(name: str, found: Reliability, color: str) -> Line:
    radii = [max(_SMALLEST_DOT, _LARGEST_DOT * math.sqrt(share)) for share in found.share]
    bins = zip(found.confidence, found.accuracy, radii, strict=True)
    filled = [(sure, right, radius) for sure, right, radius in bins if not math.isnan(sure)]
    return Line(
        name,
        [(sure, right) for sure, right, _ in filled],
        color,
        dots=[radius for *_, radius in filled],
    )
