"""Conversion of geometries of any type to valid polygons in the scene's CRS."""

from dataclasses import dataclass

import numpy as np
import rasterio.warp
import shapely
from affine import Affine
from numpy.typing import NDArray
from rasterio._err import CPLE_BaseError
from rasterio.crs import CRS

from ..errors import InvalidLabels
from ..imagery.scene import Scene

Geometries = NDArray[np.object_]

_POLYGONAL = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)
_NUDGE_PX = 1e-6  # a point between two pixels labels one of them, that to its right or below
_ARC_SEGMENTS = 2  # per quarter circle at the ends of lines


@dataclass(frozen=True)
class Shapes:
    """Polygons and their features.

    Attributes:
        polygons: Single polygons in the scene's CRS, (n,).
        features: Position of each polygon's feature, (n,).
        n_repaired: Number of features that were invalid.
    """

    polygons: Geometries
    features: NDArray[np.int64]
    n_repaired: int


def polygons_of(geometries: Geometries, crs: CRS | None, scene: Scene, radius_px: float) -> Shapes:
    """Convert geometries to polygons; empty ones are left out.

    Every part of a collection becomes a polygon, so that a feature that was dissolved or collected
    can still be split. A point becomes a square of pixels, so that a radius of 0.5 labels exactly
    the pixel under it. A line is widened by the radius.

    Args:
        geometries: Geometries of features, None possible, (features,).
        crs: CRS of the geometries.
        scene: The scene whose CRS and pixels are used.
        radius_px: Half the side of a point's square, and half the width of a line, in pixels.

    Raises:
        InvalidLabels: Coordinates are outside the CRS.
    """
    geometries = shapely.force_2d(geometries)
    is_polygonal = np.isin(shapely.get_type_id(geometries), _POLYGONAL)
    is_broken = ~shapely.is_valid(geometries) & ~shapely.is_missing(geometries)
    parts, features = _parts(np.where(is_broken, shapely.make_valid(geometries), geometries))
    # The repair of a polygon may add lines and points
    is_by_product = is_polygonal[features] & (shapely.get_dimensions(parts) < 2)
    parts, features = parts[~is_by_product], features[~is_by_product]
    parts = reprojected(parts, crs, scene.crs)
    has_place = np.isfinite(shapely.bounds(parts)).all(axis=1)
    parts, features = shapely.make_valid(parts[has_place]), features[has_place]
    is_thin = shapely.get_dimensions(parts) < 2
    parts[is_thin] = _widened(parts[is_thin], scene.transform, radius_px)
    has_area = shapely.area(parts) > 0
    return Shapes(parts[has_area], features[has_area], int(is_broken.sum()))


def require_same_crs_kind(crs: CRS | None, scene: Scene, what: str) -> None:
    """Check that both or none of labels and scene have a CRS.

    Args:
        crs: CRS of the labels.
        scene: The scene.
        what: The labels as a plural noun for the message.

    Raises:
        InvalidLabels: Only one of them has a CRS.
    """
    if (crs is None) != (scene.crs is None):
        side = f"The {what} have" if crs is None else f"The raster {scene.name} has"
        raise InvalidLabels(
            f"{side} no CRS, the other side has one; assign the right CRS to both (Layer > Set "
            "CRS) and save."
        )


def reprojected(geometries: Geometries, source: CRS | None, target: CRS | None) -> Geometries:
    """Reproject geometries (n,); unchanged if a CRS is unknown or both are the same.

    Raises:
        InvalidLabels: Coordinates are outside the CRS ``source``.
    """
    if source is None or target is None or source == target:
        return geometries

    def move(points: NDArray[np.float64]) -> NDArray[np.float64]:
        x, y = points.T
        try:
            moved = np.column_stack(rasterio.warp.transform(source, target, x, y))
        except CPLE_BaseError:
            moved = np.full_like(points, np.nan)
        if not np.isfinite(moved).all():
            raise InvalidLabels(
                "Some coordinates of the polygons or points cannot be in their CRS "
                f"({_name(source)}); assign the right CRS (Layer > Set CRS), save, and try again."
            )
        return moved

    moved: Geometries = shapely.transform(geometries, move)
    return moved


def _name(crs: CRS) -> str:
    return crs.to_string() if crs.to_epsg() else "its own definition"


def area_parts(geometries: Geometries) -> Geometries:
    """Remove points and lines that an intersection gives besides polygons, in place, (n,)."""
    is_mixed = shapely.get_type_id(geometries) == shapely.GeometryType.GEOMETRYCOLLECTION
    for i in np.flatnonzero(is_mixed):
        parts = shapely.get_parts(geometries[i])
        geometries[i] = shapely.union_all(parts[shapely.get_dimensions(parts) == 2])
    return geometries


def _parts(geometries: Geometries) -> tuple[Geometries, NDArray[np.int64]]:
    """Return the simple geometries of features (n,) and the position of each one's feature."""
    outer, features = shapely.get_parts(geometries, return_index=True)
    # Twice, because a collection may contain collections
    parts, of_outer = shapely.get_parts(outer, return_index=True)
    return parts, features[of_outer]


def _widened(marks: Geometries, transform: Affine, radius_px: float) -> Geometries:
    """Convert points and lines (n,) to polygons on the scene's pixel grid."""
    pixels = shapely.transform(marks, lambda places: transformed(places, ~transform) + _NUDGE_PX)
    wide = shapely.buffer(pixels, radius_px, quad_segs=_ARC_SEGMENTS, cap_style="square")
    polygons: Geometries = shapely.transform(wide, lambda places: transformed(places, transform))
    return polygons


def transformed(places: NDArray[np.float64], t: Affine) -> NDArray[np.float64]:
    """Apply an affine transform to coordinates (n, 2)."""
    x, y = places.T
    return np.column_stack((t.a * x + t.b * y + t.c, t.d * x + t.e * y + t.f))
