"""Split labels into spatial folds: blocks, whole polygons, and a buffer around what validates.

Random hold-out of neighbouring pixels flatters a map (Kattenborn 2022, Roberts 2017); so a drawn polygon lies in one
fold as a whole, label rasters and fully labelled areas are cut at the blocks, and no training pixel lies closer than
the buffer to a block that validates.
"""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from ..errors import InvalidLabels
from .label_set import LabelSet

NEVER = -1  # fold of polygons that always train and never validate
_HALVINGS = 5


@dataclass(frozen=True)
class Split:
    """Folds of polygons.

    Attributes:
        folds: Fold of each polygon, -1 = trains only.
        regions: Per fold, the area that validates: its blocks and its polygons, in CRS units.
        block: Side of a block in CRS units, 0 where the user gave the folds.
        buffer: Distance from ``regions`` that training pixels keep.
    """

    folds: NDArray[np.int64]
    regions: tuple[BaseGeometry, ...]
    block: float
    buffer: float

    @property
    def n_folds(self) -> int:
        """Number of folds."""
        return len(self.regions)

    def can_validate(self, classes: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Tell per polygon, given its class, whether another fold teaches that class.

        Without, no head that is scored on the polygon can know the class: a score would say nothing about the map.
        """
        able = np.zeros(len(classes), bool)
        for one in np.unique(classes):
            own = classes == one
            able[own] = len(np.unique(self.folds[own])) > 1
        return able

    def training_mask(
        self, fold: int, x: NDArray[np.float64], y: NDArray[np.float64], polygons: NDArray[np.int64]
    ) -> NDArray[np.bool_]:
        """Tell which points (map coordinates, with their polygon) may train when ``fold`` validates."""
        other = self.folds[polygons] != fold
        region = self.regions[fold]
        shapely.prepare(region)
        # Distances are exact, where a buffer polygon would cut its arcs short
        allowed: NDArray[np.bool_] = other & ~shapely.dwithin(
            region, shapely.points(x, y), self.buffer
        )
        return allowed


@dataclass(frozen=True)
class BlockSize:
    """Side of the blocks of a spatial split, and the buffer around those that validate; in CRS units."""

    side: float
    buffer: float


def block_size(
    labels: LabelSet, tile_side: float, side: float = 0.0, buffer: float = 0.0
) -> BlockSize:
    """Return the size of blocks and buffer, each automatic where 0: they follow labels and tiles.

    Args:
        labels: What is split.
        tile_side: Side of a tile of the backbone, in units of the labels' CRS.
        side: Side of a block in the same units.
        buffer: Distance that training pixels keep from a block that validates, in the same units.
    """
    side = side or block_side(labels, 2 * tile_side)
    return BlockSize(side, buffer or min(side / 4, tile_side / 2))


def block_side(labels: LabelSet, longest: float) -> float:
    """Return the automatic block side: a 25th of the labels' bounding box, at most ``longest``."""
    west, south, east, north = shapely.total_bounds(labels.geometries)
    return min(math.sqrt((east - west) * (north - south) / 25), longest)


def spatial_blocks(labels: LabelSet, folds: int, side: float, buffer: float) -> Split:
    """Assign polygons to ``folds`` by the block that holds their centre, classes spread evenly.

    The side is halved while fewer blocks than folds hold labels.

    Raises:
        InvalidLabels: The labels cannot be split because all lie in one place.
    """
    for _ in range(_HALVINGS):
        blocks = block_numbers(labels, side)
        if len(np.unique(blocks)) >= folds:
            break
        side, buffer = side / 2, buffer / 2
    names = np.unique(blocks)
    if len(names) < 2:
        raise InvalidLabels(
            "All labels lie in one place, so none can be held out; label more places or choose VALIDATION none."
        )
    folds = min(folds, len(names))
    of_block = dict(zip(names, _spread(labels, blocks, names, folds), strict=True))
    of_polygon = np.array([of_block[b] for b in blocks], np.int64)
    regions = tuple(_region(labels, of_polygon == fold, side) for fold in range(folds))
    return Split(of_polygon, regions, side, buffer)


def by_field(labels: LabelSet, buffer: float) -> Split:
    """Take folds from the split field: train/val/test, or any names, one fold each.

    Polygons marked ``train`` always train; ``val`` and ``test`` each form a fold.
    """
    texts = np.array([s.lower() for s in labels.splits], object)
    names = sorted({t for t in texts if t not in ("", "train", "training")})
    if not names:
        raise InvalidLabels(
            "The split field marks nothing to validate; write 'val' or a fold's name into some polygons."
        )
    folds = np.array([names.index(t) if t in names else NEVER for t in texts], np.int64)
    regions = tuple(
        shapely.union_all(labels.geometries[folds == fold]) for fold in range(len(names))
    )
    return Split(folds, regions, 0.0, buffer)


def require_teachable(labels: LabelSet, split: Split) -> None:
    """Make sure that something is left to train when a fold validates.

    Raises:
        InvalidLabels: Fewer than two classes are.
    """
    for fold in range(split.n_folds):
        if len(np.unique(labels.classes[split.folds != fold])) < 2:
            raise InvalidLabels(
                f"With fold {fold + 1} held out, fewer than two classes are left to train; label more places, mark "
                "other folds in SPLIT_FIELD if you use one, or choose VALIDATION none."
            )


def by_scenes(labels: LabelSet, outlines: Sequence[BaseGeometry], buffer: float) -> Split:
    """Make each scene a fold; scenes that share labels, such as two dates of one place, are one fold together.

    Args:
        labels: Each lies on at least one scene.
        outlines: The scenes' outlines in the labels' CRS.
        buffer: Distance from an outline that training pixels of other scenes keep.

    Raises:
        InvalidLabels: Fewer than two scenes have labels of their own.
    """
    inside = np.array(
        [shapely.intersects(shapely.point_on_surface(labels.geometries), o) for o in outlines]
    )
    cut_off = ~inside.any(axis=0)
    inside[:, cut_off] = [shapely.intersects(labels.geometries[cut_off], o) for o in outlines]
    fold_of = np.arange(len(outlines))
    for i, j in itertools.combinations(range(len(outlines)), 2):
        if (inside[i] & inside[j]).any():
            fold_of[fold_of == fold_of[j]] = fold_of[i]
    names, folds = np.unique(fold_of[inside.argmax(axis=0)], return_inverse=True)
    if len(names) < 2:
        raise InvalidLabels(
            "VALIDATION by scenes needs labels on at least two rasters that do not share them; label another raster, "
            "or choose VALIDATION blocks."
        )
    own = [[o for o, fold in zip(outlines, fold_of, strict=True) if fold == name] for name in names]
    regions = (
        shapely.union_all([*own[i], *labels.geometries[folds == i]]) for i in range(len(names))
    )
    return Split(folds.astype(np.int64), tuple(regions), 0.0, buffer)


def block_numbers(labels: LabelSet, side: float) -> NDArray[np.int64]:
    """Return the number of the block that holds each polygon's centre."""
    west, south, east, _ = shapely.total_bounds(labels.geometries)
    centres = shapely.centroid(labels.geometries)
    column = np.floor((shapely.get_x(centres) - west) / side).astype(np.int64)
    row = np.floor((shapely.get_y(centres) - south) / side).astype(np.int64)
    numbers: NDArray[np.int64] = row * (int((east - west) / side) + 2) + column
    return numbers


def _spread(
    labels: LabelSet, blocks: NDArray[np.int64], names: NDArray[np.int64], folds: int
) -> list[int]:
    """Assign blocks to folds greedily, those with rare classes first, so that each fold sees each class evenly."""
    areas = shapely.area(labels.geometries)
    table = np.zeros((len(names), len(labels.table)))
    np.add.at(table, (np.searchsorted(names, blocks), labels.classes), np.sqrt(areas))
    table /= np.maximum(
        table.sum(axis=0), 1e-12
    )  # share of each class, so rare classes weigh as much as common ones
    result, filled = [0] * len(names), np.zeros((folds, table.shape[1]))
    for block in np.argsort(-table.max(axis=1), kind="stable"):
        cost = [
            float(
                (
                    ((filled + table[block] * (np.arange(folds) == f)[:, None]) - 1 / folds) ** 2
                ).sum()
            )
            for f in range(folds)
        ]
        result[block] = int(np.argmin(cost))
        filled[result[block]] += table[block]
    return result


def _region(labels: LabelSet, chosen: NDArray[np.bool_], side: float) -> BaseGeometry:
    """Return the blocks around the centres of the chosen polygons together with the polygons."""
    west, south, _, _ = shapely.total_bounds(labels.geometries)
    centres = shapely.centroid(labels.geometries[chosen])
    left = west + np.floor((shapely.get_x(centres) - west) / side) * side
    bottom = south + np.floor((shapely.get_y(centres) - south) / side) * side
    corners = np.unique(np.column_stack([left, bottom]), axis=0)
    squares = shapely.union_all(shapely.box(*corners.T, *(corners + side).T))
    shapely.prepare(squares)
    sticking_out = ~shapely.covers(squares, labels.geometries[chosen])
    return shapely.union_all([squares, *labels.geometries[chosen][sticking_out]])
