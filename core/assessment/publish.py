"""Write what was found: the report for people, the same figures for programs and spreadsheets beside it."""

import json
import time
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from ..atomic_write import write_atomically
from ..job.ignored_options import ignored_options
from ..job.job import Job
from ..labels.split import Split
from ..output_names import report_files
from ..scores.confusion import Scores
from .csv_tables import classes_csv, matrix_csv
from .evaluate import FoldCounts
from .evaluation_result import METHODS, EvaluationResult, ReportContext
from .fold_plot import FoldMap
from .metrics import class_records, report_metrics, versions
from .report import ReportData, render
from .report_tables import Method

_SIMPLIFY_SHARE = 0.001  # of the labels' extent: the fold map is a drawing
_SPREADSHEET = "utf-8-sig"  # the mark tells Excel that it is UTF-8


def publish(result: EvaluationResult, context: ReportContext, report: str) -> dict[str, str]:
    """Write the HTML page, ``<stem>.metrics.json``, ``<stem>.classes.csv`` and the matrix ``<stem>.csv``.

    Returns:
        The files by output name.

    Raises:
        OutputNotWritable: One of the files cannot be written.
    """
    names, files = result.labels.table.names, report_files(report)
    contents = {
        "matrix": matrix_csv(names, result.counts.pooled).encode(_SPREADSHEET),
        "class_scores": classes_csv(class_records(result)).encode(_SPREADSHEET),
        "metrics": json.dumps(
            report_metrics(result, context), indent=1, ensure_ascii=False, allow_nan=False
        ).encode(),
        "report": render(_data(result, context)).encode(),
    }
    for name, content in contents.items():
        write_atomically(Path(files[name]), content)
    return files


def _data(result: EvaluationResult, context: ReportContext) -> ReportData:
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
        settings=_settings(context.job, result.split),
        versions=versions(),
        command=context.command,
        design=result.design,
        map_unit="m" if result.labels.crs is not None and result.labels.crs.is_projected else "",
    )


def _methods(result: EvaluationResult) -> list[Method]:
    """Return the other methods; one that is another by two names, where all bands are the backbone's, only once."""
    items = list(result.others.items())
    first = [
        item
        for i, item in enumerate(items)
        if not any(item[1] is earlier for _, earlier in items[:i])
    ]
    return [_method(METHODS[key], counts) for key, counts in first]


def _method(name: str, counts: FoldCounts) -> Method:
    folds = tuple(Scores.from_confusion(matrix).miou for matrix in counts.confusions)
    return Method(name, Scores.from_confusion(counts.pooled), folds, counts.boundary)


def _fold_maps(result: EvaluationResult) -> list[FoldMap]:
    """Return the drawing of the labels by fold."""
    if result.split is None:
        return []
    labels, split = result.labels, result.split
    west, south, east, north = shapely.total_bounds(labels.geometries)
    simple = shapely.simplify(labels.geometries, _SIMPLIFY_SHARE * max(east - west, north - south))
    return [
        FoldMap(fold, _rings(simple[split.folds == fold]), "train" if fold < 0 else "labels")
        for fold in sorted(set(split.folds.tolist()))
    ]


def _rings(geometries: NDArray[np.object_]) -> list[list[tuple[float, float]]]:
    polygons = shapely.get_parts(geometries)
    return [
        [(x, y) for x, y in shapely.get_coordinates(ring).tolist()]
        for p in polygons
        for ring in shapely.get_rings(p)
    ]


def _settings(job: Job, split: Split | None) -> dict[str, str]:
    """Return the options of the job that have a value, as text by name."""
    settings = {
        option.name: str(value)
        for option, value in job.values()
        if value not in ("", (), None) and option.name not in ("INPUT", "COMMAND")
    }
    if split is not None:
        settings |= {
            "block side (CRS units)": f"{split.block:g}",
            "buffer (CRS units)": f"{split.buffer:g}",
        }
    return settings
