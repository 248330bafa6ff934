"""Calibration of probabilities by one temperature, and its effect on held-out samples."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray

from ..mapping.rendering import Rendering
from ..progress import Progress
from ..scores.calibration import Reliability, reliability
from ..training.dataset import LabelledScene, TrainingData
from ..training.fit import Logits, best_inverse_temperature, logits_of
from .pixels import pixel_probabilities

_MAX_SAMPLES = 20_000
_MIN_PROBABILITY = 1e-12


@dataclass(frozen=True)
class Calibration:
    """Calibration of a model, measured on held-out samples.

    Attributes:
        inverse_temperature: Of the saved model, fitted on all held-out samples.
        before: Reliability without calibration.
        after: Reliability of each fold at the temperature fitted on the *other* folds; None with a
            single fold.
    """

    inverse_temperature: float
    before: Reliability
    after: Reliability | None

    @property
    def temperature(self) -> float:
        """The number by which scores are divided before the softmax."""
        return 1 / self.inverse_temperature


def cross_calibrate(folds: Sequence[Logits]) -> Calibration:
    """Calibrate on the held-out scores of all folds (Guo et al. 2017).

    ``after`` is measured by cross-validation over the folds.
    """
    best = best_inverse_temperature(folds)
    before = measure(folds, [1.0] * len(folds))
    if len(folds) < 2:
        return Calibration(best, before, None)
    of_others = []
    for fold in range(len(folds)):
        others = [*folds[:fold], *folds[fold + 1 :]]
        of_others.append(best_inverse_temperature(others))
    return Calibration(best, before, measure(folds, of_others))


def calibration_of(rendering: Rendering, data: TrainingData, progress: Progress) -> Calibration:
    """Measure a finished model's probabilities on samples that did not train it."""
    logits = [map_logits(rendering, data, np.ones(len(data.samples), bool), progress)]
    inverse_temperature = rendering.head.inverse_temperature
    return Calibration(
        inverse_temperature, measure(logits, [1.0]), measure(logits, [inverse_temperature])
    )


def unvalidated_inverse_temperature(
    rendering: Rendering, data: TrainingData, progress: Progress
) -> float:
    """Return the inverse temperature fitted to the training samples, if nothing is held out."""
    logits = map_logits(rendering, data, np.ones(len(data.samples), bool), progress)
    return best_inverse_temperature([logits])


def map_logits(
    rendering: Rendering, data: TrainingData, mask: NDArray[np.bool_], progress: Progress
) -> Logits:
    """Return the scores that an uncalibrated map has at samples.

    Where they depend on the pixels around a sample, they are rendered: those of dense heads, and
    those of a sharpened map, which are logarithms of filtered probabilities.

    Args:
        rendering: How the map is rendered.
        data: The samples and their scenes.
        mask: The wanted samples, (samples,); of more than 20 000, a regular subset is used.
        progress: Reports the rendering.
    """
    positions = np.flatnonzero(mask)
    positions = positions[:: max(1, len(positions) // _MAX_SAMPLES)]
    samples = data.samples.take(torch.from_numpy(positions))
    if rendering.margin_px == 0:
        return logits_of(rendering.head, samples)
    uncalibrated = replace(rendering, head=rendering.head.with_inverse_temperature(1.0))
    probabilities = [
        pixel_probabilities(scene, uncalibrated, scene_progress)
        for scene, scene_progress in progress.each(_by_scene(data, positions))
    ]
    logits = np.log(np.concatenate(probabilities).clip(min=_MIN_PROBABILITY))
    return Logits(torch.from_numpy(logits).float(), samples.classes, samples.weights)


def _by_scene(data: TrainingData, positions: NDArray[np.int64]) -> list[LabelledScene]:
    """Return the scenes with the pixels of only these samples, in the order of the samples."""
    sizes = [len(chosen) for chosen in data.chosen]
    ends = np.cumsum(sizes)
    starts = ends - sizes
    parts = np.split(positions, np.searchsorted(positions, ends[:-1]))
    scenes = []
    for scene, chosen, part, start in zip(data.scenes, data.chosen, parts, starts, strict=True):
        if len(part):
            scenes.append(replace(scene, pixels=scene.pixels.take(chosen[part - start])))
    return scenes


def measure(folds: Sequence[Logits], inverse_temperatures: Sequence[float]) -> Reliability:
    """Compare confidence and accuracy of scores, each fold at its own inverse temperature."""
    confidence, is_correct, weights = [], [], []
    for fold, inverse_temperature in zip(folds, inverse_temperatures, strict=True):
        probabilities = torch.softmax(fold.scores * inverse_temperature, dim=1)
        confidence.append(probabilities.amax(dim=1).double().numpy())
        is_correct.append((fold.scores.argmax(dim=1) == fold.classes).numpy())
        weights.append(fold.weights.double().numpy())
    return reliability(
        np.concatenate(confidence), np.concatenate(is_correct), np.concatenate(weights)
    )
