"""Test-time augmentation: probabilities averaged over views of a scene, each encoded anew.

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
    """Return the probability of each class at labelled pixels, averaged over scene and views.

    Shape:
        (pixels, classes).
    """
    names = (IDENTITY, *views)
    total = np.zeros((len(labelled.pixels), head.n_classes))
    for name, view_progress in progress.each(names):
        total += pixel_probabilities(labelled, head, view_progress, name)
    total /= len(names)
    return total


def mean_maps(
    scenes: Sequence[LabelledScene],
    heads: Sequence[Head],
    split: Split,
    views: Sequence[str],
    progress: Progress,
) -> list[NDArray[np.uint8]]:
    """Return each fold's map, averaged over views, on the pixels that the fold holds out.

    Returns:
        Class positions per scene, (folds, pixels), 255 elsewhere.
    """
    return [
        _mean_map(scene, heads, split, views, scene_progress)
        for scene, scene_progress in progress.each(scenes)
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
    for fold, fold_progress in progress.each(range(len(heads))):
        held_out = np.flatnonzero(of_pixel == fold)
        part = replace(scene, pixels=scene.pixels.take(held_out))
        probabilities = mean_probabilities(part, heads[fold], views, fold_progress)
        result[fold, held_out] = probabilities.argmax(axis=1)
    return result
