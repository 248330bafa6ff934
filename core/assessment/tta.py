"""Test-time augmentation: probabilities averaged over views of a scene, each encoded anew.

Pixels are rendered as in a map with the same views, so its score is that map's.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ..job.options import UNLABELLED
from ..labels.split import Split
from ..mapping.rendering import Rendering
from ..progress import Progress
from ..training.dataset import LabelledScene
from .pixels import pixel_probabilities


def mean_maps(
    scenes: Sequence[LabelledScene],
    renderings: Sequence[Rendering],
    split: Split,
    views: Sequence[str],
    progress: Progress,
) -> list[NDArray[np.uint8]]:
    """Return each fold's map, averaged over views, on the pixels that the fold holds out.

    Returns:
        Class positions per scene, (folds, pixels), 255 elsewhere.
    """
    return [
        _mean_map(scene, renderings, split, views, scene_progress)
        for scene, scene_progress in progress.each(scenes)
    ]


def _mean_map(
    scene: LabelledScene,
    renderings: Sequence[Rendering],
    split: Split,
    views: Sequence[str],
    progress: Progress,
) -> NDArray[np.uint8]:
    of_pixel = split.folds[scene.pixels.polygons]
    result = np.full((len(renderings), len(of_pixel)), UNLABELLED, np.uint8)
    for fold, fold_progress in progress.each(range(len(renderings))):
        held_out = np.flatnonzero(of_pixel == fold)
        part = replace(scene, pixels=scene.pixels.take(held_out))
        probabilities = pixel_probabilities(part, renderings[fold], fold_progress, views)
        result[fold, held_out] = probabilities.argmax(axis=1)
    return result
