"""Calibrate probabilities by one temperature, and measure honestly what that does to them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray

from ..heads.dense import DenseHead
from ..heads.head import Head
from ..progress import Progress
from ..scores.calibration import Reliability, reliability
from ..training.dataset import LabelledScene, TrainingData
from ..training.fit import Logits, best_inverse_temperature, logits_of
from .tta import mean_probabilities

_MAX_SAMPLES = 20_000
_MIN_SHARE = 1e-12


@dataclass(frozen=True)
class Calibration:
    """How far probabilities on held-out samples can be trusted.

    Attributes:
        sharpness: 1 / temperature of the saved model, fitted on all held-out samples.
        before: Of the scores as they come.
        after: Of each fold's scores at the temperature fitted on the *other* folds; None where there is one fold.
    """

    inverse_temperature: float
    before: Reliability
    after: Reliability | None

    @property
    def temperature(self) -> float:
        """What scores are divided by before the softmax."""
        return 1 / self.inverse_temperature


def cross_fitted(parts: Sequence[Logits]) -> Calibration:
    """Calibrate on the held-out scores of all folds (Guo et al. 2017); ``after`` is measured by cross-fitting."""
    numbers = range(len(parts))
    others = [[parts[other] for other in numbers if other != fold] for fold in numbers]
    after = (
        measured(parts, [best_inverse_temperature(rest) for rest in others])
        if len(parts) > 1
        else None
    )
    return Calibration(best_inverse_temperature(parts), measured(parts, [1.0] * len(parts)), after)


def of_model(head: Head, data: TrainingData, progress: Progress) -> Calibration:
    """Measure a finished model's probabilities on samples that it has not seen."""
    parts = [map_logits(head, data, np.ones(len(data.samples), bool), progress)]
    return Calibration(
        head.inverse_temperature,
        measured(parts, [1.0]),
        measured(parts, [head.inverse_temperature]),
    )


def unvalidated_inverse_temperature(head: Head, data: TrainingData, progress: Progress) -> float:
    """Return the sharpness fitted to the training samples themselves, where nothing is held out."""
    return best_inverse_temperature(
        [map_logits(head, data, np.ones(len(data.samples), bool), progress)]
    )


def map_logits(
    head: Head, data: TrainingData, own: NDArray[np.bool_], progress: Progress
) -> Logits:
    """Return the scores that a map has at the samples ``own``, before calibration; at most 20 000, evenly drawn.

    A dense head's scores depend on the ground around a pixel, so they are rendered.
    """
    positions = np.flatnonzero(own)
    positions = positions[:: max(1, len(positions) // _MAX_SAMPLES)]
    samples = data.samples.take(torch.from_numpy(positions))
    if not isinstance(head, DenseHead):
        return logits_of(head, samples)
    raw, parts = head.with_inverse_temperature(1.0), _by_scene(data, positions)
    shares = [
        mean_probabilities(part, raw, (), part_progress)
        for part, part_progress in progress.each(parts)
    ]
    scores = torch.from_numpy(np.log(np.concatenate(shares).clip(min=_MIN_SHARE))).float()
    return Logits(scores, samples.classes, samples.weights)


def _by_scene(data: TrainingData, positions: NDArray[np.int64]) -> list[LabelledScene]:
    """Return the scenes with the pixels of these samples alone, in the order of the samples."""
    ends = np.cumsum([len(chosen) for chosen in data.chosen])
    parts = np.split(positions, np.searchsorted(positions, ends[:-1]))
    starts = ends - [len(chosen) for chosen in data.chosen]
    return [
        replace(scene, pixels=scene.pixels.take(chosen[part - start]))
        for scene, chosen, part, start in zip(data.scenes, data.chosen, parts, starts, strict=True)
        if len(part)
    ]


def measured(parts: Sequence[Logits], inverse_temperature: Sequence[float]) -> Reliability:
    """Compare confidence and accuracy of scores, each part at its own sharpness."""
    shares = [
        torch.softmax(part.scores * s, dim=1)
        for part, s in zip(parts, inverse_temperature, strict=True)
    ]
    confidence = np.concatenate([s.amax(dim=1).double().numpy() for s in shares])
    right = np.concatenate([(p.scores.argmax(dim=1) == p.classes).numpy() for p in parts])
    return reliability(
        confidence, right, np.concatenate([p.weights.double().numpy() for p in parts])
    )
