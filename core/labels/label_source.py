"""Polygons and their class values, read from a vector file or a label raster."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..imagery.scene import Scene
from ..job.options import LabelOptions
from .label_raster import polygonise
from .shapes import Geometries, polygons_of, reprojected, require_same_crs_kind
from .vector_file import read_features


@dataclass(frozen=True)
class LabelSource:
    """The content of a label file.

    Attributes:
        polygons: In the scene's CRS, (n,).
        values: Values of the class field, (n,).
        splits: Values of SPLIT_FIELD, (n,).
        are_fragments: Whether the polygons may be cut.
        warnings: Warnings about features that were left out or repaired.
        weights: How much each polygon counts, (n,); None = all count 1.
    """

    polygons: Geometries
    values: NDArray[np.object_]
    splits: NDArray[np.object_]
    are_fragments: bool
    warnings: tuple[str, ...] = ()
    weights: NDArray[np.float64] | None = None


def from_vector(
    options: LabelOptions, scene: Scene, *, places_only: bool, what: str = "labels"
) -> LabelSource:
    """Read polygons, points and lines of a vector file."""
    split = [options.split_field] if options.split_field else []
    fields = split if places_only else [options.class_field, *split]
    source = read_features(options.path, options.layer, fields, what)
    require_same_crs_kind(source.crs, scene, what)
    shapes = polygons_of(source.geometries, source.crs, scene, options.point_radius)
    warnings = []
    if shapes.n_repaired:
        warnings.append(f"{shapes.n_repaired} invalid polygon(s) were repaired.")
    n_features = len(source.geometries)
    n_empty = n_features - len(np.unique(shapes.features))
    if n_empty:
        warnings.append(f"{n_empty} empty feature(s) were left out.")
    values = np.full(n_features, "label", object) if places_only else source.columns[0]
    splits = source.columns[-1] if split else np.full(n_features, "", object)
    return LabelSource(
        shapes.polygons,
        values[shapes.features],
        splits[shapes.features],
        are_fragments=False,
        warnings=tuple(warnings),
    )


def from_raster(options: LabelOptions, scene: Scene) -> LabelSource:
    """Read a label raster as polygons."""
    geometries, values, crs = polygonise(options.raster)
    require_same_crs_kind(crs, scene, "labels")
    polygons = reprojected(geometries, crs, scene.crs)
    splits = np.full(len(values), "", object)
    return LabelSource(polygons, values.astype(object), splits, are_fragments=True)
