"""The report of a training or an evaluation as one printable HTML page without links."""

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
from .map_sample import MapSample
from .report_tables import Method
from .sample_plot import sample_plot

_TEMPLATE = "report.html.j2"


@dataclass(frozen=True)
class ReportData:
    """Everything that a report shows.

    Attributes:
        title: The headline.
        created: Date and time for people.
        summary: Inputs, name -> text: image, backbone, head, labels …
        class_table: The classes, in the order of the matrix.
        confusion: (n, n) pixel counts, reference in rows; only held-out predictions.
        intervals: 95 % intervals of the scores; None = too few blocks.
        resampling_unit: What the bootstrap draws, ``blocks`` or ``polygons``.
        boundary: Boundary scores; None if the labels are too sparse.
        calibration: Calibration of the probabilities.
        curves: Histories of the trainings.
        folds: Polygons by fold; empty = no fold plot.
        methods: Other methods on the same pixels.
        fold_miou: Mean IoU of the model per fold.
        warnings: Warnings at the top.
        settings: Options that differ from their defaults, title -> text.
        defaults: All other options, title -> text.
        versions: Versions of the engine and its libraries, name -> text.
        command: The command that reproduces the run.
        design: How pixels were held out, a key of ``report_words.DESIGNS``.
        map_unit: Unit of the polygons' coordinates (``m``) for the scale bar; empty = no bar.
        uncertain_areas: Where further labels may help, each with the attributes of
            ``UncertainArea``.
        sample: A part of an image beside its map.

    Raises:
        ValueError: The confusion matrix has another size than the class table, or the design is
            unknown.
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
    defaults: Mapping[str, str] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    command: str = ""
    design: str = "blocks"
    map_unit: str = ""
    uncertain_areas: Sequence[Mapping[str, Any]] = ()
    sample: MapSample | None = None

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
        "interval": report_words.interval_text,
        "coordinate": report_words.coordinate,
    }
    return environment.get_template(_TEMPLATE).render(_content(data))


def _content(data: ReportData) -> dict[str, Any]:
    """Return the variables of the template."""
    table, calibration = data.class_table, data.calibration
    model = Method("This model", data.scores, tuple(data.fold_miou), data.boundary)
    methods = [model, *data.methods]
    return {
        "data": data,
        "headlines": report_words.headlines(
            data.scores, data.intervals, data.boundary, calibration
        ),
        "design": report_words.design(data.design, len(data.fold_miou)),
        "interval_words": report_words.interval(data.intervals, data.resampling_unit),
        "confusions": report_words.confusions(table, data.confusion),
        "classes": report_tables.class_rows(table, model, data.intervals),
        "matrix": report_tables.matrix_rows(table, data.confusion),
        "comparison": report_tables.compare_methods(methods),
        "class_comparison": report_tables.compare_classes(table, methods),
        "method_rows": [(m.name, report_tables.class_rows(table, m)) for m in data.methods],
        "reliability": report_charts.reliability_chart(calibration) if calibration else None,
        "calibration_words": report_words.calibration(calibration) if calibration else "",
        "curves": report_charts.curve_charts(data.curves),
        "figure": fold_plot(data.folds, data.map_unit) if data.folds else None,
        "sample": sample_plot(data.sample, table) if data.sample else None,
    }
