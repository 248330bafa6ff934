"""Labelled scenes, and the training samples from their labelled pixels."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import torch
from numpy.typing import NDArray

from ..errors import InvalidLabels
from ..features.at_pixels import extra_features_at, features_at
from ..features.feature_map import FeatureMap
from ..heads.samples import Samples, concatenated
from ..imagery.scene import Scene
from ..labels.label_set import LabelSet
from ..labels.sampling import LabelledPixels, training_sample
from ..progress import Progress

NO_PIXEL = (
    "The labels cover no valid pixel; draw them larger than a pixel and where the raster has data."
)
TOO_FEW_CLASSES = (
    "Only one class has labels, but a map needs at least two; draw polygons of another class."
)


@dataclass(frozen=True)
class LabelledScene:
    """One scene with its feature map, its labels and all labelled pixels.

    Attributes:
        features: The feature map of the scene.
        labels: The labels of all scenes.
        pixels: The labelled pixels of this scene.
    """

    features: FeatureMap
    labels: LabelSet
    pixels: LabelledPixels

    @property
    def scene(self) -> Scene:
        """The raster."""
        return self.features.scene

    def viewed(self, name: str) -> "LabelledScene":
        """Return the scene in the view of a name, with the same labelled pixels in the same order.

        Rows and columns of the pixels are those in the view; their map coordinates do not change,
        so what is held out in the scene is held out in its views.

        Raises:
            InvalidJob: The view does not exist at the scene's scale.
        """
        features = self.features.viewed(name)
        if features is self.features:
            return self
        rows, columns = features.scene.places(self.pixels.rows, self.pixels.columns)
        return replace(
            self, features=features, pixels=replace(self.pixels, rows=rows, columns=columns)
        )


@dataclass(frozen=True)
class TrainingData:
    """The training samples of several scenes with the same labels and CRS, with their coordinates.

    Attributes:
        scenes: The labelled scenes.
        samples: All training samples, scene after scene.
        chosen: Positions of the samples among the labelled pixels of each scene, (n_scene,) each.
        x: Map coordinates of the samples, (n,).
        y: Map coordinates of the samples, (n,).
        polygons: Polygon number of each sample, (n,).
    """

    scenes: tuple[LabelledScene, ...]
    samples: Samples
    chosen: tuple[NDArray[np.int64], ...]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    polygons: NDArray[np.int64]

    @cached_property
    def digest(self) -> str:
        """Hash of all samples and their coordinates."""
        digest = hashlib.sha256()
        samples = self.samples
        for tensor in (
            samples.tokens,
            samples.extra,
            samples.classes,
            samples.weights,
            *samples.view_tokens,
        ):
            digest.update(tensor.numpy().tobytes())
        for places in (self.x, self.y, self.polygons):
            digest.update(places.tobytes())
        return digest.hexdigest()

    @property
    def labels(self) -> LabelSet:
        """The labels of all scenes."""
        return self.scenes[0].labels


def training_data(
    scenes: tuple[LabelledScene, ...],
    most_per_class: int,
    seed: int,
    progress: Progress,
    views: Sequence[str] = (),
) -> TrainingData:
    """Choose training pixels in every scene and build their samples.

    Args:
        scenes: The labelled scenes; those without labelled pixels are left out.
        most_per_class: Largest number of samples per class and scene.
        seed: Random seed of the choice.
        progress: Progress of encoding.
        views: Names of views in which the samples get further token features.

    Raises:
        InvalidLabels: No label covers a valid pixel.
        InvalidJob: A view does not exist at a scene's scale.
    """
    if not any(len(scene.pixels) for scene in scenes):
        raise InvalidLabels(NO_PIXEL)
    parts, chosen, places = [], [], []
    useful = tuple(scene for scene in scenes if len(scene.pixels))
    for scene, scene_progress in progress.each(useful):
        positions, weights = training_sample(
            scene.pixels, most_per_class, seed, scene.labels.weights
        )
        sampled = replace(scene, pixels=scene.pixels.take(positions))
        parts.append(_samples(sampled, weights, views, scene_progress))
        chosen.append(positions)
        places.append((*sampled.pixels.coordinates(scene.scene), sampled.pixels.polygons))
    x, y, polygons = (np.concatenate(column) for column in zip(*places, strict=True))
    return TrainingData(useful, concatenated(parts), tuple(chosen), x, y, polygons)


def _samples(
    labelled: LabelledScene, weights: NDArray[np.float64], views: Sequence[str], progress: Progress
) -> Samples:
    """Return the samples of all labelled pixels of a scene."""
    # All views are opened before any is encoded, because one may be invalid
    scenes = [labelled, *(labelled.viewed(name) for name in views)]
    tokens = []
    rows, columns = labelled.pixels.rows, labelled.pixels.columns
    for scene, view_progress in progress.each(scenes):
        features = features_at(
            scene.features, scene.pixels.rows, scene.pixels.columns, view_progress
        )
        tokens.append(torch.from_numpy(features))
    return Samples(
        tokens=tokens[0],
        extra=torch.from_numpy(extra_features_at(labelled.scene, rows, columns)),
        classes=torch.from_numpy(labelled.pixels.classes.astype(np.int64)),
        weights=torch.from_numpy(weights.astype(np.float32)),
        n_classes=len(labelled.labels.table),
        view_tokens=tuple(variant.half() for variant in tokens[1:]),
        polygons=torch.from_numpy(labelled.pixels.polygons),
    )
