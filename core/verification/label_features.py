"""The label features of a dataset as they were drawn, before any repair."""

from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from rasterio.crs import CRS

from ..dataset.snapshot import CLASS, SOURCE_FID, SPLIT
from ..errors import InvalidLabels
from ..imagery.scene import Scene
from ..job.options import LabelOptions
from ..labels.coding import is_blank
from ..labels.label_set import LabelSet
from ..labels.shapes import Geometries, polygons_of, reprojected
from ..labels.vector_file import read_features


@dataclass(frozen=True)
class LabelFeatures:
    """Features of labels and corrections, (n,) in all arrays.

    Attributes:
        geometries: In the CRS of the first scene, not repaired; None possible.
        classes: Values of the class field as text, empty = none.
        splits: Values of the split field as text, empty = none.
        fids: Feature ids in the file that the labels were copied from.
        is_correction: Whether each is a correction.
        crs: CRS of the geometries.
    """

    geometries: Geometries
    classes: NDArray[np.object_]
    splits: NDArray[np.object_]
    fids: NDArray[np.int64]
    is_correction: NDArray[np.bool_]
    crs: CRS | None

    def __len__(self) -> int:
        return len(self.geometries)


def read_label_features(labels: LabelOptions, scene: Scene) -> LabelFeatures:
    """Read the label features of a dataset's snapshot; there are none in a label raster.

    Raises:
        InvalidLabels: The snapshot cannot be read.
    """
    parts = []
    if labels.path:
        parts.append(_read(labels, scene, is_correction=False))
    if labels.corrections:
        drawn = replace(labels, path=labels.corrections, layer=labels.corrections_layer)
        parts.append(_read(drawn, scene, is_correction=True))
    if not parts:
        nothing = np.empty(0, object)
        return LabelFeatures(
            nothing, nothing, nothing, np.empty(0, np.int64), np.empty(0, bool), scene.crs
        )
    return LabelFeatures(
        np.concatenate([part.geometries for part in parts]),
        np.concatenate([part.classes for part in parts]),
        np.concatenate([part.splits for part in parts]),
        np.concatenate([part.fids for part in parts]),
        np.concatenate([part.is_correction for part in parts]),
        scene.crs,
    )


def _read(labels: LabelOptions, scene: Scene, *, is_correction: bool) -> LabelFeatures:
    split = [SPLIT] if labels.split_field else []
    found = read_features(labels.path, labels.layer, [CLASS, SOURCE_FID, *split])
    classes = ["" if is_blank(value) else str(value) for value in found.columns[0]]
    n = len(found.geometries)
    return LabelFeatures(
        _moved(shapely.force_2d(found.geometries), found.crs, scene.crs),
        np.array(classes, object),
        np.array([str(value or "") for value in found.columns[2]] if split else [""] * n, object),
        found.columns[1].astype(np.int64),
        np.full(n, is_correction),
        scene.crs,
    )


def _moved(geometries: Geometries, source: CRS | None, target: CRS | None) -> Geometries:
    """Reproject geometries; those that cannot be become empty."""
    try:
        return reprojected(geometries, source, target)
    except InvalidLabels:
        pass
    moved = np.empty(len(geometries), object)
    for number, geometry in enumerate(geometries):
        try:
            moved[number] = reprojected(np.array([geometry], object), source, target)[0]
        except InvalidLabels:
            moved[number] = shapely.Polygon()
    return moved


def feature_of_polygons(
    labels: LabelSet, features: LabelFeatures, scene: Scene, radius_px: float
) -> NDArray[np.int64]:
    """Return the feature that each polygon of a label set comes from, (polygons,); -1 = none.

    Args:
        labels: The polygons.
        features: The features.
        scene: The scene in whose CRS they are.
        radius_px: Radius of points and lines in pixels.
    """
    result = np.full(len(labels), -1, np.int64)
    if not len(features):
        return result
    shapes = polygons_of(features.geometries, features.crs, scene, radius_px)
    tree = shapely.STRtree(shapes.polygons)
    inside = shapely.point_on_surface(labels.geometries)
    numbers, found = tree.query(inside, predicate="intersects")
    names = np.array(labels.table.names, object)[labels.classes]
    values = np.array(labels.table.values)[labels.classes].astype(str)
    for number, shape in zip(numbers.tolist(), found.tolist(), strict=True):
        feature = int(shapes.features[shape])
        is_same = features.classes[feature] in (names[number], values[number])
        if result[number] < 0 or is_same:
            result[number] = feature
    return result
