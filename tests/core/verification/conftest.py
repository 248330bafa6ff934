"""A made-up yard: bright and dark roofs on rough ground, whose places are known."""

from dataclasses import dataclass, replace

import numpy as np
import pytest
import shapely

from landsketch.core.class_table import ClassTable
from landsketch.core.imagery.scene import Scene
from landsketch.core.job.options import SceneOptions
from landsketch.core.labels.label_set import LabelSet
from landsketch.tests.helpers.rasters import NORTH, WEST, write_raster

ROWS, COLUMNS, CELL = 4, 5, 64


@dataclass(frozen=True)
class Yard:
    """A scene and the right places of its roofs."""

    scene: Scene
    roofs: np.ndarray

    def labels(self, dx=0.0, dy=0.0):
        """Label the roofs, moved to the east and north by metres: numbers, or one per roof."""
        steps = np.broadcast_to(np.column_stack([dx, dy]), (len(self.roofs), 2))
        moved = [
            shapely.transform(roof, lambda points, step=step: points + step)
            for roof, step in zip(self.roofs, steps, strict=True)
        ]
        return LabelSet(
            np.array(moved, object),
            np.zeros(len(moved), np.int64),
            ("",) * len(moved),
            ClassTable.from_names(["roof"]),
            self.scene.crs,
        )


def paint(seed=0, n_bands=3):
    """Return pixels (n_bands, h, w) 8 bit, and the roofs as (row, column, height, width)."""
    random = np.random.default_rng(seed)
    shape = (ROWS * CELL, COLUMNS * CELL)
    pixels = 90 + 25 * random.normal(size=(n_bands, *shape))
    roofs = []
    for row in range(ROWS):
        for column in range(COLUMNS):
            height, width = random.integers(14, 30, 2)
            top, left = random.integers(10, 24, 2) + np.array([row, column]) * CELL
            colour = random.choice([40, 170]) + random.normal(size=(n_bands, 1, 1)) * 8
            noise = 12 * random.normal(size=(n_bands, height, width))
            pixels[:, top : top + height, left : left + width] = colour + noise
            roofs.append((top, left, height, width))
    return np.clip(pixels, 1, 254).astype(np.uint8), roofs


def outlines(roofs, side=1.0):
    """Return roofs as polygons on pixels with a side in metres."""
    return np.array(
        [
            shapely.box(
                WEST + left * side,
                NORTH - (top + height) * side,
                WEST + (left + width) * side,
                NORTH - top * side,
            )
            for top, left, height, width in roofs
        ],
        object,
    )


@pytest.fixture
def open_yard(tmp_path):
    """A function that writes pixels and returns the yard."""

    def open_it(pixels, roofs, side=1.0, **profile):
        path = write_raster(tmp_path / "yard.tif", pixels, **profile)
        return Yard(Scene(SceneOptions(path)), outlines(roofs, side))

    return open_it


@pytest.fixture
def yard(open_yard):
    """256 x 320 px RGB, 8 bit, 1 m, with 20 roofs."""
    return open_yard(*paint())


@pytest.fixture
def half(yard):
    """The yard with the first ten roofs."""
    return replace(yard, roofs=yard.roofs[:10])
