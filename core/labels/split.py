"""Spatial folds of labels: blocks, whole polygons, and a buffer around validation labels.

Randomly held-out pixels next to training pixels give scores that are too high (Kattenborn 2022,
Roberts 2017). So a drawn polygon is in one fold as a whole, label rasters and fully labelled areas
are cut at the blocks, and no training pixel is within the buffer around a validation block.
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
        folds: Fold of each polygon, -1 = only for training, (polygons,).
        regions: Per fold, the validation area: its blocks and its polygons, in CRS units.
        block: Side of a block in CRS units, 0 without blocks.
        buffer: Distance around a region within which nothing trains, in CRS units.
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
        """Tell which polygons can be validated: another fold must have their class.

        Args:
            classes: Class position of each polygon, (polygons,).

        Shape:
            (polygons,).
        """
        result = np.zeros(len(classes), bool)
        for number in np.unique(classes):
            of_class = classes == number
            result[of_class] = len(np.unique(self.folds[of_class])) > 1
        return result

    def training_mask(
        self, fold: int, x: NDArray[np.float64], y: NDArray[np.float64], polygons: NDArray[np.int64]
    ) -> NDArray[np.bool_]:
        """Tell which points may train while a fold validates.

        Args:
            fold: The fold.
            x: Map coordinates, (points,).
            y: Map coordinates, (points,).
            polygons: Polygon of each point, (points,).

        Shape:
            (points,).
        """
        is_other_fold = self.folds[polygons] != fold
        region = self.regions[fold]
        shapely.prepare(region)
        # Exact distances; a buffer polygon would approximate its arcs
        is_near = shapely.dwithin(region, shapely.points(x, y), self.buffer)
        mask: NDArray[np.bool_] = is_other_fold & ~is_near
        return mask


@dataclass(frozen=True)
class BlockSize:
    """Side of validation blocks and buffer around them, in CRS units."""

    side: float
    buffer: float


def block_size(
    labels: LabelSet, tile_side: float, side: float = 0.0, buffer: float = 0.0
) -> BlockSize:
    """Return the size of blocks and buffer.

    Args:
        labels: The labels.
        tile_side: Side of a tile of the backbone, in units of the labels' CRS.
        side: Side of a block in the same units; 0 = automatic.
        buffer: Buffer in the same units; 0 = automatic.
    """
    side = side or block_side(labels, 2 * tile_side)
    return BlockSize(side, buffer or min(side / 4, tile_side / 2))


def block_side(labels: LabelSet, longest: float) -> float:
    """Return the automatic block side: a 25th of the labels' bounding box, at most ``longest``."""
    west, south, east, north = shapely.total_bounds(labels.geometries)
    return min(math.sqrt((east - west) * (north - south) / 25), longest)


def spatial_blocks(labels: LabelSet, folds: int, side: float, buffer: float) -> Split:
    """Assign polygons to folds by the block of their centre, with every class in all folds.

    Args:
        labels: The labels.
        folds: Number of folds; fewer if there are fewer blocks.
        side: Side of a block; it is halved while fewer blocks than folds contain labels.
        buffer: The buffer; it is halved with the side.

    Raises:
        InvalidLabels: All labels are in one block.
    """
    for _ in range(_HALVINGS):
        blocks = block_numbers(labels, side)
        if len(np.unique(blocks)) >= folds:
            break
        side, buffer = side / 2, buffer / 2
    names = np.unique(blocks)
    if len(names) < 2:
        raise InvalidLabels(
            "All labels are in one place, so none can be held out; label more places or choose "
            "VALIDATION none (of a DATASET in 'Prepare dataset')."
        )
    folds = min(folds, len(names))
    of_block = np.array(_spread(labels, blocks, names, folds), np.int64)
    of_polygon = of_block[np.searchsorted(names, blocks)]
    regions = tuple(_region(labels, of_polygon == fold, side) for fold in range(folds))
    return Split(of_polygon, regions, side, buffer)


def by_field(labels: LabelSet, buffer: float) -> Split:
    """Take folds from SPLIT_FIELD: train/val/test, or any names, one fold each.

    Polygons with ``train`` or without a value always train; ``val`` and ``test`` are one fold each.

    Raises:
        InvalidLabels: No polygon is marked for validation.
    """
    texts = [text.lower() for text in labels.splits]
    names = sorted(set(texts) - {"", "train", "training"})
    if not names:
        raise InvalidLabels(
            "SPLIT_FIELD marks nothing for validation; write 'val' or a fold's name into some "
            "polygons."
        )
    numbers = {name: number for number, name in enumerate(names)}
    folds = np.array([numbers.get(text, NEVER) for text in texts], np.int64)
    regions = [shapely.union_all(labels.geometries[folds == fold]) for fold in numbers.values()]
    return Split(folds, tuple(regions), 0.0, buffer)


