"""The report of a training or an evaluation as one printable HTML page without links."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from numpy.typing import NDArray

from ..class_table import ClassTable
from ..scores.boundary import BoundaryScores
from ..scores.confusion import Scores
from ..scores.intervals import Intervals
from . import report_charts, report_tables, report_words
from .calibration import Calibration
from .evaluation_result import Curve
from .fold_plot import FoldMap, fold_plot
from .report_tables import Method

_TEMPLATE = "report.html.j2"


@dataclass(frozen=True)
class ReportData:
    """Everything a report shows.

    Attributes:
        title: The headline.
        created: Date and time as people read it.
        summary: What was used, name -> text: scene, backbone, head, labels …
        class_table: The classes, in the order of the matrix.
        confusion: (n, n) pixel counts, reference in rows; only held-out predictions.
        intervals: 95 % intervals of the scores; None = too few blocks.
        resampling_unit: What the intervals draw, ``blocks`` or ``polygons``.
        boundary: Scores of boundaries; None where labels are too sparse.
        calibration: How far probabilities can be trusted.
        curves: How the training went.
        folds: Polygons to draw, by fold; empty = no fold map.
        methods: Other methods on the same pixels.
        fold_miou: Mean IoU of the model per fold.
        warnings: Sentences the reader should not miss.
        settings: Every setting, name -> text.
        versions: Versions of the engine and its libraries, name -> text.
        command: The command that reproduces the run.
        map_picture: A PNG to show.
        design: What was held out, a key of ``report_words.DESIGNS``.
        map_unit: Unit of the polygons' coordinates for the fold map's scale bar (``m``); empty = no bar.
    """

    title: str
    created: str
    summary: Mapping[str, str]
    class_table: ClassTable
    confusion: NDArray[np.int64]
    intervals: Intervals | None = None
    resampling_unit: str = "blocks"
    boundary: BoundaryScores | None = None
    calibration: Calibration | None = None
    curves: Sequence[Curve] = ()
    folds: Sequence[FoldMap] = ()
    methods: Sequence[Method] = ()
    fold_miou: Sequence[float] = ()
    warnings: Sequence[str] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    command: str = ""
    map_picture: bytes | None = None
    design: str = "blocks"
    map_unit: str = ""

    def __post_init__(self) -> None:
        n = len(self.class_table)
        if self.confusion.shape != (n, n):
            raise ValueError(f"a confusion matrix {self.confusion.shape} does not fit {n} classes")
        if self.design not in report_words.DESIGNS:
            raise ValueError(f"unknown design {self.design!r}")

    @property
    def scores(self) -> Scores:
        """The scores of the confusion matrix."""
        return Scores.from_confusion(self.confusion)


def render(data: ReportData) -> str:
    """Return the page."""
    loader = FileSystemLoader(Path(__file__).parent)
    environment = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "score": report_words.score,
        "percent": report_words.percent,
        "count": report_words.count,
        "reach": report_words.reach,
    }
    return environment.get_template(_TEMPLATE).render(_content(data))


def _content(data: ReportData) -> dict[str, Any]:
    """Return what the template needs, every number computed."""
    table, scores, ours = data.class_table, data.scores, _ours(data)
    return {
        "data": data,
        "headlines": report_words.headlines(
            scores, data.intervals, data.boundary, data.calibration
        ),
        "design": report_words.design(data.design, len(data.fold_miou)),
        "interval_words": report_words.interval(data.intervals, data.resampling_unit),
        "confusions": report_words.confusions(table, data.confusion),
        "classes": report_tables.class_rows(table, ours, data.intervals),
        "matrix": report_tables.matrix_rows(table, data.confusion),
        "contest": report_tables.contest([ours, *data.methods]),
        "class_contest": report_tables.class_contest(table, [ours, *data.methods]),
        "method_rows": [(m.name, report_tables.class_rows(table, m)) for m in data.methods],
        "reliability": report_charts.reliability_chart(data.calibration)
        if data.calibration
        else None,
        "calibration_words": report_words.calibration(data.calibration) if data.calibration else "",
        "curves": (curves := report_charts.curve_charts(data.curves)),
        "curve_legend": list(dict.fromkeys(item for chart in curves for item in chart.legend)),
        "figure": fold_plot(data.folds, data.map_unit) if data.folds else None,
        "picture": base64.b64encode(data.map_picture).decode() if data.map_picture else "",
    }


def _ours(data: ReportData) -> Method:
    return Method("This model", data.scores, tuple(data.fold_miou), data.boundary)
