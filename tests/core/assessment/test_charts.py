"""Charts: numbers at the right pixels, round ticks, gaps where there is no number."""

import math

import pytest

from landsketch.core.assessment.charts import Axes, Line, line_chart, ticks
from landsketch.core.assessment.evaluation_result import Curve
from landsketch.core.assessment.report_charts import curve_charts

SQUARE = Axes("Title", "x", "y", (0.0, 1.0), (0.0, 1.0), 172.0, 154.0)  # a plot of 100 x 100 px


def test_up_is_more_and_right_is_later():
    chart = line_chart(SQUARE, [Line("a", [(0, 0), (1, 1)], "#000")])
    assert chart.frame == (62, 12, 162, 112)
    assert chart.lines[0][0] == "M62.0,112.0L162.0,12.0"
    assert chart.y_ticks[0] == (112, "0")


def test_a_missing_value_breaks_the_line():
    chart = line_chart(SQUARE, [Line("a", [(0, 0), (0.5, math.nan), (1, 1)], "#000")])
    assert chart.lines[0][0] == "M62.0,112.0M162.0,12.0"


@pytest.mark.parametrize(
    ("reach", "expected"),
    [
        ((0, 1), [0, 0.2, 0.4, 0.6, 0.8, 1]),
        ((0.9, 30.5), [5, 10, 15, 20, 25, 30]),
        ((0.31, 0.42), [0.32, 0.34, 0.36, 0.38, 0.4, 0.42]),
    ],
)
def test_ticks_are_round(reach, expected):
    assert ticks(reach) == pytest.approx(expected)


def test_small_numbers_are_short():
    chart = line_chart(Axes("Title", "x", "y", (0, 1), (0, 0.002)), [])
    assert [text for _, text in chart.y_ticks] == ["0", "5e-4", "1e-3", "1.5e-3", "2e-3"]


@pytest.mark.parametrize("points", [[], [(1.0, 0.5)], [(1.0, 0.0), (2.0, 0.0)], [(1.0, math.nan)]])
def test_hardly_any_data_still_makes_a_chart(points):
    chart = line_chart(Axes("Title", "x", "y"), [Line("a", points, "#000")])
    assert chart.x_ticks
    assert chart.y_ticks


def test_each_measure_has_a_chart_and_each_fit_a_colour():
    curves = [
        Curve(m, n, (1, 2), (0.1, 0.2)) for n in ("Fold 1", "Fold 2") for m in ("Loss", "Mean IoU")
    ]
    charts = curve_charts(curves)
    assert [chart.y_label for chart in charts] == ["Loss", "Mean IoU"]
    assert charts[0].legend == charts[1].legend
    assert len({color for _, color, *_ in charts[0].lines}) == 2
