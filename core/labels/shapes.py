"""Geometries of any type become polygons in the scene's CRS: repaired, taken apart, points and lines widened."""

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
_NUDGE_PX = (
    1e-6  # a point on the edge of two pixels labels one of them, the one to its right or below
)
_ARC_SEGMENTS = 2  # per quarter circle at the ends of lines


@dataclass(frozen=True)
class Shapes:
    """Polygons without parts, and where they come from.

    Attributes:
        polygons: In the scene's CRS.
        features: Position of the feature that each polygon is a part of.
        n_repaired: Features that were invalid.
    """

    polygons: Geometries
    features: NDArray[np.int64]
    n_repaired: int


def polygons_of(geometries: Geometries, crs: CRS | None, scene: Scene, radius_px: float) -> Shapes:
    """Make polygons of geometries of any type; what has neither area, length nor place is left out.

    Every part of a collection becomes a polygon of its own, so one feature per class, as dissolving or collecting
    makes it, can still be split. A point becomes a square of pixels, so a radius of 0.5 labels exactly the pixel that
    holds it whatever the grid; a line covers what lies within the radius.

    Args:
        geometries: Features, also None.
        crs: The CRS of ``geometries``.
        scene: The raster whose CRS and pixels count.
        radius_px: Half the side of a point's square, half the width of a line, in pixels of the scene.
    """
    geometries = shapely.force_2d(geometries)
    drawn_as_area = np.isin(shapely.get_type_id(geometries), _POLYGONAL)
    broken = ~shapely.is_valid(geometries) & ~shapely.is_missing(geometries)
    parts, features = _parts(np.where(broken, shapely.make_valid(geometries), geometries))
    left_over = drawn_as_area[features] & (
        shapely.get_dimensions(parts) < 2
    )  # a repaired polygon's loose ends
    parts, features = parts[~left_over], features[~left_over]
    parts = reprojected(parts, crs, scene.crs)
    there = np.isfinite(shapely.bounds(parts)).all(axis=1)
    parts, features = shapely.make_valid(parts[there]), features[there]
    is_mark = shapely.get_dimensions(parts) < 2
    parts[is_mark] = _widened(parts[is_mark], scene.transform, radius_px)
    solid = shapely.area(parts) > 0
    return Shapes(parts[solid], features[solid], int(broken.sum()))


def same_kind_of_place(crs: CRS | None, scene: Scene, what: str) -> None:
    """Refuse ``what`` (a plural noun) when only one of it and the scene has a CRS."""
    if (crs is None) != (scene.crs is None):
        side = f"The {what} have" if crs is None else f"The raster {scene.name} has"
        raise InvalidLabels(
            f"{side} no CRS, the other side has one; assign the right CRS to both (Layer > Set CRS) and save."
        )


def reprojected(geometries: Geometries, source: CRS | None, target: CRS | None) -> Geometries:
    """Move geometries from one CRS to another; as they are where a CRS is unknown or both are the same.

    Raises:
        InvalidLabels: There are no such coordinates in ``source``.
    """
    if source is None or target is None or source == target:
        return geometries

    def move(points: NDArray[np.float64]) -> NDArray[np.float64]:
        try:
            moved = np.column_stack(
                rasterio.warp.transform(source, target, points[:, 0], points[:, 1])
            )
        except CPLE_BaseError:
            moved = np.full_like(points, np.nan)
        if not np.isfinite(moved).all():
            raise InvalidLabels(
                f"Some coordinates of the polygons or points cannot be in their CRS ({_name(source)}); assign the "
                "right CRS (Layer > Set CRS), save, and try again."
            )
        return moved

    moved: Geometries = shapely.transform(geometries, move)
    return moved


def _name(crs: CRS) -> str:
    return crs.to_string() if crs.to_epsg() else "its own definition"


def area_parts(geometries: Geometries) -> Geometries:
    """Drop the points and lines that an intersection leaves beside polygons."""
    mixed = np.flatnonzero(
        shapely.get_type_id(geometries) == shapely.GeometryType.GEOMETRYCOLLECTION
    )
    for i in mixed:
        parts = shapely.get_parts(geometries[i])
        geometries[i] = shapely.union_all(parts[shapely.get_dimensions(parts) == 2])
    return geometries


def _parts(geometries: Geometries) -> tuple[Geometries, NDArray[np.int64]]:
    """Return the simple geometries that these consist of and the position of each one's origin."""
    outer, features = shapely.get_parts(geometries, return_index=True)
    parts, of_outer = shapely.get_parts(
        outer, return_index=True
    )  # a collection may hold collections
    return parts, features[of_outer]


def _widened(marks: Geometries, transform: Affine, radius_px: float) -> Geometries:
    """Turn points and lines into polygons on the scene's pixel grid."""
    pixels = shapely.transform(marks, lambda places: transformed(places, ~transform) + _NUDGE_PX)
    wide = shapely.buffer(pixels, radius_px, quad_segs=_ARC_SEGMENTS, cap_style="square")
    polygons: Geometries = shapely.transform(wide, lambda places: transformed(places, transform))
    return polygons


def transformed(places: NDArray[np.float64], t: Affine) -> NDArray[np.float64]:
    """Apply an affine transform to places (n, 2)."""
    x, y = places.T
    return np.column_stack((t.a * x + t.b * y + t.c, t.d * x + t.e * y + t.f))
