"""Cutting of polygons by a grid, and the rest of fully labelled areas. Geometries only."""

import numpy as np
import shapely
from numpy.typing import NDArray

from .shapes import Geometries, area_parts


def cut_by_grid(
    polygons: Geometries, corner: tuple[float, float], side: float
) -> tuple[Geometries, NDArray[np.int64]]:
    """Cut polygons along the lines of a grid.

    Args:
        polygons: Valid polygons and multipolygons.
        corner: A corner of the grid, x and y.
        side: Side of a cell in CRS units.

    Returns:
        The fragments, each inside one cell, and the position of each fragment's polygon.
    """
    cells = np.floor((shapely.bounds(polygons) - np.tile(corner, 2)) / side).astype(np.int64)
    spans = cells[:, 2:] - cells[:, :2] + 1
    parents = np.repeat(np.arange(len(polygons)), spans.prod(axis=1))
    numbers = np.arange(len(parents)) - np.searchsorted(parents, parents)
    columns = cells[parents, 0] + numbers % spans[parents, 0]
    rows = cells[parents, 1] + numbers // spans[parents, 0]
    left, bottom = corner[0] + columns * side, corner[1] + rows * side
    divided = spans.prod(axis=1)[parents] > 1
    fragments = polygons[parents]
    boxes = shapely.box(left, bottom, left + side, bottom + side)
    fragments[divided] = area_parts(shapely.intersection(fragments[divided], boxes[divided]))
    solid = shapely.area(fragments) > 0
    return fragments[solid], parents[solid]


def remainder(
    areas: Geometries, taken: Geometries, corner: tuple[float, float], side: float
) -> Geometries:
    """Return the union of ``areas`` without ``taken``, cut by a grid as in ``cut_by_grid``."""
    whole = shapely.get_parts(shapely.union_all(areas))
    fragments, _ = cut_by_grid(whole, corner, side)
    covered, others = shapely.STRtree(taken).query(fragments, predicate="intersects")
    ends = np.cumsum(np.bincount(covered, minlength=len(fragments)))
    covers = np.split(taken[others[np.argsort(covered, kind="stable")]], ends[:-1])
    for i in np.unique(covered):
        fragments[i] = shapely.difference(fragments[i], shapely.union_all(covers[i]))
    fragments = area_parts(fragments)
    rest: Geometries = fragments[shapely.area(fragments) > 0]
    return rest
