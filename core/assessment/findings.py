"""What a training or evaluation found: figures for programs and a report for people, from the same counts."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from ..jobs import Job
from ..labels.label_set import LabelSet
from ..labels.split import Split
from ..scores.confusion import Scores
from ..scores.intervals import miou_interval
from .evaluate import Folds
from .fold_figure import FoldMap
from .report import Baseline, ReportData, write_report

_SIMPLIFY_SHARE = 0.001  # of the labels' extent: the fold map is a drawing


@dataclass(frozen=True)
class Findings:
    """Counts of what was held out, and everything a report says about them.

    Attributes:
        design: ``blocks``, ``field``, ``held_out`` or ``training``.
        per_polygon: Counts per polygon (polygons, n, n), what the interval draws from.
        folds: Per-fold result of a cross-validation, None otherwise.
        split: The split behind ``folds``.
        baselines: Other methods by name, on the same folds.
    """

    design: str
    labels: LabelSet
    per_polygon: NDArray[np.int64]
    folds: Folds | None = None
    split: Split | None = None
    baselines: Mapping[str, Folds] = field(default_factory=dict)
    warnings: Sequence[str] = ()

    @property
    def confusion(self) -> NDArray[np.int64]:
        """Pooled counts (n, n)."""
        pooled: NDArray[np.int64] = self.per_polygon.sum(axis=0)
        return pooled

    @property
    def scores(self) -> Scores:
        """Scores of the pooled counts."""
        return Scores.from_confusion(self.confusion)

    @property
    def interval(self) -> tuple[float, float] | None:
        """Bootstrap interval of the mean IoU over polygons."""
        return miou_interval(list(self.per_polygon))

    def figures(self) -> dict[str, Any]:
        """Return the figures for summaries and the modeler."""
        scores, names = self.scores, self.labels.table.names
        result: dict[str, Any] = {
            "miou": _plain(scores.miou),
            "oa": _plain(scores.oa),
            "macro_f1": _plain(scores.macro_f1),
            "class_iou": {name: _plain(iou) for name, iou in zip(names, scores.iou, strict=True)},
            "miou_interval": self.interval,
            "labelled_pixels": int(self.confusion.sum()),
        }
        if self.folds is not None and self.split is not None:
            fold_mious = [Scores.from_confusion(c).miou for c in self.folds.confusions]
            result |= {
                "fold_miou": [_plain(m) for m in fold_mious],
                "miou_sd": _plain(float(np.std(fold_mious, ddof=1))) if len(fold_mious) > 1 else None,
                "block": self.split.block,
                "buffer": self.split.buffer,
            }
        return result


def report(findings: Findings, path: Path, title: str, summary: Mapping[str, str], job: Job) -> None:
    """Write the HTML report of ``findings``."""
    write_report(
        ReportData(
            title=title,
            created=time.strftime("%Y-%m-%d %H:%M"),
            summary=summary,
            class_table=findings.labels.table,
            confusion=findings.confusion,
            scores=findings.scores,
            interval=findings.interval,
            folds=_fold_maps(findings),
            baselines=[_baseline(name, folds) for name, folds in findings.baselines.items()],
            fold_miou=[Scores.from_confusion(c).miou for c in findings.folds.confusions] if findings.folds else (),
            warnings=list(findings.warnings),
            settings=_settings(job, findings.split),
            command=job.run.command,
            design=findings.design,
            map_unit="m" if findings.labels.crs is not None and findings.labels.crs.is_projected else "",
        ),
        path,
    )


def _baseline(name: str, folds: Folds) -> Baseline:
    scores = Scores.from_confusion(folds.pooled)
    return Baseline(name, scores.miou, scores.iou, tuple(Scores.from_confusion(c).miou for c in folds.confusions))


def _fold_maps(findings: Findings) -> list[FoldMap]:
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
        [(x, y) for x, y in shapely.get_coordinates(ring).tolist()] for p in polygons for ring in shapely.get_rings(p)
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
        flat |= {"block side (CRS units)": f"{split.block:g}", "buffer (CRS units)": f"{split.buffer:g}"}
    return flat


def _plain(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
