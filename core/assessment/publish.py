"""Write what was found: the report for people, the same figures for programs and spreadsheets beside it."""

import json
import time
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from ..atomic_write import write_atomically
from ..job.jobs import Job
from ..labels.split import Split
from ..output_names import report_files
from ..scores.confusion import Scores
from .csv_tables import classes_csv, matrix_csv
from .evaluate import Tally
from .evaluation_result import METHODS, EvaluationResult, ReportContext
from .fold_plot import FoldMap
from .metrics import class_records, metrics, versions
from .report import ReportData, render
from .report_tables import Method

_SIMPLIFY_SHARE = 0.001  # of the labels' extent: the fold map is a drawing
_SPREADSHEET = "utf-8-sig"  # the mark tells Excel that it is UTF-8


def publish(findings: EvaluationResult, occasion: ReportContext, report: str) -> dict[str, str]:
    """Write the HTML page, ``<stem>.metrics.json``, ``<stem>.classes.csv`` and the matrix ``<stem>.csv``.

    Returns:
        The files by output name.

    Raises:
        OutputNotWritable: One of the files cannot be written.
    """
    names, files = findings.labels.table.names, report_files(report)
    contents = {
        "matrix": matrix_csv(names, findings.tally.pooled).encode(_SPREADSHEET),
        "class_scores": classes_csv(class_records(findings)).encode(_SPREADSHEET),
        "metrics": json.dumps(
            metrics(findings, occasion), indent=1, ensure_ascii=False, allow_nan=False
        ).encode(),
        "report": render(_data(findings, occasion)).encode(),
    }
    for name, content in contents.items():
        write_atomically(Path(files[name]), content)
    return files


def _data(findings: EvaluationResult, occasion: ReportContext) -> ReportData:
    return ReportData(
        title=occasion.title,
        created=time.strftime("%Y-%m-%d %H:%M"),
        summary=occasion.summary,
        class_table=findings.labels.table,
        confusion=findings.tally.pooled,
        intervals=findings.intervals,
        drawn=findings.drawn,
        boundary=findings.tally.boundary,
        calibration=findings.calibration,
        curves=findings.curves,
        folds=_fold_maps(findings),
        methods=_methods(findings),
        fold_miou=[scores.miou for scores in findings.fold_scores],
        warnings=list(findings.warnings),
        settings=_settings(occasion.job, findings.split),
        versions=versions(),
        command=occasion.command,
        design=findings.design,
        map_unit="m"
        if findings.labels.crs is not None and findings.labels.crs.is_projected
        else "",
    )


def _methods(findings: EvaluationResult) -> list[Method]:
    """Return the other methods; one that is another by two names, where all bands are the backbone's, only once."""
    items = list(findings.others.items())
    first = [
        item
        for i, item in enumerate(items)
        if not any(item[1] is earlier for _, earlier in items[:i])
    ]
    return [_method(METHODS[key], tally) for key, tally in first]


def _method(name: str, tally: Tally) -> Method:
    folds = tuple(Scores.from_confusion(counts).miou for counts in tally.confusions)
    return Method(name, Scores.from_confusion(tally.pooled), folds, tally.boundary)


def _fold_maps(findings: EvaluationResult) -> list[FoldMap]:
    """Return the drawing of the labels by fold."""
    if findings.split is None:
        return []
    labels, split = findings.labels, findings.split
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
    """Return every option of the job as text, nested names joined by dots."""
    flat: dict[str, str] = {}

    def walk(prefix: str, values: Mapping[str, Any]) -> None:
        for name, value in values.items():
            if isinstance(value, Mapping):
                walk(f"{prefix}{name}.", value)
            elif value not in ("", (), None) and name != "command":
                flat[prefix + name] = str(value)

    walk("", {k: v for k, v in asdict(job).items() if k != "scenes"})
    if split is not None:
        flat |= {
            "block side (CRS units)": f"{split.block:g}",
            "buffer (CRS units)": f"{split.buffer:g}",
        }
    return flat