def require_teachable(labels: LabelSet, split: Split) -> None:
    """Check that enough classes are left for training while a fold validates.

    Raises:
        InvalidLabels: Without a fold, fewer than two classes are left.
    """
    for fold in range(split.n_folds):
        if len(np.unique(labels.classes[split.folds != fold])) < 2:
            raise InvalidLabels(
                f"With fold {fold + 1} held out, fewer than two classes are left to train; label "
                "more places, mark other folds in SPLIT_FIELD if you use one, or choose "
                "VALIDATION none (of a DATASET in 'Prepare dataset')."
            )


def by_scenes(labels: LabelSet, outlines: Sequence[BaseGeometry], buffer: float) -> Split:
    """Make each scene a fold; scenes with common labels, such as two dates, are one fold.

    Args:
        labels: Each is on at least one scene.
        outlines: The scenes' outlines in the labels' CRS.
        buffer: The buffer around an outline.

    Raises:
        InvalidLabels: Labels of all scenes overlap, so there is only one fold.
    """
    inside = _scenes_of(labels, outlines)
    fold_of = np.arange(len(outlines))
    for i, j in itertools.combinations(range(len(outlines)), 2):
        if (inside[i] & inside[j]).any():
            fold_of[fold_of == fold_of[j]] = fold_of[i]
    names, folds = np.unique(fold_of[inside.argmax(axis=0)], return_inverse=True)
    if len(names) < 2:
        raise InvalidLabels(
            "VALIDATION by scenes needs at least two rasters without common labels; label "
            "another raster, or choose VALIDATION blocks."
        )
    regions = []
    for number, name in enumerate(names):
        own = [outlines[scene] for scene in np.flatnonzero(fold_of == name).tolist()]
        regions.append(shapely.union_all([*own, *labels.geometries[folds == number]]))
    return Split(folds.astype(np.int64), tuple(regions), 0.0, buffer)


def _scenes_of(labels: LabelSet, outlines: Sequence[BaseGeometry]) -> NDArray[np.bool_]:
    """Tell which labels are on which scene, (scenes, labels).

    A label counts by a point inside it; if that is on no scene, by its whole area.
    """
    points = shapely.point_on_surface(labels.geometries)
    inside = np.array([shapely.intersects(points, outline) for outline in outlines])
    is_cut_off = ~inside.any(axis=0)
    geometries = labels.geometries[is_cut_off]
    inside[:, is_cut_off] = [shapely.intersects(geometries, outline) for outline in outlines]
    return inside


def block_numbers(labels: LabelSet, side: float) -> NDArray[np.int64]:
    """Return the number of the block under each polygon's centre, (polygons,)."""
    west, south, east, _ = shapely.total_bounds(labels.geometries)
    centres = shapely.centroid(labels.geometries)
    column = np.floor((shapely.get_x(centres) - west) / side).astype(np.int64)
    row = np.floor((shapely.get_y(centres) - south) / side).astype(np.int64)
    numbers: NDArray[np.int64] = row * (int((east - west) / side) + 2) + column
    return numbers


def _spread(
    labels: LabelSet, blocks: NDArray[np.int64], names: NDArray[np.int64], folds: int
) -> list[int]:
    """Assign blocks to folds greedily so that all folds have similar fractions of each class.

    Args:
        labels: The labels.
        blocks: Block of each label, (labels,).
        names: The blocks, sorted.
        folds: Number of folds.

    Returns:
        Fold of each block.
    """
    areas = shapely.area(labels.geometries)
    table = np.zeros((len(names), len(labels.table)))
    np.add.at(table, (np.searchsorted(names, blocks), labels.classes), np.sqrt(areas))
    # Fractions of each class, so that rare classes count as much as frequent ones
    table /= np.maximum(table.sum(axis=0), 1e-12)
    result, filled = [0] * len(names), np.zeros((folds, table.shape[1]))
    for block in np.argsort(-table.max(axis=1), kind="stable"):
        costs = []
        for fold in range(folds):
            trial = filled + table[block] * (np.arange(folds) == fold)[:, None]
            costs.append(float(((trial - 1 / folds) ** 2).sum()))
        result[block] = int(np.argmin(costs))
        filled[result[block]] += table[block]
    return result


def _region(labels: LabelSet, chosen: NDArray[np.bool_], side: float) -> BaseGeometry:
    """Return the union of chosen polygons and the blocks of their centres."""
    west, south, _, _ = shapely.total_bounds(labels.geometries)
    centres = shapely.centroid(labels.geometries[chosen])
    left = west + np.floor((shapely.get_x(centres) - west) / side) * side
    bottom = south + np.floor((shapely.get_y(centres) - south) / side) * side
    corners = np.unique(np.column_stack([left, bottom]), axis=0)
    squares = shapely.union_all(shapely.box(*corners.T, *(corners + side).T))
    shapely.prepare(squares)
    is_outside = ~shapely.covers(squares, labels.geometries[chosen])
    return shapely.union_all([squares, *labels.geometries[chosen][is_outside]])
