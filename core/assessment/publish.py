"""Write the report for people, and the same metrics for programs and spreadsheets."""

import json
import time
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from ..atomic_write import write_atomically
from ..job.ignored_options import ignored_options
from ..output_names import report_files
from ..scores.confusion import Scores
from .csv_tables import SPREADSHEET, classes_csv, matrix_csv
from .evaluate import FoldCounts
from .evaluation_result import METHODS, EvaluationResult, ReportContext
from .fold_plot import FoldMap
from .metrics import class_records, report_metrics, versions
from .report import ReportData, render
from .report_settings import report_settings
from .report_tables import Method

_TOLERANCE = 0.001  # of the simplified outlines in the fold plot, as a fraction of the extent


def publish(result: EvaluationResult, context: ReportContext, report: str) -> dict[str, str]:
    """Write the HTML page, the metrics as JSON, and two CSV tables.

    The files are ``<stem>.html``, ``<stem>.metrics.json``, ``<stem>.classes.csv`` and, with the
    confusion matrix, ``<stem>.csv``.

    Returns:
        The files by output name.

    Raises:
        OutputNotWritable: One of the files cannot be written.
    """
    names, files = result.labels.table.names, report_files(report)
    metrics = report_metrics(result, context)
    contents = {
        "matrix": matrix_csv(names, result.counts.pooled).encode(SPREADSHEET),
        "class_scores": classes_csv(class_records(result)).encode(SPREADSHEET),
        "metrics": json.dumps(metrics, indent=1, ensure_ascii=False, allow_nan=False).encode(),
        "report": render(_data(result, context)).encode(),
    }
    for name, content in contents.items():
        write_atomically(Path(files[name]), content)
    return files


def _data(result: EvaluationResult, context: ReportContext) -> ReportData:
    settings = report_settings(context.job, result.split)
    return ReportData(
        title=context.title,
        created=time.strftime("%Y-%m-%d %H:%M"),
        summary=context.summary,
        class_table=result.labels.table,
        confusion=result.counts.pooled,
        intervals=result.intervals,
        resampling_unit=result.resampling_unit,
        boundary=result.counts.boundary,
        calibration=result.calibration,
        curves=result.curves,
        folds=_fold_maps(result),
        methods=_methods(result),
        fold_miou=[scores.miou for scores in result.fold_scores],
        warnings=[*result.warnings, *ignored_options(context.job)],
        settings=settings.changed,
        defaults=settings.defaults,
        versions=versions(),
        command=context.command,
        design=result.design,
        map_unit="m" if result.labels.crs is not None and result.labels.crs.is_projected else "",
        uncertain_areas=context.metrics.get("uncertain_areas", ()),
        sample=context.sample,
    )


def _methods(result: EvaluationResult) -> list[Method]:
    """Return the other methods.

    Without extra bands, two of the baselines are the same counts; these are returned once.
    """
    methods: dict[int, Method] = {}
    for key, counts in result.others.items():
        methods.setdefault(id(counts), _method(METHODS[key], counts))
    return list(methods.values())


def _method(name: str, counts: FoldCounts) -> Method:
    folds = tuple(Scores.from_confusion(matrix).miou for matrix in counts.confusions)
    return Method(name, Scores.from_confusion(counts.pooled), folds, counts.boundary)


def _fold_maps(result: EvaluationResult) -> list[FoldMap]:
    """Return the labels by fold, with simplified outlines."""
    if result.split is None:
        return []
    labels, split = result.labels, result.split
    west, south, east, north = shapely.total_bounds(labels.geometries)
    simple = shapely.simplify(labels.geometries, _TOLERANCE * max(east - west, north - south))
    maps = []
    for fold in sorted(set(split.folds.tolist())):
        role = "train" if fold < 0 else "labels"
        maps.append(FoldMap(fold, _rings(simple[split.folds == fold]), role))
    return maps


def _rings(geometries: NDArray[np.object_]) -> list[list[tuple[float, float]]]:
    """Return the coordinates of all rings."""
    rings = shapely.get_rings(shapely.get_parts(geometries))
    return [list(map(tuple, shapely.get_coordinates(ring).tolist())) for ring in rings]
