"""The report of a training or an evaluation: one printable HTML file without links, and its confusion matrix as CSV."""

import base64
import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from numpy.typing import NDArray

from ..labels.class_table import ClassTable
from ..output_files import write_whole
from ..scores.confusion import Scores
from . import report_tables, report_words
from .fold_figure import FoldMap, fold_figure
from .report_tables import Baseline

__all__ = ["Baseline", "FoldMap", "ReportData", "write_report"]

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
        scores: The scores of ``confusion``.
        interval: 95 % interval of the mean IoU; None = too few blocks.
        folds: Polygons to draw, by fold; empty = no fold map.
        baselines: Other methods on the same folds.
        fold_miou: Mean IoU of the model per fold.
        warnings: Sentences the reader should not miss.
        settings: Every setting, name -> text.
        command: The command that reproduces the run.
        map_picture: A PNG to show.
        design: What was held out: ``blocks``, ``field``, ``held_out`` or ``training`` (nothing was).
        map_unit: Unit of the polygons' coordinates for the fold map's scale bar (``m``); empty = no bar.
    """

    title: str
    created: str
    summary: Mapping[str, str]
    class_table: ClassTable
    confusion: NDArray[np.int64]
    scores: Scores
    interval: tuple[float, float] | None = None
    folds: Sequence[FoldMap] = ()
    baselines: Sequence[Baseline] = ()
    fold_miou: Sequence[float] = ()
    warnings: Sequence[str] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
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


def write_report(data: ReportData, path: Path) -> None:
    """Write the report to ``path`` and its confusion matrix beside it as ``<stem>.csv``.

    Raises:
        OutputNotWritable: One of the files cannot be written.
    """
    page, matrix = _render(data), _matrix_csv(data)
    write_whole(path.with_suffix(".csv"), matrix.encode("utf-8-sig"))  # the mark tells Excel that it is UTF-8
    write_whole(path, page.encode())


def _render(data: ReportData) -> str:
    loader = FileSystemLoader(Path(__file__).parent)
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"score": report_words.score, "percent": report_words.percent, "count": report_words.count}
    return environment.get_template(_TEMPLATE).render(_content(data))


def _content(data: ReportData) -> dict[str, Any]:
    """Return what the template needs, every number computed."""
    picture = base64.b64encode(data.map_picture).decode() if data.map_picture else ""
    return {
        "data": data,
        "headlines": report_words.headlines(data.scores, data.interval),
        "design": report_words.design(data.design, len(data.fold_miou)),
        "confusions": report_words.confusions(data.class_table, data.confusion),
        "classes": report_tables.class_rows(data.class_table, data.scores),
        "matrix": report_tables.matrix_rows(data.class_table, data.confusion),
        "contest": report_tables.contest(data.scores.miou, data.fold_miou, data.baselines),
        "class_contest": report_tables.class_contest(data.class_table, data.scores, data.baselines),
        "figure": fold_figure(data.folds, data.map_unit) if data.folds else None,
        "picture": picture,
    }


def _matrix_csv(data: ReportData) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["reference \\ predicted", *data.class_table.names])
    for name, counts in zip(data.class_table.names, data.confusion.tolist(), strict=True):
        writer.writerow([name, *counts])
    return text.getvalue()
