"""The result of a validation or evaluation, as counts; scores and intervals follow from them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..job.job import Job
from ..job.jobs import TrainJob
from ..labels.label_set import LabelSet
from ..labels.split import Split, block_numbers
from ..scores.confusion import Scores
from ..scores.intervals import Intervals, bootstrap, sum_by_block
from .calibration import Calibration
from .evaluate import FoldCounts
from .map_sample import MapSample

# Other methods by the prefix of their metrics
METHODS = {
    "tta": "This model, test-time augmentation",
    "baseline": "Random forest, all bands",
    "baseline_rgb": "Random forest, backbone's bands",
    "baseline_tokens": "Random forest, tokens",
}


@dataclass(frozen=True)
class Curve:
    """One line of a training's history.

    Attributes:
        measure: What the values are: "Training loss", "Learning rate" …
        name: The training, "Fold 1" or "All labels", or the loss term.
        epochs: Epoch of each value.
        values: The values; nan = not measured.
    """

    measure: str
    name: str
    epochs: tuple[int, ...]
    values: tuple[float, ...]


@dataclass(frozen=True)
class ReportContext:
    """The job behind a report.

    Attributes:
        title: Title of the report.
        summary: Rows of the table of inputs, name -> text.
        job: The job.
        metrics: All metrics of its result.
        sample: A part of an image beside its map; None = the report has no picture.
    """

    title: str
    summary: Mapping[str, str]
    job: Job
    metrics: Mapping[str, Any]
    sample: MapSample | None = None

    @property
    def command(self) -> str:
        """The command that reproduces the run: the given one, or one that runs the job file."""
        main = self.job.model if isinstance(self.job, TrainJob) else getattr(self.job, "report", "")
        return self.job.run.command or f'landsketch run "{main}.job.json"'


@dataclass(frozen=True)
class EvaluationResult:
    """Counts on held-out pixels, and everything else in a report.

    Attributes:
        design: How pixels were held out: ``blocks``, ``field``, ``scenes``, ``held_out`` or
            ``training``.
        labels: The labels that were scored on.
        counts: Confusion matrices of the model.
        split: The folds of a cross-validation.
        others: Other methods on the same pixels, by their key in ``METHODS``.
        calibration: Calibration of the probabilities.
        curves: Histories of the trainings; empty for closed-form heads.
        warnings: Warnings for the report.
    """

    design: str
    labels: LabelSet
    counts: FoldCounts
    split: Split | None = None
    others: Mapping[str, FoldCounts] = field(default_factory=dict)
    calibration: Calibration | None = None
    curves: Sequence[Curve] = ()
    warnings: Sequence[str] = ()

    @cached_property
    def scores(self) -> Scores:
        """Scores of all held-out pixels."""
        return Scores.from_confusion(self.counts.pooled)

    @property
    def fold_scores(self) -> list[Scores]:
        """Scores of each fold's pixels; empty without folds."""
        return [Scores.from_confusion(matrix) for matrix in self.counts.confusions]

    @property
    def resampling_unit(self) -> str:
        """What the bootstrap draws: the split's blocks if it has blocks, otherwise polygons."""
        return "blocks" if self.split is not None and self.split.block else "polygons"

    @cached_property
    def intervals(self) -> Intervals | None:
        """Bootstrap intervals of the scores."""
        return bootstrap(sum_by_block(self.counts.per_polygon, self._blocks()))

    def _blocks(self) -> NDArray[np.int64]:
        """Return the block of each polygon."""
        if self.split is not None and self.split.block:
            return block_numbers(self.labels, self.split.block)
        return np.arange(len(self.labels))
