"""Test-time augmentation: a head's probabilities averaged over views of a scene, each encoded again.

Pixels are rendered as in a map with the same views, so its score is that map's.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ..heads.head import Head
from ..imagery.view import IDENTITY
from ..job.options import UNLABELLED
from ..labels.split import Split
from ..progress import Progress
from ..training.dataset import LabelledScene
from .pixels import pixel_probabilities


def mean_probabilities(
    labelled: LabelledScene, head: Head, views: Sequence[str], progress: Progress
) -> NDArray[np.float64]:
    """Return each class's probability at the scene's labelled pixels, averaged over the scene and its views.

    Shape:
        (pixels, classes).
    """
    names = (IDENTITY, *views)
    total = np.zeros((len(labelled.pixels), head.n_classes))
    for number, name in enumerate(names):
        own = progress.part(number / len(names), (number + 1) / len(names))
        total += pixel_probabilities(labelled, head, own, name)
    total /= len(names)
    return total


def mean_maps(
    scenes: Sequence[LabelledScene],
    heads: Sequence[Head],
    split: Split,
    views: Sequence[str],
    progress: Progress,
) -> list[NDArray[np.uint8]]:
    """Return per scene what each fold's head shows over all views where the fold holds out, (folds, pixels)."""
    share = 1 / len(scenes)
    parts = [progress.part(number * share, (number + 1) * share) for number in range(len(scenes))]
    return [
        _mean_map(scene, heads, split, views, part)
        for scene, part in zip(scenes, parts, strict=True)
    ]


def _mean_map(
    scene: LabelledScene,
    heads: Sequence[Head],
    split: Split,
    views: Sequence[str],
    progress: Progress,
) -> NDArray[np.uint8]:
    of_pixel = split.folds[scene.pixels.polygons]
    result = np.full((len(heads), len(of_pixel)), UNLABELLED, np.uint8)
    for fold, head in enumerate(heads):
        own = np.flatnonzero(of_pixel == fold)
        part = replace(scene, pixels=scene.pixels.take(own))
        share = progress.part(fold / len(heads), (fold + 1) / len(heads))
        result[fold, own] = mean_probabilities(part, head, views, share).argmax(axis=1)
    return result
