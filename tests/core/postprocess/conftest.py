"""Maps that live in memory, random ones above all."""

from dataclasses import dataclass

import numpy as np
import pytest
from scipy import ndimage

from landsketch.core.imagery.map_writer import NODATA
from landsketch.core.imagery.tile_grid import Window


@dataclass(frozen=True)
class ArrayMap:
    """A class map that is an array."""

    classes: np.ndarray

    @property
    def shape(self):
        return self.classes.shape

    def read(self, window):
        result = np.full((window.height, window.width), NODATA, np.uint8)
        inside = window.intersection(Window(0, 0, *self.shape))
        row, column = inside.row - window.row, inside.column - window.column
        result[row : row + inside.height, column : column + inside.width] = self.classes[
            inside.row : inside.row_end, inside.column : inside.column_end
        ]
        return result


def _random_map(seed):
    """Return a map of odd size with 3 classes and no data, in lumps of 1 to 3 pixels."""
    random = np.random.default_rng(seed)
    height, width, lump = *random.integers(5, 60, 2), 1 + seed % 3
    values = np.array([0, 3, 7, NODATA], np.uint8)[
        random.integers(0, 4, (height // lump + 1, width // lump + 1))
    ]
    return np.kron(values, np.ones((lump, lump), np.uint8))[:height, :width]


def _land(side=150, seed=0, lump=8.0):
    """Return a map of five classes in large smooth patches of many sizes."""
    random = np.random.default_rng(seed)
    planes = [ndimage.gaussian_filter(random.normal(size=(side, side)), lump) for _ in range(5)]
    return np.argmax(planes, axis=0).astype(np.uint8)


@pytest.fixture(scope="session")
def array_map():
    return ArrayMap


@pytest.fixture(scope="session")
def random_map():
    return _random_map


@pytest.fixture(scope="session")
def land():
    return _land
