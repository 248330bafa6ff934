"""Polygons of the patches in one window; neighbours share all vertices of their common border.

A vertex is placed where a border bends, where three or more patches meet, and where a border meets
the window's edge. It depends only on the classes of the four pixels around it, so both sides of a
border, and the windows on both sides of an edge, have the same vertices.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from ..imagery.tile_grid import Window

Mask = NDArray[np.bool_]
Points = NDArray[np.float64]
Polygons = NDArray[np.object_]


@dataclass(frozen=True)
class OutlineStyle:
    """How borders are drawn.

    Attributes:
        smooth: Cut each corner of a pixel from the middle of one side to the middle of the other,
            which turns staircases into straight lines. Borders never touch, because every cut
            stays in its quarter of a pixel. Points where three patches meet do not change.
        simplify: Tolerance in pixels of the coverage simplification that follows
            (Visvalingam-Whyatt, as in GEOS); borders stay shared and never cross. 0 = none.
            Vertices on the window's edge do not change.
    """

    smooth: bool = False
    simplify: float = 0.0


def outlines(
    classes: NDArray[np.uint8], labels: NDArray[np.int64], window: Window, style: OutlineStyle
) -> Polygons:
    """Return the polygon of each label, in the map's pixel coordinates (column, row).

    Args:
        classes: Class values of the window with a margin of one pixel, (h + 2, w + 2).
        labels: Numbers of the 4-connected patches in the window, from 0, (h, w).
        window: The position of ``labels`` in the map.
        style: How borders are drawn.

    Returns:
        Shapely polygons by label, (labels,).
    """
    up, down, left, right = _borders(classes)
    is_vertex = _vertices(up, down, left, right)
    lines = _lines(is_vertex, across=right[:, :-1], along=down[:-1])
    faces = shapely.get_parts(shapely.polygonize(lines))
    polygons = np.empty(len(faces), object)
    polygons[_labels_of(faces, labels)] = faces
    if style.smooth:
        polygons = _rounded(polygons, _is_fixed(up, down, left, right))
    if style.simplify:
        polygons = shapely.coverage_simplify(polygons, style.simplify, simplify_boundary=False)
    corner = np.array([window.column, window.row])
    moved: Polygons = shapely.transform(polygons, lambda points: points + corner)
    return moved


def _borders(classes: NDArray[np.uint8]) -> tuple[Mask, Mask, Mask, Mask]:
    """Return whether a border leaves each pixel corner up, down, left and right, (h + 1, w + 1)."""
    nw, ne, sw, se = classes[:-1, :-1], classes[:-1, 1:], classes[1:, :-1], classes[1:, 1:]
    return nw != ne, sw != se, nw != sw, ne != se


def _vertices(up: Mask, down: Mask, left: Mask, right: Mask) -> Mask:
    is_straight = (up & down & ~left & ~right) | (left & right & ~up & ~down)
    found: Mask = (up | down | left | right) & ~is_straight
    for edge in (0, -1):  # a border meets the window's edge from either side
        found[edge] |= up[edge] | down[edge]
        found[:, edge] |= left[:, edge] | right[:, edge]
    found[np.ix_((0, -1), (0, -1))] = True
    return found


def _is_fixed(up: Mask, down: Mask, left: Mask, right: Mask) -> Mask:
    """Tell which vertices must not be rounded: at several borders, or on the window's edge."""
    fixed: Mask = up.astype(np.uint8) + down + left + right > 2
    fixed[[0, -1]] = True
    fixed[:, [0, -1]] = True
    return fixed


def _lines(is_vertex: Mask, across: Mask, along: Mask) -> Polygons:
    """Return the straight lines between vertices on borders and on the window's edge."""
    across, along = across.copy(), along.copy()
    across[[0, -1]], along[:, [0, -1]] = True, True
    rows = _runs(is_vertex, across)[:, :, ::-1]
    columns = _runs(is_vertex.T, along.T)
    lines: Polygons = shapely.linestrings(np.concatenate([rows, columns]).astype(float))
    return lines


def _runs(is_vertex: Mask, edges: Mask) -> NDArray[np.int64]:
    """Return both ends of each run of edges between vertices of a row, (n, 2 ends, 2 indices)."""
    starts, ends = np.argwhere(is_vertex[:, :-1] & edges), np.argwhere(is_vertex[:, 1:] & edges)
    ends[:, 1] += 1
    return np.stack([starts, ends], axis=1)


def _labels_of(faces: Polygons, labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return each face's label: that of the pixel inside it at the start of its outline."""
    points, (rings, parts) = shapely.to_ragged_array(faces)[1:]
    start = rings[parts[:-1]]
    step = np.sign(points[start + 1] - points[start])
    to_left = step[:, ::-1] * [-1, 1]
    inward = np.where(shapely.is_ccw(shapely.get_exterior_ring(faces))[:, None], to_left, -to_left)
    columns, rows = np.floor(points[start] + step / 2 + inward / 2).astype(int).T
    found: NDArray[np.int64] = labels[rows, columns]
    return found


def _rounded(polygons: Polygons, is_fixed: Mask) -> Polygons:
    """Replace each corner that is not fixed by the middles of its two pixel sides."""
    kind, points, (rings, parts) = shapely.to_ragged_array(polygons)
    is_last = np.zeros(len(points), bool)
    is_last[rings[1:] - 1] = True  # rings are closed: the last point is the first one
    before, after = np.arange(len(points)) - 1, np.arange(len(points)) + 1
    before[rings[:-1]], after[is_last] = rings[1:] - 2, rings[:-1] + 1
    came, goes = points - points[before], points[after] - points
    enters, leaves = np.sign(came), np.sign(goes)
    columns, rows = points.astype(int).T
    is_cut = ~is_fixed[rows, columns] & (enters != leaves).any(axis=1)
    # Two corners one pixel apart share the middle between them
    is_double = is_cut & is_cut[before] & (np.abs(came).sum(axis=1) == 1)
    cut = np.where(
        is_cut[:, None, None],
        np.stack([points - enters / 2, points + leaves / 2], axis=1),
        points[:, None],
    )
    kept = np.stack([~is_double, is_cut], axis=1) & ~is_last[:, None]
    counts = np.add.reduceat(kept.sum(axis=1), rings[:-1])
    ends, flat = counts.cumsum(), cut[kept]
    closed = np.insert(flat, ends, flat[ends - counts], axis=0)
    offsets = np.concatenate([[0], ends + np.arange(1, len(ends) + 1)])
    rounded: Polygons = shapely.from_ragged_array(kind, closed, (offsets, parts))
    return rounded
