"""Labelled scenes and the split of their labels, for training, evaluation and range tests."""

import math
from collections.abc import Sequence

import numpy as np

from ..errors import InvalidLabels, InvalidScene
from ..features.feature_map import FeatureMap
from ..features.session import EncodingSession
from ..imagery.scene import Scene
from ..imagery.scene_report import report_scene
from ..job.jobs import TrainJob
from ..job.options import SceneOptions
from ..job.recipe import Recipe
from ..labels.checks import pixel_warnings, split_warnings, tile_warnings
from ..labels.label_set import LabelSet
from ..labels.sampling import labelled_pixels
from ..labels.split import (
    BlockSize,
    Split,
    block_size,
    by_field,
    by_scenes,
    require_teachable,
    spatial_blocks,
)
from ..losses.class_weights import own_factors
from ..progress import Progress
from .dataset import NO_PIXEL, TOO_FEW_CLASSES, LabelledScene, TrainingData


def open_scenes(options: tuple[SceneOptions, ...], progress: Progress) -> tuple[Scene, ...]:
    """Open the scenes of a job and tell what is not plain about them.

    Raises:
        InvalidScene: Only some of the scenes have a CRS.
    """
    scenes = tuple(Scene(one) for one in options)
    require_same_kind(scenes)
    for scene in scenes:
        report_scene(scene, progress)
    return scenes


def require_same_kind(scenes: Sequence[Scene]) -> None:
    """Check that all scenes have a CRS, or none has.

    Raises:
        InvalidScene: Only some of the scenes have a CRS.
    """
    first = scenes[0]
    differing = [scene.name for scene in scenes if (scene.crs is None) != (first.crs is None)]
    if differing:
        raise InvalidScene(
            f"Only one of {differing[0]} and {first.name} has a CRS; assign the right CRS to "
            "every raster."
        )


def labelled_scenes(
    session: EncodingSession, scenes: tuple[Scene, ...], labels: LabelSet, progress: Progress
) -> tuple[LabelledScene, ...]:
    """Return every scene with its feature map and its labelled pixels."""
    return tuple(
        LabelledScene(
            session.features(scene), labels, labelled_pixels(labels, scene, scene_progress)
        )
        for scene, scene_progress in progress.each(scenes)
    )


def require_views(scenes: tuple[LabelledScene, ...], names: tuple[str, ...]) -> None:
    """Check before encoding that all views exist at the scale of every scene.

    Raises:
        InvalidJob: A view does not exist at the scale of a scene.
    """
    for scene in scenes:
        for name in names:
            scene.features.viewed(name)


def tile_side(features: FeatureMap, labels: LabelSet) -> float:
    """Return the side of the backbone's tiles in units of the labels' CRS."""
    scene = features.scene
    pixel = math.sqrt(labels.outline(scene).area / (scene.height * scene.width))
    return features.backbone.entry.tile_tokens * features.token_px / scene.scale * pixel


def require_trainable(recipe: Recipe, scenes: Sequence[LabelledScene]) -> None:
    """Check before encoding that a head can be trained on the labels.

    Raises:
        InvalidLabels: Fewer than two classes have a valid pixel.
        InvalidJob: WEIGHTS names an unknown class.
    """
    labels = scenes[0].labels
    own_factors(recipe.loss, labels.table.names)
    n_classes = len(np.unique(np.concatenate([scene.pixels.classes for scene in scenes])))
    if n_classes < 2:
        reasons = pixel_warnings(labels, [scene.pixels for scene in scenes])
        raise InvalidLabels(" ".join([TOO_FEW_CLASSES if n_classes else NO_PIXEL, *reasons]))


def trainable_split(
    job: TrainJob, scenes: Sequence[LabelledScene], blocks: BlockSize
) -> Split | None:
    """Return the split of a job's VALIDATION; None for ``none``.

    Raises:
        InvalidLabels: The labels cannot be split, or too few classes remain for training when a
            fold is held out.
    """
    if job.validation == "none":
        return None
    labelled = [scene for scene in scenes if len(scene.pixels)]
    split = split_of(labelled, job.validation, job.folds, blocks)
    require_teachable(scenes[0].labels, split)
    return split


def split_of(
    scenes: Sequence[LabelledScene],
    validation: str,
    folds: int,
    blocks: BlockSize | None = None,
) -> Split:
    """Split the labels by blocks, by the labels' field or by scenes.

    Args:
        scenes: The labelled scenes.
        validation: VALIDATION: ``field``, ``scenes``, or any other for blocks.
        folds: Number of folds of a split by blocks.
        blocks: Size and buffer of the blocks; None = automatic.

    Raises:
        InvalidLabels: The labels cannot be split in this way.
    """
    labels = scenes[0].labels
    blocks = blocks or block_size(labels, tile_side(scenes[0].features, labels))
    if validation == "field":
        return by_field(labels, blocks.buffer)
    if validation == "scenes":
        outlines = [labels.outline(scene.scene) for scene in scenes]
        return by_scenes(labels, outlines, blocks.buffer)
    return spatial_blocks(labels, folds, blocks.side, blocks.buffer)


def warnings_of(labels: LabelSet, data: TrainingData, split: Split | None = None) -> list[str]:
    """Return warnings about the labels and their split."""
    warnings = [*labels.warnings, *pixel_warnings(labels, [s.pixels for s in data.scenes])]
    if split is None:
        return warnings
    warnings += split_warnings(labels, split)
    if split.block:
        warnings += tile_warnings(labels, tile_side(data.scenes[0].features, labels))
    return warnings
